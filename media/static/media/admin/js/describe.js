/** Describing a picture: keeps what is typed, in this tab only, and shows the picture enlarged.

If the session ends or the browser falls over, the words are put back as long as nobody saved the
picture meanwhile. */

const NAMES = ["alt_text", "long_description", "title", "credit", "licence", "subjects"];

const form = document.querySelector("[data-describe]");
const key = `describe ${form.dataset.describe}`;

function field(name) {
  return form.elements.namedItem(name);
}

function keep() {
  const here = NAMES.filter(field);
  const typed = Object.fromEntries(here.map((name) => [name, field(name).value]));
  sessionStorage.setItem(key, JSON.stringify({ edition: field("edition").value, ...typed }));
}

function putBack(kept) {
  for (const name of NAMES) {
    if (!field(name) || kept[name] === undefined) continue;
    field(name).value = kept[name];
    field(name).dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
if (kept?.edition === field("edition").value) putBack(kept);
else sessionStorage.removeItem(key);
form.addEventListener("input", keep);
form.addEventListener("change", keep); // names of subjects are put in by a script
document
  .querySelector("[data-describe-forget]")
  ?.addEventListener("submit", () => sessionStorage.removeItem(key));

/** The list of what was refused leads to the fields; that of subjects lies under a script's own. */
document.querySelector(".describe__refusals")?.addEventListener("click", (event) => {
  const named = event.target.closest("a")?.hash && document.querySelector(event.target.closest("a").hash);
  if (!named) return;
  event.preventDefault();
  const shown = named.checkVisibility() ? named : named.parentElement.querySelector(".tagit-new input");
  (shown ?? named).focus();
});

const large = document.querySelector("[data-large]");
document.querySelector("[data-enlarge]")?.addEventListener("click", (event) => {
  event.preventDefault();
  large.showModal();
});
large?.addEventListener("click", () => large.close()); // wherever, its button included
