/** Sends what was kept with the token of the session that began meanwhile. */

import { renewToken } from "./csrf.js";

const form = document.querySelector("[data-typed]");
const refused = form.querySelector("[data-refused]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  refused.hidden = true;
  const answer = await fetch(form.dataset.token, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) {
    refused.hidden = false;
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  renewToken(form, page);
  form.submit();
});
