/** How many files are done and what became of them, in words for everybody. */

import { say } from "../status.js";

// Milliseconds between two counts, so that a screen reader is not talked over.
const SILENCE = 4000;

const place = document.querySelector("[data-counts]");
const drafts = document.querySelector("[data-drafts]");
let silence = 0;

function inWords({ made, known, refused }) {
  return [
    `${made} ${made === 1 ? "draft" : "drafts"} made`,
    ...(known ? [`${known} already here`] : []),
    ...(refused ? [`${refused} refused`] : []),
  ].join(", ");
}

function outcomes(items) {
  const states = items.flatMap((item) => item.rows).map((row) => row.dataset.state);
  const number = (wanted) => states.filter((state) => state === wanted).length;
  return { made: number("made"), known: number("known"), refused: number("refused") };
}

/** Say how far it is: at once if all is done, else now and then. */
export function count(items) {
  const done = items.filter((item) => item.state === "done").length;
  const isOver = done === items.length;
  if (silence && !isOver) return;
  clearTimeout(silence);
  silence = isOver ? 0 : setTimeout(() => { silence = 0; count(items); }, SILENCE);
  const numbers = outcomes(items);
  drafts.hidden = !numbers.made;
  const begin = isOver ? "All done" : `${done} of ${items.length} files done`;
  say(place, `${begin}: ${inWords(numbers)}.`);
}
