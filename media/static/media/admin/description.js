/* Counts the characters of alt texts and shows the server's remarks below the words, while an
   editor writes. Without it the same remarks are said when the page is saved. */
document.addEventListener("DOMContentLoaded", () => {
  const QUIET = 700; // milliseconds without a keystroke before anything is said
  const FIELDS = ["title", "alt_text", "long_description", "caption", "language"];
  // Wagtail copies a template with this in its names for each new language.
  const TEMPLATE = "__prefix__";
  const panel = document.querySelector("[data-description]");
  const form = panel?.closest("form");
  if (!form) return;
  const best = Number(panel.dataset.longAltText);

  const named = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`);
  const prefixOf = (field) => field.name.slice(0, -"alt_text".length);
  const altTexts = () => [...form.querySelectorAll('[name="alt_text"], [name$="-alt_text"]')]
    .filter((field) => !field.name.includes(TEMPLATE));

  const addBelow = (field, className, attributes) => {
    const box = document.createElement("div");
    box.className = className;
    for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
    (field.closest("[data-field-input]") ?? field).after(box);
    return box;
  };

  const remarksBelow = (field) => {
    const id = `${field.id}-remarks`;
    const found = document.getElementById(id);
    if (found) return found;
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
    return addBelow(field, "description-remarks", { id, role: "status" });
  };

  const counterBelow = (field) => {
    const id = `${field.id}-counter`;
    return document.getElementById(id) ?? addBelow(field, "description-counter", { id, "aria-hidden": "true" });
  };

  const spokenBelow = (field) => {
    const id = `${field.id}-spoken-counter`;
    return document.getElementById(id) ?? addBelow(field, "w-sr-only", { id, role: "status" });
  };

  const count = (field) => {
    const length = [...field.value.trim()].length;
    const counter = counterBelow(field);
    counter.textContent = `${length} of ${best} characters`;
    counter.dataset.long = String(length > best);
    return counter.textContent;
  };

  const show = (field, remarks) => {
    const box = remarksBelow(field);
    const said = remarks.map(({ level, sentence }) => `${level}:${sentence}`).join("\n");
    if (box.dataset.said === said) return; // or a screen reader would hear it again
    box.dataset.said = said;
    box.replaceChildren(...remarks.map(({ level, sentence }) => {
      const line = document.createElement("p");
      line.dataset.level = level;
      line.textContent = level === "refused" ? `Refused: ${sentence}` : sentence;
      return line;
    }));
  };

  const ask = async (altText) => {
    const prefix = prefixOf(altText);
    const words = new FormData();
    for (const name of FIELDS) words.set(name, named(prefix + name)?.value ?? "");
    if (!prefix) words.set("asset", named("asset")?.value ?? "");
    words.set("csrfmiddlewaretoken", named("csrfmiddlewaretoken").value);
    const asked = [...words.entries()].join("\n");
    if (altText.dataset.asked === asked) return;
    altText.dataset.asked = asked;
    try {
      const answer = await fetch(panel.dataset.remarksUrl, { method: "POST", body: words });
      if (!answer.ok || altText.dataset.asked !== asked) return;
      const { remarks } = await answer.json();
      for (const name of ["alt_text", "long_description"]) {
        const field = named(prefix + name);
        if (field) show(field, remarks.filter((remark) => remark.field === name));
      }
    } catch {
      delete altText.dataset.asked; // the next keystroke asks again; saving says it in any case
    }
  };

  let waiting;
  const look = () => altTexts().forEach(ask);
  form.addEventListener("input", ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      look();
      if (/(^|-)alt_text$/.test(target.name ?? "")) spokenBelow(target).textContent = count(target);
    }, QUIET);
    if (/(^|-)alt_text$/.test(target.name ?? "")) count(target);
  });
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, QUIET);
  });
  altTexts().forEach((field) => {
    spokenBelow(field);
    remarksBelow(field);
    count(field);
  });
  look();
});
