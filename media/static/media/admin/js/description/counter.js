/** How many characters an alt text has: shown at every keystroke, spoken when the keys rest. */

import { makeStatus, say } from "../status.js";
import { placeBelow } from "./fields.js";

function shownBelow(field) {
  return placeBelow(field, `${field.id}-counter`, (id) => {
    const place = Object.assign(document.createElement("div"), { id, className: "description-counter" });
    place.setAttribute("aria-hidden", "true");
    return place;
  });
}

function spokenBelow(field) {
  return placeBelow(field, `${field.id}-spoken-counter`, (id) =>
    makeStatus({ id, className: "w-sr-only" }));
}

function lengthOf(field) {
  return [...field.value.trim()].length;
}

function inWords(field) {
  return `${lengthOf(field)} of ${field.dataset.bestLength} characters`;
}

export function makeSpokenCount(field) {
  spokenBelow(field);
}

export function showCount(field) {
  const shown = shownBelow(field);
  shown.textContent = inWords(field);
  shown.dataset.long = String(lengthOf(field) > Number(field.dataset.bestLength));
}

export function speakCount(field) {
  say(spokenBelow(field), inWords(field));
}
