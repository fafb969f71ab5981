import assert from "node:assert/strict";
import { test } from "node:test";

import * as camera from "../../static/map/camera.js";
import { random } from "./maps.js";

const { LARGEST, MARGIN, READABLE } = camera;
const close = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

/** Any picture, stage, box in the picture and view, as people meet them. */
function anyScene(seed) {
  const next = random(seed);
  const picture = { width: 100 + 8000 * next(), height: 100 + 6000 * next() };
  const stage = { width: 320 + 2000 * next(), height: 240 + 1000 * next() };
  const size = { width: 10 + 60 * next(), height: 10 + 40 * next() };
  const box = { x: next() * (picture.width - size.width), y: next() * (picture.height - size.height), ...size };
  const view = { x: (next() - 0.5) * 9000, y: (next() - 0.5) * 9000, k: 0.1 + 2 * next() };
  return { picture, stage, box, view };
}

function eachScene(check) {
  for (let seed = 0; seed < 500; seed += 1) check(anyScene(seed), seed);
}

const isIn = ({ x, y, k }, box, stage) =>
  x + k * box.x >= -1e-6 &&
  y + k * box.y >= -1e-6 &&
  x + k * (box.x + box.width) <= stage.width + 1e-6 &&
  y + k * (box.y + box.height) <= stage.height + 1e-6;

test("fit shows the whole picture, in the middle", () => {
  eachScene(({ picture, stage }) => {
    const view = camera.fit(picture, stage);
    assert.ok(isIn(view, { x: 0, y: 0, ...picture }, stage));
    close(2 * view.x + view.k * picture.width, stage.width);
  });
});

test("a small picture is not blown up beyond reason", () => {
  assert.equal(camera.fit({ width: 100, height: 50 }, { width: 1900, height: 900 }).k, 2);
});

test("a map opens whole where it can be read so, else readable with its start in view", () => {
  eachScene(({ picture, stage, box }) => {
    const view = camera.opening(picture, stage, box);
    assert.ok(view.k >= READABLE - 1e-9);
    assert.ok(isIn(view, box, stage));
    if (camera.fitScale(picture, stage) >= READABLE) {
      assert.deepEqual(view, camera.fit(picture, stage));
    }
  });
});

test("clamping leaves no gap wider than the margin, and changes nothing the second time", () => {
  eachScene(({ picture, stage, view }) => {
    const kept = camera.clamp(view, picture, stage);
    const width = kept.k * picture.width;
    if (width + 2 * MARGIN > stage.width) {
      assert.ok(kept.x <= MARGIN + 1e-6 && kept.x + width >= stage.width - MARGIN - 1e-6);
    } else {
      // Wholly in view, wherever it stands: a map that grows must not be put in the middle again each time.
      assert.ok(kept.x >= MARGIN - 1e-6 && kept.x + width <= stage.width - MARGIN + 1e-6);
    }
    assert.deepEqual(camera.clamp(kept, picture, stage), kept);
  });
});

test("revealing brings a box into view, keeps the scale, and moves nothing that is in view already", () => {
  eachScene(({ picture, stage, box, view }) => {
    const seen = camera.reveal(camera.clamp(view, picture, stage), box, picture, stage);
    assert.equal(seen.k, view.k);
    assert.ok(isIn(seen, box, stage));
    const again = camera.reveal(seen, box, picture, stage);
    close(again.x, seen.x);
    close(again.y, seen.y);
  });
});

test("scaling keeps the point under the pointer", () => {
  eachScene(({ view, stage }, seed) => {
    const point = { x: stage.width / 3, y: stage.height / 4 };
    const k = 0.2 + (seed % 20) / 10;
    const scaled = camera.scaledAt(view, k, point);
    close((point.x - view.x) / view.k, (point.x - scaled.x) / scaled.k);
    close((point.y - view.y) / view.k, (point.y - scaled.y) / scaled.k);
  });
});

test("steps lead from everything in view to the largest and back, each one seen", () => {
  for (const lowest of [0.03, 0.42, 0.999, 1.5]) {
    let k = Math.min(lowest, 1);
    for (let presses = 0; k < LARGEST; presses += 1) {
      const next = camera.nextScale(k, 1, lowest);
      assert.ok(next > k * 1.01 && presses < 20, `${lowest}: ${k} → ${next}`);
      k = next;
    }
    assert.equal(camera.nextScale(LARGEST, 1, lowest), LARGEST);
    while (k > Math.min(lowest, 1)) {
      const next = camera.nextScale(k, -1, lowest);
      assert.ok(next < k);
      k = next;
    }
    assert.equal(camera.nextScale(k, -1, lowest), k);
  }
});

test("a box is brought into view whole, from no closer than before and no farther than it must be", () => {
  eachScene(({ picture, stage, box, view }) => {
    const wide = camera.around([box, { x: 0, y: 0, width: 20, height: 20 }]);
    const from = camera.clamp(view, picture, stage);
    const seen = camera.encompass(from, wide, picture, stage);
    assert.ok(seen.k <= from.k);
    if (from.k >= camera.fitScale(picture, stage)) assert.ok(isIn(seen, wide, stage));
    assert.ok(seen.k === from.k || seen.k >= camera.fitScale(picture, stage) - 1e-9);
  });
});
