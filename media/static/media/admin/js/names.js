/** Fields for tags and for text with markup are put by Wagtail in the place of the one that has the
label; here they get its name. */

const MADE = ".tagit-new input, .public-DraftEditor-content";

function nameFields() {
  for (const made of document.querySelectorAll(`:is(${MADE}):not([aria-labelledby])`)) {
    const fields = made.closest("[data-field-input]")?.querySelectorAll("input[id], textarea[id]") ?? [];
    for (const { id } of fields) {
      const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
      if (!label) continue;
      label.id ||= `${id}-label`;
      made.setAttribute("aria-labelledby", label.id);
    }
  }
}

// Wagtail makes the fields when the document was read, and those of rows that are added later.
window.addEventListener("load", nameFields);
document.addEventListener("focusin", nameFields);
