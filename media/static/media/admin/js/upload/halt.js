/** The alert that nothing is sent any more, why, and the button with which to go on. */

import { copyOf } from "./page.js";

const place = document.querySelector("[data-halt]");

/** `why` is "away", "signed out" or "refused"; `act` is what the button does. */
export function sayHalt(why, act) {
  if (place.dataset.why === why) return;
  place.dataset.why = why;
  const button = copyOf("[data-go-on]");
  button.addEventListener("click", act);
  place.replaceChildren(copyOf(`[data-halted="${why}"]`), button);
}

export function endHalt() {
  place.replaceChildren();
  delete place.dataset.why;
}
