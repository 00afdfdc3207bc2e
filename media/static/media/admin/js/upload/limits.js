/** What is taken, as far as that can be known of a file before it is sent. */

import { form } from "./page.js";

const limit = Number(form.dataset.limit);
const endings = form.dataset.endings.split(",");

export const TOO_LARGE = form.dataset.limitSentence;

/** What is wrong with a file; empty if nothing is. */
export function problemOf(file) {
  if (file.size > limit) return TOO_LARGE;
  if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) {
    return `This is no picture that can be shown. Taken are files that end in ${endings.join(", ")}.`;
  }
  return "";
}
