/**
 * The way through what was found: a picture opened from a list leads on to those beside it there.
 *
 * The list is kept in this browser's session alone, so that every visitor gets the same page. Without
 * script, or from elsewhere, the neighbours in the archive stand there.
 */

const KEPT = "way";

const session = {
  read: () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT));
    } catch {
      return null;
    }
  },
  write: (way) => {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(way));
    } catch {
      // Storage may be closed to us: then the archive's neighbours stay.
    }
  },
};

/** The places of a list: {address, title}, in its order. */
function placesIn(list) {
  return [...list.querySelectorAll("a.stretched")].map((link) => ({
    address: link.pathname,
    title: link.textContent.trim(),
  }));
}

function keep(list) {
  session.write({ list: location.pathname + location.search, name: list.dataset.way, places: placesIn(list) });
}

function fill(template, { rel, address, title }) {
  const link = template.content.querySelector(`[rel=${rel}]`).cloneNode(true);
  link.href = address;
  link.querySelector("[data-title]").textContent = title;
  return link;
}

/** Put the neighbours of this page in the list it was opened from into the place of the archive's. */
function lead(nav) {
  const way = session.read();
  const here = way?.places.findIndex((place) => place.address === location.pathname) ?? -1;
  if (here < 0) return;
  const template = nav.querySelector("template");
  const links = [
    here > 0 && { rel: "prev", ...way.places[here - 1] },
    { rel: "up", address: way.list, title: way.name },
    here < way.places.length - 1 && { rel: "next", ...way.places[here + 1] },
  ];
  nav.setAttribute("aria-label", template.dataset.label);
  nav.replaceChildren(template, ...links.filter(Boolean).map((link) => fill(template, link)));
}

for (const list of document.querySelectorAll("[data-way]")) {
  list.addEventListener("click", () => keep(list));
  list.addEventListener("auxclick", () => keep(list));
}
for (const nav of document.querySelectorAll("nav[data-neighbours]")) lead(nav);
