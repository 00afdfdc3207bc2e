/** The fields of a form that hold the words of a picture, once for each language. */

// Wagtail copies a template with this in its names for each new language.
const TEMPLATE = "__prefix__";

export function fieldNamed(form, name) {
  return form.querySelector(`[name="${CSS.escape(name)}"]`);
}

export function altTextsIn(form) {
  const found = form.querySelectorAll('[name="alt_text"], [name$="-alt_text"]');
  return [...found].filter((field) => !field.name.includes(TEMPLATE));
}

export function isAltText(field) {
  return /(^|-)alt_text$/.test(field.name ?? "");
}

/** What the names of all fields of one language begin with; nothing in the source language. */
export function prefixOf(altText) {
  return altText.name.slice(0, -"alt_text".length);
}

/** The place with this id below a field; `make` makes it when it is asked for first. */
export function placeBelow(field, id, make) {
  const found = document.getElementById(id);
  if (found) return found;
  const made = make(id);
  (field.closest("[data-field-input]") ?? field).after(made);
  return made;
}
