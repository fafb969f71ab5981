import assert from "node:assert/strict";
import { test } from "node:test";

import { Digits } from "../../static/capture/digits.js";
import { Outbox } from "../../static/capture/outbox.js";

/** A page whose server answers as it is told to. */
function page(answers, kept = "") {
  const seen = { sent: [], answered: [], shown: [], kept };
  const outbox = new Outbox({
    send: async (entry) => {
      seen.sent.push(entry.line);
      return answers.length ? answers.shift() : { status: 200, part: "ok", url: "" };
    },
    answered: (entry, answer) => seen.answered.push([entry.line, answer.status]),
    show: (waiting, isStuck) => seen.shown.push([waiting.map(({ line }) => line), isStuck]),
    kept: { get: () => seen.kept, set: (text) => (seen.kept = text) },
  });
  return { outbox, seen };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("lines go one after the other, and what waits for them comes after the last", async () => {
  const { outbox, seen } = page([]);
  for (const line of ["one", "two", "three"]) outbox.add({ edit: line, line });
  let undone = 0;
  outbox.then(() => (undone = seen.answered.length));
  await settled();
  assert.deepEqual(seen.answered, [["one", 200], ["two", 200], ["three", 200]]);
  assert.equal(undone, 3);
});

test("without an answer nothing is lost, and the same act is tried again", async () => {
  const { outbox, seen } = page([null]);
  outbox.add({ edit: "a", line: "one" });
  outbox.add({ edit: "b", line: "two" });
  await settled();
  assert.deepEqual(seen.shown.at(-1), [["one", "two"], true]);
  assert.deepEqual(JSON.parse(seen.kept).map(({ edit }) => edit), ["a", "b"]);
  await outbox.run();
  await settled();
  assert.deepEqual(seen.sent, ["one", "one", "two"]);
  assert.equal(seen.kept, "");
});

test("what was left when the page closed is sent when it comes back; what is torn is forgotten", async () => {
  const { outbox, seen } = page([], JSON.stringify([{ edit: "a", line: "one" }, { odd: 1 }]));
  await outbox.run();
  await settled();
  assert.deepEqual(seen.answered, [["one", 200]]);
  assert.equal(page([], "{").outbox.isEmpty, true);
});

/** Digits on a line where 1 opens something and, once it is open, every digit acts. */
function line() {
  const seen = { pressed: [], typed: "", isOpen: false };
  const digits = new Digits({
    means: () => (seen.isOpen ? "acts" : "opens"),
    press: (key) => {
      seen.isOpen = !seen.isOpen;
      seen.pressed.push(key);
    },
    close: () => (seen.isOpen = false),
    type: (text) => (seen.typed = text),
  });
  return { digits, seen };
}

test("two digits answer, after a moment", async () => {
  const { digits, seen } = line();
  assert.equal(digits.press("1"), true);
  assert.equal(digits.press("3"), true);
  assert.deepEqual(seen.pressed, ["1"]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(seen.pressed, ["1", "3"]);
});

test("a letter after the answer lets it stand, and is typed", () => {
  const { digits, seen } = line();
  digits.press("1");
  digits.press("3");
  assert.equal(digits.press("S"), false);
  assert.deepEqual(seen.pressed, ["1", "3"]);
});

test("a name that begins with digits is a name", () => {
  const { digits, seen } = line();
  for (const key of "162") digits.press(key);
  assert.deepEqual([seen.typed, seen.pressed, seen.isOpen], ["162", ["1"], false]);
  const other = line();
  other.digits.press("3");
  other.digits.press("M");
  assert.deepEqual([other.seen.typed, other.seen.isOpen], ["3M", false]);
});
