/** Likes without a reload. The form works without this; the server is asked only after a click. */

const SORRY = "Your like could not be saved. Try again in a minute.";

const UNKNOWN = "There was no like of this browser to take back. The count stays.";

const memory = {
  has: (key) => {
    try {
      return localStorage.getItem(key) !== null;
    } catch {
      return false;
    }
  },
  set: (key, liked) => {
    try {
      if (liked) localStorage.setItem(key, "1");
      else localStorage.removeItem(key);
    } catch {
      // Storage may be closed to us; the like itself is kept by the server.
    }
  },
};

function show(form, liked) {
  const button = form.querySelector("button");
  button.dataset.liked = String(liked);
  button.querySelector("[data-label]").textContent = liked ? "Liked — take back" : "Like";
}

/** Ask the server; answer the state of the like and what to say about it. */
async function send(address, wasLiked) {
  const response = await fetch(address, {
    method: wasLiked ? "DELETE" : "PUT",
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || SORRY);
  if (!answer.liked) return { ...answer, say: answer.was_known ? "Your like was taken back." : UNKNOWN };
  const isNew = response.status === 201;
  return { ...answer, say: isNew ? "Thank you for liking this page." : "You like this page already; once is all." };
}

async function like(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  status.textContent = "";
  try {
    const { liked, count, say } = await send(form.action, button.dataset.liked === "true");
    memory.set(`liked:${form.dataset.page}`, liked);
    show(form, liked);
    // Nobody is told that nobody likes a page.
    form.querySelector("[data-count]").textContent = count ? `${count} like${count === 1 ? "" : "s"}` : "";
    status.textContent = say;
  } catch (error) {
    status.textContent = error instanceof TypeError ? SORRY : error.message;
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

for (const form of document.querySelectorAll("form[data-page]")) {
  show(form, memory.has(`liked:${form.dataset.page}`));
  form.addEventListener("submit", like);
  // The second click of a double click means the same as the first.
  form.addEventListener("click", (event) => {
    if (event.detail > 1) event.preventDefault();
  });
}
