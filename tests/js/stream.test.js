import assert from "node:assert/strict";
import { test } from "node:test";

import { Stream } from "../../static/live/stream.js";

/** A connection that does what a test tells it. */
class Source {
  constructor(url) {
    this.url = url;
    this.readyState = 0;
    this.isClosed = false;
    this.listeners = {};
  }
  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }
  close() {
    this.isClosed = true;
    this.readyState = 2;
  }
  say(name, data = {}, lastEventId = "") {
    this.listeners[name]({ data: JSON.stringify(data), lastEventId });
  }
  fail(readyState = 0) {
    this.readyState = readyState;
    this.listeners.error({});
  }
}

/** A stream with a clock of its own: `pass` lets time go by. */
function set({ answers = [] } = {}) {
  const it = { sources: [], heard: [], told: [], asked: [], signs: 0, now: 0, timers: new Map(), next: 1 };
  it.stream = new Stream({
    live: "/live/",
    since: "/since/",
    open: (url) => {
      const source = new Source(url);
      it.sources.push(source);
      return source;
    },
    get: async (url, tag) => {
      it.asked.push([url, tag]);
      const answer = answers.shift();
      if (!answer) throw new TypeError("no connection");
      return { tag: "", json: async () => ({ events: [], cursor: "" }), ...answer };
    },
    later: (act, pause) => {
      it.timers.set(it.next, { act, at: it.now + pause });
      return it.next++;
    },
    never: (timer) => it.timers.delete(timer),
    heard: (name, data) => it.heard.push([name, data]),
    told: (state) => it.told.push(state),
    alive: () => (it.signs += 1),
  });
  it.pass = async (milliseconds) => {
    const end = it.now + milliseconds;
    for (;;) {
      const due = [...it.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      it.timers.delete(due[0]);
      it.now = due[1].at;
      due[1].act();
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    }
    it.now = end;
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  it.last = () => it.sources.at(-1);
  return it;
}

test("each room is asked for from its number, and somebody quiet says so", () => {
  const it = set();
  it.stream.follow([{ room: "a", seq: 4 }, { room: "b", seq: 0, quiet: true }]);
  assert.equal(it.last().url, "/live/?m=a~4&m=b~0~quiet");
});

test("what is heard is passed on, and the greeting and pings are not", () => {
  const it = set();
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().say("changes", { room: "a", seq: 3 }, "3");
  it.last().say("hello");
  it.last().say("ping");
  assert.deepEqual(it.heard, [["changes", { room: "a", seq: 3 }]]);
  assert.deepEqual(it.told, ["live"]);
});

test("another room is added from where the first has come", () => {
  const it = set();
  it.stream.follow([{ room: "a", seq: 0 }]);
  const first = it.last();
  first.say("changes", { room: "a", seq: 7 }, "7");
  it.stream.follow([{ room: "a", seq: it.stream.seqOf("a") }, { room: "b", seq: 2 }]);
  assert.ok(first.isClosed);
  assert.equal(it.last().url, "/live/?m=a~7&m=b~2");
  it.last().say("changes", { room: "b", seq: 5 }, "7.5");
  assert.equal(it.stream.seqOf("b"), 5);
});

test("a connection that the browser opens again by itself is left to it", async () => {
  const it = set();
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().say("hello");
  it.last().fail(0);
  await it.pass(5000);
  assert.equal(it.sources.length, 1);
  assert.deepEqual(it.told, ["live", "away"]);
  it.last().say("hello");
  assert.deepEqual(it.told, ["live", "away", "live"]);
});

test("a connection that is silent for too long is taken for none, and opened anew from where it was", async () => {
  const it = set({ answers: [{ status: 304 }] });
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().say("changes", { room: "a", seq: 9 }, "9");
  await it.pass(39_000);
  assert.equal(it.sources.length, 1);
  await it.pass(2000);
  assert.ok(it.sources[0].isClosed);
  assert.equal(it.asked[0][0], "/since/?m=a~9");
  assert.equal(it.last().url, "/live/?m=a~9");
});

test("where no stream is served, news is asked for every three seconds, and a stream now and then", async () => {
  const events = [{ name: "changes", data: { room: "a", seq: 2 } }];
  const it = set({
    answers: [
      { status: 200, tag: '"t"', json: async () => ({ events, cursor: "2" }) },
      { status: 304 },
      { status: 304 },
      { status: 304 },
    ],
  });
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().fail(2);
  await it.pass(0);
  assert.deepEqual(it.heard, [["changes", { room: "a", seq: 2 }]]);
  assert.deepEqual(it.told, ["looking"]);
  await it.pass(1000);
  assert.equal(it.sources.length, 2);
  assert.equal(it.last().url, "/live/?m=a~2");
  it.last().fail(2);
  await it.pass(0);
  await it.pass(3100);
  assert.deepEqual(it.asked.map(([, tag]) => tag).slice(0, 3), ["", '"t"', '"t"']);
  assert.deepEqual(it.told, ["looking"]);
  it.last().say("hello");
  assert.equal(it.stream.state, "live");
});

test("a stream that is served again ends the asking", async () => {
  const it = set({ answers: Array.from({ length: 50 }, () => ({ status: 304 })) });
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().fail(2);
  await it.pass(1100);
  it.last().say("hello");
  const before = it.asked.length;
  await it.pass(30_000);
  assert.equal(it.asked.length, before);
});

test("whoever may not follow any more asks no more", async () => {
  for (const end of [(it) => it.last().say("over"), async (it) => it.last().fail(2)]) {
    const it = set({ answers: [{ status: 401 }] });
    it.stream.follow([{ room: "a", seq: 0 }]);
    await end(it);
    await it.pass(120_000);
    assert.equal(it.stream.state, "out");
    assert.equal(it.sources.length, 1);
    assert.ok(it.asked.length <= 1);
  }
});

test("without any connection it says so and goes on trying, ever less often", async () => {
  const it = set();
  it.stream.follow([{ room: "a", seq: 0 }]);
  for (let number = 0; number < 4; number += 1) {
    it.last().fail(2);
    await it.pass(31_000);
  }
  assert.equal(it.stream.state, "away");
  assert.equal(it.sources.length, 5);
});

/** A stream whose first answer comes when it is given. */
function slow() {
  let answer = (_value) => {};
  const given = new Promise((resolve) => (answer = resolve));
  return { give: answer, it: set({ answers: [{ status: 200, json: () => given }] }) };
}

test("an answer that comes after the stream was closed changes nothing", async () => {
  const { give, it } = slow();
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().fail(2);
  await it.pass(0);
  it.stream.follow([]);
  give({ events: [{ name: "changes", data: { room: "a", seq: 5 } }], cursor: "5" });
  await it.pass(0);
  assert.deepEqual(it.heard, []);
  await it.pass(60_000);
  assert.equal(it.sources.length, 1);
});

test("when the network goes or comes it is seen at once what there is", async () => {
  const it = set({ answers: [{ status: 304 }] });
  it.stream.follow([{ room: "a", seq: 4 }]);
  it.last().say("hello", {}, "4");
  assert.equal(it.stream.state, "live");
  it.stream.doubt();
  await it.pass(0);
  assert.deepEqual(it.asked.map(([url]) => url), ["/since/?m=a~4"]);
  assert.equal(it.stream.state, "looking");
  await it.pass(1000);
  assert.equal(it.sources.length, 2, "and a stream is asked for again");
  it.last().say("hello", {}, "4");
  assert.equal(it.stream.state, "live");
  it.stream.doubt();
  await it.pass(0);
  assert.equal(it.stream.state, "away");
});

test("one that is closed asks no more, whatever is on its way", async () => {
  const { give, it } = slow();
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().fail(2);
  await it.pass(0);
  it.stream.close();
  const told = it.told.length;
  give({ events: [], cursor: "0" });
  await it.pass(60_000);
  assert.equal(it.told.length, told);
  assert.equal(it.asked.length, 1);
  it.stream.doubt();
  await it.pass(60_000);
  assert.equal(it.asked.length, 1);
});

test("whoever has the stream gives a sign of life, whatever there is to tell", async () => {
  const it = set();
  it.stream.follow([{ room: "a", seq: 0 }]);
  it.last().say("ping");
  assert.equal(it.signs, 1);
  it.last().fail(2);
  await it.pass(100);
  assert.ok(it.signs > 1);
});
