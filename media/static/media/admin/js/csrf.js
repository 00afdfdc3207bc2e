/** The token without which the portal takes nothing that a script sends. */

function fieldIn(place) {
  return place.querySelector("[name=csrfmiddlewaretoken]");
}

/** The headers of a request that a script sends in the place of `form`. */
export function csrfHeaders(form) {
  return { "X-CSRFToken": fieldIn(form).value };
}

/** Take over the token of the same form in a newer `page`: signing in again makes a new one. */
export function renewToken(form, page) {
  fieldIn(form).value = fieldIn(page).value;
}
