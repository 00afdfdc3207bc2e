/** The page “Upload pictures”: files are chosen, or dropped anywhere on it. */

import { form } from "./upload/page.js";
import { add, addAll, isUnderWay } from "./upload/queue.js";

function bringsFiles(event) {
  return event.dataTransfer.types.includes("Files");
}

function hover(isOver) {
  form.toggleAttribute("data-hovered", isOver);
}

/** The files that were dropped; a folder among them is refused. */
function filesIn(dropped) {
  const files = [];
  for (const one of dropped) {
    const file = one.kind === "file" && one.getAsFile();
    if (!file) continue;
    if (one.webkitGetAsEntry?.()?.isDirectory) {
      add(file, "This is a folder. Drop its files, or pack it into a ZIP.");
    } else {
      files.push(file);
    }
  }
  return files;
}

form.addEventListener("submit", (event) => event.preventDefault());

form.querySelector("input[type=file]").addEventListener("change", ({ target }) => {
  addAll([...target.files]);
  target.value = "";
});

document.addEventListener("dragover", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  hover(true);
});

for (const end of ["dragleave", "dragend", "drop"]) {
  document.addEventListener(end, () => hover(false));
}

document.addEventListener("drop", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  addAll(filesIn(event.dataTransfer.items));
});

// A file that is on its way would be lost with the page.
addEventListener("beforeunload", (event) => {
  if (isUnderWay()) event.preventDefault();
});

for (const element of document.querySelectorAll("[data-plain]")) element.hidden = true;
for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
