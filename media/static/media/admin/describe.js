/* Keeps what is typed while a picture is described, in this tab only: if the session ends or the
   browser falls over, the words are put back as long as nobody saved the picture meanwhile. */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-describe]");
  if (!form) return;
  const key = `describe ${form.dataset.describe}`;
  const names = ["alt_text", "long_description", "title"];
  const field = (name) => form.elements.namedItem(name);

  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept?.edition === field("edition").value) {
    for (const name of names) {
      field(name).value = kept[name];
      field(name).dispatchEvent(new Event("input", { bubbles: true }));
    }
  } else {
    sessionStorage.removeItem(key);
  }

  form.addEventListener("input", () => {
    const typed = Object.fromEntries(names.map((name) => [name, field(name).value]));
    sessionStorage.setItem(key, JSON.stringify({ edition: field("edition").value, ...typed }));
  });
});
