/** What the page gives the script: its form, its list, and the pieces that the script copies. */

export const form = document.querySelector("[data-upload]");
export const list = document.querySelector("[data-list]");

export function copyOf(selector) {
  return document.querySelector(selector).content.firstElementChild.cloneNode(true);
}
