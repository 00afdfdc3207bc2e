/** Counter and remarks below the words of a picture, while an editor writes them.

Without this the same remarks are said when the page is saved. */

import { makeSpokenCount, showCount, speakCount } from "./description/counter.js";
import { altTextsIn, isAltText } from "./description/fields.js";
import { makeRemarks, remarkOn } from "./description/remarks.js";

const QUIET = 700; // milliseconds without a keystroke before anything is said

const panel = document.querySelector("[data-description]");
const form = panel?.closest("form");

function look() {
  for (const altText of altTextsIn(form)) remarkOn(altText, form, panel.dataset.remarksUrl);
}

let waiting;

function inQuiet(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, QUIET);
}

function follow() {
  form.addEventListener("input", ({ target }) => {
    inQuiet(() => {
      look();
      if (isAltText(target)) speakCount(target);
    });
    if (isAltText(target)) showCount(target);
  });
  form.addEventListener("change", () => inQuiet(look));
  for (const altText of altTextsIn(form)) {
    makeSpokenCount(altText);
    makeRemarks(altText);
    showCount(altText);
  }
  look();
}

if (form) follow();
