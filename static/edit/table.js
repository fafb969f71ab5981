// The table of a draft as an editor: each cell is saved at once, and nothing that was typed is lost.

import { wordsFrom } from "../map/words.js";
import { Cells } from "./cells.js";
import { Editor } from "./editor.js";
import { Others } from "./others.js";
import { Problems } from "./problems.js";
import { Queue, elementsOf } from "./queue.js";
import { Rows } from "./rows.js";
import { renewedToken, sender } from "./send.js";
import { Status } from "./status.js";
import { claim, newId, storeAt } from "./store.js";

/** @param {HTMLElement} root */
async function start(root) {
  const words = wordsFrom(root.dataset);
  const { edits = "", undo = "", redo = "", csrf = "", user = "", map = "" } = root.dataset;
  const key = await claim(user, map);
  const status = new Status(root, words);
  const rows = new Rows(root);
  /** What this page has done itself: its rows are renewed with the answer. @type {Set<string>} */
  const own = new Set();
  const problems = new Problems(rows, words, status.say);
  const queue = new Queue({
    store: storeAt(key),
    send: sender({ edits, undo, redo }, { csrf, renew: renewedToken }),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    newId,
    onChange: (changed) => status.show(changed),
    onDone: (entry, answer) => {
      own.add(entry.id);
      void rows.done(entry, answer).then(() => status.done(entry, answer));
    },
    onStop: (entry) => problems.show(entry),
  });
  problems.queue = queue;
  rows.isWaiting = (id, field) =>
    queue.entries.some(({ edits }) => edits.some((edit) => edit.element === id && edit.field === field));
  const editor = new Editor(words);
  const cells = new Cells({ root, rows, editor, queue, problems, words, say: status.say, newId });
  problems.edit = (cell, text) => cells.edit(cell, text);
  window.addEventListener("online", () => queue.wake());
  window.addEventListener("focus", () => queue.wake());
  window.addEventListener("beforeunload", (event) => {
    if (queue.count && !queue.isKept) event.preventDefault();
  });
  cells.begin();
  const others = new Others(root, rows, {
    isOwn: (edit) => own.has(edit) || queue.entries.some(({ id }) => id === edit),
    isUnsent: (id) => queue.entries.some((entry) => elementsOf(entry).includes(id)),
  });
  others.begin();
  for (const entry of queue.entries) rows.showUnsent(entry);
  for (const entry of queue.entries) if (entry.state === "stopped") problems.show(entry);
  status.show(queue);
  void queue.run();
}

const root = document.querySelector("[data-edit-table]");
if (root instanceof HTMLElement) void start(root);
