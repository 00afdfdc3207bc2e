/** Keeps what is typed while a picture is described, in this tab only.

If the session ends or the browser falls over, the words are put back as long as nobody saved the
picture meanwhile. */

const NAMES = ["alt_text", "long_description", "title"];

const form = document.querySelector("[data-describe]");
const key = `describe ${form.dataset.describe}`;

function field(name) {
  return form.elements.namedItem(name);
}

function keep() {
  const typed = Object.fromEntries(NAMES.map((name) => [name, field(name).value]));
  sessionStorage.setItem(key, JSON.stringify({ edition: field("edition").value, ...typed }));
}

function putBack(kept) {
  for (const name of NAMES) {
    field(name).value = kept[name];
    field(name).dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
if (kept?.edition === field("edition").value) putBack(kept);
else sessionStorage.removeItem(key);
form.addEventListener("input", keep);
