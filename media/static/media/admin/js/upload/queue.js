/** Which files are sent when: three at once; lost ones again; none while the portal is away. */

import { count } from "./counts.js";
import { endHalt, sayHalt } from "./halt.js";
import { Item } from "./item.js";
import { problemOf, TOO_LARGE } from "./limits.js";
import { list } from "./page.js";
import { look, rowsIn, send } from "./sending.js";

const AT_ONCE = 3;
// How often a file is sent again unasked, when it failed for no reason that can be seen.
const UNASKED = 1;
// What a proxy says while the portal behind it is away.
const AWAY = [502, 503, 504];

const items = [];
let isHalted = false;

function withState(...states) {
  return items.filter((item) => states.includes(item.state));
}

export function isUnderWay() {
  return withState("waiting", "sending", "lost").length > 0;
}

export function add(file, problem) {
  const item = new Item(file);
  items.push(item);
  list.append(...item.rows);
  if (problem) item.refuse(problem);
}

export function addAll(files) {
  for (const file of files) add(file, problemOf(file));
  if (items.length) go();
}

function go() {
  const free = AT_ONCE - withState("sending").length;
  if (!isHalted) withState("waiting").slice(0, free).forEach(sendNow);
  count(items);
}

async function sendNow(item) {
  item.state = "sending";
  item.say("On its way", "sending");
  const request = await send(item);
  if (request) receive(item, request);
  else examine(item);
}

function receive(item, request) {
  const rows = rowsIn(request);
  if (rows) accept(item, rows);
  else if (request.status === 403 || AWAY.includes(request.status)) lose(item);
  else if (request.status === 413) refuse(item, TOO_LARGE);
  else refuse(item, `The portal failed on this file (error ${request.status}).`);
}

function accept(item, rows) {
  item.state = "done";
  item.show(rows);
  for (const row of rows) {
    if (row.dataset.state === "refused" && "whole" in row.dataset) offerRetry(item, row);
  }
  go();
}

function refuse(item, sentence) {
  item.refuse(sentence);
  offerRetry(item, item.rows[0]);
  go();
}

function offerRetry(item, row) {
  item.offerRetry(row, () => {
    item.wait();
    goOn();
  });
}

/** Nothing came back: either the file cannot be read any more, or the connection broke. */
async function examine(item) {
  if (await item.isReadable()) {
    lose(item);
    return;
  }
  item.refuse("The file was changed or moved since it was chosen. Choose it again.");
  go();
}

async function lose(item) {
  item.state = "lost";
  item.say("Not sent yet", "lost");
  const why = await look();
  if (item.state !== "lost") return; // somebody was quicker
  if (why === "there" && item.tries < UNASKED) {
    item.tries += 1;
    item.state = "waiting";
    go();
    return;
  }
  offerRetry(item, item.rows[0]);
  halt(why === "there" ? "away" : why);
}

function halt(why) {
  isHalted = true;
  count(items);
  sayHalt(why, () => {
    list.focus();
    goOn();
  });
}

/** Send everything that waits or was lost, if the portal can be reached again. */
async function goOn() {
  if (isHalted) {
    const why = await look();
    endHalt();
    if (why !== "there") {
      halt(why);
      return;
    }
    isHalted = false;
  }
  for (const item of withState("lost")) item.wait();
  go();
}
