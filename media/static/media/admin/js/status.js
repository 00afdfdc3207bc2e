/** Places whose changes a screen reader speaks. Each has to be there before it says anything. */

export function makeStatus(properties) {
  const place = Object.assign(document.createElement("div"), properties);
  place.setAttribute("role", "status");
  return place;
}

/** Say something, words or elements, unless it stands there already: it would be spoken again. */
export function say(place, ...said) {
  const next = place.cloneNode();
  next.append(...said);
  if (!next.isEqualNode(place)) place.replaceChildren(...next.childNodes);
}
