/** The portal at the other end: what it answers to a file, and whether it is there at all. */

import { csrfHeaders, renewToken } from "../csrf.js";
import { form } from "./page.js";

/** Send a file in a request of its own; answers that request, or null if nothing came back. */
export function send(item) {
  const { bar } = item;
  const request = new XMLHttpRequest(); // fetch tells nothing of its progress
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    item.say("Arrived; it is being looked at", "sending");
  });
  request.open("POST", form.action);
  const headers = { "X-Requested-With": "XMLHttpRequest", ...csrfHeaders(form) };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  const body = new FormData();
  body.append("files", item.file);
  request.send(body);
  return new Promise((resolve) => {
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => resolve(null));
  });
}

/** The rows that the portal made of a file; null if the answer holds none. */
export function rowsIn(request) {
  try {
    const { rows } = JSON.parse(request.responseText);
    const parsed = document.createElement("template");
    parsed.innerHTML = rows;
    return [...parsed.content.children];
  } catch {
    return null;
  }
}

/**
 * Ask for this page again: "there", "away", "signed out" or "refused".
 * If it is there, its token counts from now on.
 */
export async function look() {
  try {
    const answer = await fetch(form.action, { cache: "no-store" });
    if (answer.redirected) return answer.url.includes("/login/") ? "signed out" : "refused";
    if (!answer.ok) return "away";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    renewToken(form, page.querySelector("[data-upload]"));
    return "there";
  } catch {
    return "away";
  }
}
