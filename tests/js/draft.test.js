import assert from "node:assert/strict";
import { test } from "node:test";

import { forget, keep, kept } from "../../static/review/draft.js";

const DAY = 24 * 60 * 60 * 1000;

/** A device's storage, as far as drafts ask of it. */
class Device {
  setItem(name, value) {
    this[name] = value;
  }

  getItem(name) {
    return this[name] ?? null;
  }

  removeItem(name) {
    delete this[name];
  }
}

test("what was written is there again, under its own link alone", () => {
  const device = new Device();
  keep(device, "a:1", { text: "It depends." }, 0);
  assert.deepEqual(kept(device, "a:1", DAY), { text: "It depends." });
  assert.deepEqual(kept(device, "b:1", DAY), {});
});

test("after fourteen days it is gone, whichever link is opened", () => {
  const device = new Device();
  keep(device, "a:1", { text: "old" }, 0);
  keep(device, "b:1", { text: "new" }, DAY);
  assert.deepEqual(kept(device, "b:1", 14 * DAY), { text: "new" });
  assert.deepEqual(Object.keys(device), ["daylight-review:b:1"]);
});

test("what was sent or forgotten is not there any more, and nothing else is touched", () => {
  const device = new Device();
  device.setItem("of-somebody-else", "stays");
  keep(device, "a:1", { text: "sent" }, 0);
  forget(device, "a:1");
  assert.deepEqual(kept(device, "a:1", 0), {});
  assert.equal(device.getItem("of-somebody-else"), "stays");
});

test("what cannot be read is no draft", () => {
  const device = new Device();
  for (const broken of ["", "{", "null", "7", '{"at": "today", "values": {}}', '{"at": 1, "values": null}']) {
    device.setItem("daylight-review:a:1", broken);
    assert.deepEqual(kept(device, "a:1", 2), {}, broken);
  }
});

test("a device that keeps nothing stops nobody", () => {
  const full = {
    setItem() {
      throw new Error("full");
    },
    getItem() {
      throw new Error("closed");
    },
    removeItem() {
      throw new Error("closed");
    },
  };
  keep(full, "a:1", {}, 0);
  forget(full, "a:1");
  assert.deepEqual(kept(full, "a:1", 0), {});
  keep(null, "a:1", {}, 0);
  forget(null, "a:1");
  assert.deepEqual(kept(null, "a:1", 0), {});
});
