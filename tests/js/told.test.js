import assert from "node:assert/strict";
import { test } from "node:test";

import { Drawn } from "../../static/map/drawn.js";
import { Told } from "../../static/live/told.js";

const WORDS = {
  somebody: "Somebody",
  did: "{name}: {list}.",
  much: "{name} has made {count} changes.",
  edited: "{name} has changed something.",
  added: "added {what}",
  changed: "changed {what}",
  removed: "removed {what}",
};
const NAMES = { f1: "A → B: Notes", n1: "A" };
const told = () => new Told(WORDS, (id) => NAMES[id] ?? "");
const act = (changes, more = {}) => ({ by: "1", name: "Jo", kind: "edit", count: changes.length, changes, ...more });

test("a flow that was added is named, and its ends are not", () => {
  const it = told();
  it.add(act([["add", "node", "n1", ""], ["add", "node", "n2", ""], ["add", "flow", "f1", ""]]));
  assert.equal(it.take(), "Jo: added “A → B: Notes”.");
  assert.ok(it.isEmpty);
  assert.equal(it.take(), "");
});

test("several are counted, each person by themselves", () => {
  const it = told();
  it.add(act([["add", "flow", "f1", ""]]));
  it.add(act([["add", "flow", "f2", ""], ["set", "flow", "f3", "channel"], ["set", "flow", "f3", "purpose"]]));
  it.add(act([["remove", "flow", "f1", ""]], { by: "2", name: "Sam" }));
  assert.equal(it.take(), "Jo: added 2, changed 1. Sam: removed “A → B: Notes”.");
});

test("what was added and changed since is added, and what came and went is gone", () => {
  const it = told();
  it.add(act([["add", "flow", "f2", ""]]));
  it.add(act([["set", "flow", "f2", "channel"]]));
  assert.equal(it.take(), "Jo: added 1.");
  it.add(act([["add", "flow", "f2", ""]]));
  it.add(act([["remove", "flow", "f2", ""]]));
  assert.equal(it.take(), "Jo: removed 1.");
});

test("of very many changes the number is told, and whoever has no name is somebody", () => {
  const it = told();
  it.add(act([["add", "flow", "f1", ""]], { count: 400 }));
  assert.equal(it.take(), "Jo has made 400 changes.");
  it.add(act([["set", "stage", "s", "name"]], { name: "" }));
  assert.equal(it.take(), "Somebody has changed something.");
});

test("a picture is newer when it shows a later change, or the same drawn again", () => {
  const shown = new Drawn(5);
  assert.equal(shown.hear(undefined), false);
  assert.equal(shown.hear([5, 3]), false, "the first news of it");
  assert.equal(shown.hear([5, 4]), true, "somebody moved things");
  assert.equal(shown.hear([7, 5]), true);
  shown.show(7);
  shown.show(8);
  assert.equal(shown.hear([8, 6]), false, "it came with what was fetched before the word did");
  assert.equal(shown.hear([8, 7]), true);
  assert.equal(shown.hear([6, 8]), false, "a worker that was slow");
});
