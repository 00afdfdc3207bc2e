/* The page “Upload pictures”: one request for each file, three at once, and what became of each. */

const AT_ONCE = 3;
// Milliseconds between two counts, so that a screen reader is not talked over.
const SILENCE = 4000;
// How often a file is sent again unasked, when it failed for no reason that can be seen.
const UNASKED = 1;
// What a proxy says while the portal behind it is away.
const AWAY = [502, 503, 504];

const form = document.querySelector("[data-upload]");
const chooser = form.querySelector("input[type=file]");
const token = form.querySelector("[name=csrfmiddlewaretoken]");
const list = document.querySelector("[data-list]");
const counts = document.querySelector("[data-counts]");
const drafts = document.querySelector("[data-drafts]");
const halt = document.querySelector("[data-halt]");
const limit = Number(form.dataset.limit);
const endings = form.dataset.endings.split(",");

// Every file of this visit: {file, size, rows, state, tries}; size is that when it was chosen, state
// is waiting, sending, lost or done.
const items = [];
let isHalted = false;
let saying = 0;

function copyOf(selector) {
  return document.querySelector(selector).content.firstElementChild.cloneNode(true);
}

function withState(...states) {
  return items.filter((item) => states.includes(item.state));
}

// --- What the list says ------------------------------------------------------------------------

/** Put other rows into the place of an item's rows; the focus stays where it was. */
function show(item, rows) {
  const hadFocus = item.rows.some((row) => row.contains(document.activeElement));
  item.rows[0].before(...rows);
  for (const row of item.rows) row.remove();
  item.rows = rows;
  if (hadFocus) rows[0].focus();
}

function newRow(name) {
  const row = copyOf("[data-row]");
  row.querySelector(".upload-name").textContent = name;
  row.querySelector("progress").setAttribute("aria-label", `Upload of ${name}`);
  return row;
}

function say(item, sentence, state) {
  const [row] = item.rows;
  row.dataset.state = state;
  row.querySelector(".upload-said").textContent = sentence;
  row.querySelector("progress")?.toggleAttribute("hidden", state !== "sending");
}

function offerRetry(item, row) {
  const button = copyOf("[data-retry]");
  button.setAttribute("aria-label", `Try again: ${item.file.name}`);
  button.addEventListener("click", () => {
    forget(item);
    goOn();
  });
  row.append(button);
}

/** Let an item wait again, as if it had just been chosen. */
function forget(item) {
  item.state = "waiting";
  item.tries = 0;
  show(item, [newRow(item.file.name)]);
}

function refuse(item, sentence, { retry }) {
  item.state = "done";
  show(item, [newRow(item.file.name)]);
  say(item, sentence, "refused");
  item.rows[0].querySelector(".upload-said").prepend(copyOf("[data-warning]"), " ");
  if (retry) offerRetry(item, item.rows[0]);
}

function counted() {
  const rows = items.flatMap((item) => item.rows);
  const number = (state) => rows.filter((row) => row.dataset.state === state).length;
  const [made, known, refused] = ["made", "known", "refused"].map(number);
  drafts.hidden = !made;
  return [
    `${made} ${made === 1 ? "draft" : "drafts"} made`,
    ...(known ? [`${known} already here`] : []),
    ...(refused ? [`${refused} refused`] : []),
  ].join(", ");
}

/** Say how far it is: at once if all is done, else now and then. */
function count() {
  const done = withState("done").length;
  const isOver = done === items.length;
  if (saying && !isOver) return;
  clearTimeout(saying);
  saying = isOver ? 0 : setTimeout(() => { saying = 0; count(); }, SILENCE);
  const begin = isOver ? "All done" : `${done} of ${items.length} files done`;
  counts.textContent = `${begin}: ${counted()}.`;
}

// --- Which files are sent ----------------------------------------------------------------------

/** What is wrong with a file, as far as that can be known before it is sent. */
function problemOf(file) {
  if (file.size > limit) return form.dataset.limitSentence;
  if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) {
    return `This is no picture that can be shown. Taken are files that end in ${endings.join(", ")}.`;
  }
  return "";
}

function add(file, problem) {
  const item = { file, size: file.size, rows: [newRow(file.name)], state: "waiting", tries: 0 };
  items.push(item);
  list.append(...item.rows);
  if (problem) refuse(item, problem, { retry: false });
}

function addAll(files) {
  for (const file of files) add(file, problemOf(file));
  if (files.length) go();
}

function go() {
  const free = AT_ONCE - withState("sending").length;
  if (!isHalted) withState("waiting").slice(0, free).forEach(send);
  count();
}

// --- Sending -----------------------------------------------------------------------------------

