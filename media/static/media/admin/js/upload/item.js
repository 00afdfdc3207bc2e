/** One file of this visit: the rows of the list that show it, and how far it is. */

import { copyOf } from "./page.js";

function newRow(name) {
  const row = copyOf("[data-row]");
  row.querySelector(".upload-name").textContent = name;
  row.querySelector("progress").setAttribute("aria-label", `Upload of ${name}`);
  return row;
}

export class Item {
  /** `size` is that when it was chosen; `state` is waiting, sending, lost or done; `tries` are
      those that nobody asked for. */
  constructor(file) {
    Object.assign(this, { file, size: file.size, state: "waiting", tries: 0 });
    this.rows = [newRow(file.name)];
  }

  get bar() {
    return this.rows[0].querySelector("progress");
  }

  /** Put other rows into the place of these; the focus stays where it was. */
  show(rows) {
    const hadFocus = this.rows.some((row) => row.contains(document.activeElement));
    this.rows[0].before(...rows);
    for (const row of this.rows) row.remove();
    this.rows = rows;
    if (hadFocus) rows[0].focus();
  }

  say(sentence, state) {
    this.rows[0].dataset.state = state;
    this.rows[0].querySelector(".upload-said").textContent = sentence;
    this.bar.hidden = state !== "sending";
  }

  /** Let it wait again, as if it had just been chosen. */
  wait() {
    this.state = "waiting";
    this.tries = 0;
    this.show([newRow(this.file.name)]);
  }

  refuse(sentence) {
    this.state = "done";
    this.show([newRow(this.file.name)]);
    this.say(sentence, "refused");
    this.rows[0].querySelector(".upload-said").prepend(copyOf("[data-warning]"), " ");
  }

  /** Below one of its rows, offer to do something once more. */
  offerRetry(row, act) {
    const button = copyOf("[data-retry]");
    button.setAttribute("aria-label", `Try again: ${this.file.name}`);
    button.addEventListener("click", act);
    row.append(button);
  }

  /** Whether the file is as it was when it was chosen; of one that is gone Chromium reads 0 bytes. */
  async isReadable() {
    try {
      const read = await this.file.slice(0, 1).arrayBuffer();
      return read.byteLength === Math.min(this.size, 1);
    } catch {
      return false;
    }
  }
}
