/** What the portal remarks on words, said below the field that holds them. */

import { csrfHeaders } from "../csrf.js";
import { makeStatus, say } from "../status.js";
import { fieldNamed, placeBelow, prefixOf } from "./fields.js";

const SENT = ["title", "alt_text", "long_description", "caption", "language"];
const REMARKED = ["title", "alt_text", "long_description"];

// What was last asked about each alt text, so that nothing is asked twice.
const questions = new WeakMap();

export function makeRemarks(field) {
  return placeBelow(field, `${field.id}-remarks`, (id) => {
    const described = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${described} ${id}`.trim());
    return makeStatus({ id, className: "description-remarks" });
  });
}

function lineOf({ level, sentence }) {
  const line = document.createElement("p");
  line.dataset.level = level;
  line.textContent = level === "refused" ? `Refused: ${sentence}` : sentence;
  return line;
}

function wordsBeside(altText, form) {
  const prefix = prefixOf(altText);
  const words = new FormData();
  for (const name of SENT) words.set(name, fieldNamed(form, prefix + name)?.value ?? "");
  if (!prefix) words.set("asset", fieldNamed(form, "asset")?.value ?? "");
  return words;
}

function show(remarks, altText, form) {
  for (const name of REMARKED) {
    const field = fieldNamed(form, prefixOf(altText) + name);
    const own = remarks.filter((remark) => remark.field === name);
    if (field) say(makeRemarks(field), ...own.map(lineOf));
  }
}

/** Ask about the words in one language, unless that was asked already, and show what is said. */
export async function remarkOn(altText, form, address) {
  const body = wordsBeside(altText, form);
  const question = JSON.stringify([...body]);
  if (questions.get(altText) === question) return;
  questions.set(altText, question);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: csrfHeaders(form) });
    if (!answer.ok || questions.get(altText) !== question) return;
    show((await answer.json()).remarks, altText, form);
  } catch {
    questions.delete(altText); // the next keystroke asks again; saving says it in any case
  }
}