function send(item) {
  item.state = "sending";
  say(item, "On its way", "sending");
  const progress = item.rows[0].querySelector("progress");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => {
    progress.removeAttribute("value");
    say(item, "Arrived; it is being looked at", "sending");
  });
  request.addEventListener("load", () => receive(item, request));
  request.addEventListener("error", () => examine(item));
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.setRequestHeader("X-CSRFToken", token.value);
  const body = new FormData();
  body.append("files", item.file);
  request.send(body);
}

function receive(item, request) {
  const rows = rowsIn(request);
  if (rows) {
    item.state = "done";
    show(item, rows);
    for (const row of rows) {
      if (row.dataset.state === "refused" && "whole" in row.dataset) offerRetry(item, row);
    }
  } else if (request.status === 403 || AWAY.includes(request.status)) {
    lose(item);
    return;
  } else if (request.status === 413) {
    refuse(item, form.dataset.limitSentence, { retry: true });
  } else {
    refuse(item, `The portal failed on this file (error ${request.status}).`, { retry: true });
  }
  go();
}

function rowsIn(request) {
  try {
    const { rows } = JSON.parse(request.responseText);
    const parsed = document.createElement("template");
    parsed.innerHTML = rows;
    return [...parsed.content.children];
  } catch {
    return null;
  }
}

/** Nothing came back: either the file cannot be read any more, or the connection broke. */
async function examine(item) {
  if (await isReadable(item)) {
    lose(item);
    return;
  }
  const sentence = "The file was changed or moved since it was chosen. Choose it again.";
  refuse(item, sentence, { retry: false });
  go();
}

/** Whether the file is as it was when it was chosen; of one that is gone Chromium reads 0 bytes. */
async function isReadable({ file, size }) {
  try {
    const read = await file.slice(0, 1).arrayBuffer();
    return read.byteLength === Math.min(size, 1);
  } catch {
    return false;
  }
}

// --- When the connection or the session is lost ------------------------------------------------

async function lose(item) {
  item.state = "lost";
  say(item, "Not sent yet", "lost");
  const why = await look();
  if (item.state !== "lost") return; // somebody was quicker
  if (why === "there" && item.tries < UNASKED) {
    item.tries += 1;
    item.state = "waiting";
    go();
    return;
  }
  offerRetry(item, item.rows[0]);
  stop(why === "there" ? "away" : why);
}

/**
 * Ask for this page again: "there", "away", "signed out" or "refused".
 * If it is there, its token counts from now on: signing in again makes a new one.
 */
async function look() {
  let answer;
  try {
    answer = await fetch(form.action, { cache: "no-store" });
    if (answer.redirected) return answer.url.includes("/login/") ? "signed out" : "refused";
    if (!answer.ok) return "away";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    token.value = page.querySelector("[data-upload] [name=csrfmiddlewaretoken]").value;
    return "there";
  } catch {
    return "away";
  }
}

function stop(why) {
  isHalted = true;
  count();
  if (halt.dataset.why === why) return;
  halt.dataset.why = why;
  const button = copyOf("[data-go-on]");
  button.addEventListener("click", () => {
    list.focus();
    goOn();
  });
  halt.replaceChildren(copyOf(`[data-halted="${why}"]`), button);
}

/** Send everything that waits or was lost, if the portal can be reached again. */
async function goOn() {
  if (isHalted) {
    const why = await look();
    halt.replaceChildren();
    delete halt.dataset.why;
    if (why !== "there") return stop(why);
    isHalted = false;
  }
  withState("lost").forEach(forget);
  go();
}

// --- Choosing and dropping ---------------------------------------------------------------------

chooser.addEventListener("change", () => {
  addAll([...chooser.files]);
  chooser.value = "";
});

form.addEventListener("submit", (event) => event.preventDefault());

function bringsFiles(event) {
  return event.dataTransfer.types.includes("Files");
}

document.addEventListener("dragover", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  form.toggleAttribute("data-hovered", true);
});
for (const end of ["dragleave", "dragend", "drop"]) {
  document.addEventListener(end, () => form.removeAttribute("data-hovered"));
}

document.addEventListener("drop", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  const files = [];
  for (const dropped of event.dataTransfer.items) {
    const file = dropped.kind === "file" && dropped.getAsFile();
    if (!file) continue;
    if (dropped.webkitGetAsEntry?.()?.isDirectory) {
      add(file, "This is a folder. Drop its files, or pack it into a ZIP.");
    } else {
      files.push(file);
    }
  }
  addAll(files);
  count();
});

// A file that is on its way would be lost with the page.
addEventListener("beforeunload", (event) => {
  if (withState("waiting", "sending", "lost").length) event.preventDefault();
});

for (const element of document.querySelectorAll("[data-plain]")) element.hidden = true;
for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
