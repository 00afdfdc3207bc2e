/** Wagtail's field for tags puts a field of its own in the place of the one that has the label. */

function nameFields() {
  for (const typed of document.querySelectorAll(".tagit-new input:not([aria-labelledby])")) {
    const label = typed.closest("ul").parentElement.querySelector("[data-controller~='w-tag']")?.labels?.[0];
    if (!label) continue;
    label.id ||= `${label.htmlFor}-label`;
    typed.setAttribute("aria-labelledby", label.id);
  }
}

// Wagtail makes the fields when the document was read.
window.addEventListener("load", nameFields);
