import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue } from "../../static/edit/queue.js";
import { bodyOf, outcomeOf, sender } from "../../static/edit/send.js";

/** A server that answers as it is told, keeps what arrives, and does each id once. */
class Server {
  constructor() {
    this.arrived = [];
    this.done = new Map();
    this.plan = [];
    this.seq = 10;
  }

  async send(entry) {
    const next = this.plan.shift() ?? "done";
    if (next === "lost") return { kind: "later" };
    if (typeof next === "object") return next;
    if (!this.done.has(entry.id)) {
      this.seq += 1;
      this.done.set(entry.id, this.seq);
      this.arrived.push(structuredClone(entry));
    }
    // The answer may be lost although everything was done.
    if (next === "unheard") return { kind: "later" };
    return { kind: "done", answer: { seq: this.done.get(entry.id), flows: [], removed: [] } };
  }
}

function setUp({ text = null } = {}) {
  const kept = { text };
  const server = new Server();
  const waits = [];
  const told = { done: [], stopped: [] };
  let number = 0;
  const make = () =>
    new Queue({
      store: { read: () => kept.text, write: (written) => (kept.text = written) },
      send: (entry) => server.send(entry),
      wait: async (milliseconds) => void waits.push(milliseconds),
      newId: () => `id-${(number += 1)}`,
      onDone: (entry) => told.done.push(entry.id),
      onStop: (entry) => told.stopped.push(entry.id),
    });
  return { kept, server, waits, told, make };
}

const set = (element, value, field = "channel") => ({ do: "set", element, field, value });
const settled = async (queue) => {
  for (let turns = 0; turns < 2000 && queue.isRunning; turns += 1) await new Promise((go) => setImmediate(go));
};
const refused = (status, more = {}) => ({ kind: "refused", problem: { status, detail: "No.", ...more } });

test("ten edits while nothing gets through arrive in order, each once", async () => {
  const { server, make, waits, kept } = setUp();
  const queue = make();
  server.plan = [...Array(7).fill("lost"), "unheard", "done", "unheard", "lost"];
  for (let number = 0; number < 10; number += 1) queue.add([set("a", `way ${number}`)], 5);
  await settled(queue);
  assert.deepEqual(
    server.arrived.map(({ edits }) => edits[0].value),
    Array.from({ length: 10 }, (_each, number) => `way ${number}`),
  );
  assert.deepEqual(waits.slice(0, 7), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  assert.equal(kept.text, "[]");
});

test("what was not sent is there after a reload, under its own ids", async () => {
  const first = setUp();
  first.server.send = () => new Promise(() => {});
  const queue = first.make();
  queue.add([set("a", "one")], 5);
  queue.add([set("b", "two")], 5);
  const again = setUp({ text: first.kept.text });
  const later = again.make();
  assert.deepEqual(later.entries.map(({ id, state }) => [id, state]), [["id-1", "kept"], ["id-2", "kept"]]);
  await later.run();
  assert.deepEqual(again.server.arrived.map(({ id }) => id), ["id-1", "id-2"]);
});

test("a later edit of a cell knows of the earlier one, sent or not", async () => {
  const { server, make } = setUp();
  const queue = make();
  queue.add([set("a", "one")], 5);
  queue.add([set("a", "two")], 5);
  queue.add([set("a", "other", "purpose")], 5);
  await settled(queue);
  queue.add([set("a", "three")], 5);
  await settled(queue);
  const seen = server.arrived.map(({ edits, seen: batch }) => edits[0].seen ?? batch);
  assert.deepEqual(seen, [5, 11, 5, 12]);
});

test("what needs an answer stops only what touches the same flow", async () => {
  const { server, make, told } = setUp();
  server.plan = [refused(409, { seq: 40, conflicts: [{}] })];
  const queue = make();
  const clash = queue.add([set("a", "one")], 5);
  queue.add([set("b", "two")], 5);
  queue.add([set("a", "three", "purpose")], 5);
  queue.add([], 5, { to: "undo" });
  queue.add([set("c", "four")], 5);
  await settled(queue);
  assert.deepEqual(told.stopped, ["id-1"]);
  assert.deepEqual(server.arrived.map(({ edits }) => edits[0]?.value), ["two"]);
  queue.again(clash, { seen: 40 });
  await settled(queue);
  assert.deepEqual(
    server.arrived.map(({ edits, to, seen }) => [edits[0]?.value ?? to, seen]),
    [["two", 5], ["one", 40], ["three", 5], ["undo", 5], ["four", 5]],
  );
});

test("what is given up lets the rest go", async () => {
  const { server, make } = setUp();
  server.plan = [refused(400)];
  const queue = make();
  const wrong = queue.add([set("a", "one")], 5);
  queue.add([set("a", "two")], 5);
  await settled(queue);
  queue.drop(wrong);
  await settled(queue);
  assert.deepEqual(server.arrived.map(({ edits }) => edits[0].value), ["two"]);
});

test("somebody who is signed out loses nothing and goes on where they were", async () => {
  const { server, make } = setUp();
  server.plan = [{ kind: "signed out" }];
  const queue = make();
  queue.add([set("a", "one")], 5);
  queue.add([set("a", "two")], 5);
  await settled(queue);
  assert.equal(queue.trouble, "signed out");
  assert.equal(server.arrived.length, 0);
  queue.wake();
  await settled(queue);
  assert.deepEqual(server.arrived.map(({ edits }) => edits[0].value), ["one", "two"]);
  assert.equal(queue.trouble, "");
});

test("the server's own pause is kept, and a connection that is back ends any", async () => {
  const { server, make, waits } = setUp();
  server.plan = [{ kind: "later", after: 5000 }];
  const queue = make();
  queue.add([set("a", "one")], 5);
  await settled(queue);
  assert.deepEqual(waits, [5000]);
  const slow = setUp();
  slow.server.plan = ["lost"];
  const waiting = slow.make();
  waiting.options.wait = () => new Promise(() => {});
  waiting.add([set("a", "one")], 5);
  for (let turns = 0; turns < 5; turns += 1) await new Promise((go) => setImmediate(go));
  assert.equal(slow.server.arrived.length, 0);
  waiting.wake();
  await settled(waiting);
  assert.equal(slow.server.arrived.length, 1);
});

test("a device that keeps nothing says so and sends all the same", async () => {
  const { server, make } = setUp({ text: "{not json" });
  const queue = make();
  assert.equal(queue.isKept, false);
  queue.options.store.write = () => {
    throw new Error("full");
  };
  queue.add([set("a", "one")], 5);
  assert.equal(queue.isKept, false);
  await settled(queue);
  assert.equal(server.arrived.length, 1);
});

test("whatever is lost on the way, everything arrives once and in order for each flow", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    let state = seed;
    const dice = (sides) => (state = (state * 48_271) % 2_147_483_647) % sides;
    const { server, make } = setUp();
    server.plan = Array.from({ length: 40 }, () => ["done", "lost", "unheard", "done"][dice(4)]);
    const queue = make();
    for (let number = 0; number < 15; number += 1) {
      queue.add([set(`flow ${dice(3)}`, String(number))], 5);
      if (dice(3) === 0) await settled(queue);
    }
    await settled(queue);
    assert.deepEqual(server.arrived.map(({ edits }) => Number(edits[0].value)), [...Array(15).keys()], `seed ${seed}`);
  }
});

