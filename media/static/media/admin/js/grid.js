/** A grid of pictures by its arrow keys: they move the focus from picture to picture, Home and End to
the ends of a row, with Ctrl to those of the page. The space bar ticks the picture that has the focus. */

const GRID = ".picture-grid";
const BOX = "input[type=checkbox]";

/** What has the focus on a card, of the kind that had it on the card before: its link or its box. */
function stop(card, isBox) {
  const [link, box] = [card.querySelector("a"), card.querySelector(BOX)];
  return isBox ? box || link : link || box;
}

function middle(card) {
  const place = card.getBoundingClientRect();
  return (place.left + place.right) / 2;
}

/** The cards by rows, as they stand now: how many fit beside each other depends on the window. */
function rowsOf(cards) {
  const rows = [];
  for (const card of cards) {
    const { top } = card.getBoundingClientRect();
    if (rows.at(-1)?.top === top) rows.at(-1).cards.push(card);
    else rows.push({ top, cards: [card] });
  }
  return rows.map((row) => row.cards);
}

/** The card of a row that stands nearest to a place. */
function nearest(row, place) {
  const far = (card) => Math.abs(middle(card) - place);
  return row?.reduce((found, card) => (far(card) < far(found) ? card : found));
}

/** Where a key leads from a card; nothing if it leads nowhere. */
function target(cards, card, { key, ctrlKey }) {
  const rows = rowsOf(cards);
  const number = rows.findIndex((row) => row.includes(card));
  const step = getComputedStyle(card).direction === "rtl" ? -1 : 1;
  const here = cards.indexOf(card);
  if (ctrlKey) return { Home: cards[0], End: cards.at(-1) }[key];
  return {
    ArrowRight: () => cards[here + step],
    ArrowLeft: () => cards[here - step],
    ArrowDown: () => nearest(rows[number + 1], middle(card)),
    ArrowUp: () => nearest(rows[number - 1], middle(card)),
    Home: () => rows[number][0],
    End: () => rows[number].at(-1),
  }[key]?.();
}

document.addEventListener("keydown", (event) => {
  const grid = event.target.closest(GRID);
  if (!grid || event.altKey || event.metaKey || event.shiftKey) return;
  const card = event.target.closest("li");
  const isBox = event.target.matches(BOX);
  if (event.key === " " && !isBox && !event.ctrlKey) {
    event.preventDefault();
    card.querySelector(BOX)?.click();
    return;
  }
  // What the person may neither open nor change takes no focus.
  const cards = [...grid.children].filter((one) => stop(one, isBox));
  const next = target(cards, card, event);
  if (!next) return;
  event.preventDefault();
  stop(next, isBox).focus();
});