test("answers are read as what they mean", async () => {
  const answer = (status, body = {}, headers = {}) => ({
    status,
    headers: { get: (name) => headers[name] ?? null },
    json: async () => body,
  });
  const kind = async (...all) => (await outcomeOf(answer(...all))).kind;
  assert.equal(await kind(201, {}), "done");
  assert.equal(await kind(200, {}), "done");
  assert.equal(await kind(401), "signed out");
  assert.equal(await kind(403), "signed out");
  assert.equal(await kind(403, { detail: "Your role does not let you do this." }), "refused");
  for (const status of [429, 500, 502, 503]) assert.equal(await kind(status), "later");
  assert.deepEqual(await outcomeOf(answer(503, {}, { "Retry-After": "7" })), { kind: "later", after: 7000 });
  assert.deepEqual(await outcomeOf(answer(409, { detail: "x", seq: 3 })), {
    kind: "refused",
    problem: { detail: "x", seq: 3, status: 409 },
  });
  assert.deepEqual(bodyOf({ id: "i", to: "undo", seen: 4, sure: false, edits: [], state: "kept" }), { id: "i" });
});

test("whoever has signed in again goes on with the new form token", async () => {
  const asked = [];
  const answers = [403, 201];
  globalThis.fetch = async (url, { headers }) => {
    asked.push([url, headers["X-CSRFToken"]]);
    return { status: answers.shift(), headers: { get: () => null }, json: async () => ({ detail: "CSRF", seq: 1 }) };
  };
  const send = sender({ edits: "/e/", undo: "/u/", redo: "/r/" }, { csrf: "old", renew: async () => "new" });
  const entry = { id: "i", to: "edits", seen: 1, sure: false, edits: [], state: "kept" };
  assert.equal((await send(entry)).kind, "done");
  assert.deepEqual(asked, [["/e/", "old"], ["/e/", "new"]]);
  answers.push(403, 403);
  const gone = sender({ edits: "/e/", undo: "/u/", redo: "/r/" }, { csrf: "old", renew: async () => "" });
  assert.equal((await gone(entry)).kind, "signed out");
  globalThis.fetch = async () => {
    throw new TypeError("no network");
  };
  assert.equal((await send(entry)).kind, "later");
});
