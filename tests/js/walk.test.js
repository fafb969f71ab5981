import assert from "node:assert/strict";
import { test } from "node:test";

import { Graph } from "../../static/map/graph.js";
import { rowOf, stand, step } from "../../static/map/walk.js";
import { anyMap, small } from "./maps.js";

const MOVES = ["forward", "back", "previous", "next", "first", "last"];
const graph = new Graph(small);

/** Walk and return where each step led. */
function route(start, ...moves) {
  let place = stand(graph, start);
  return moves.map((move) => (place = step(graph, place, move)).at);
}

test("forward follows the information, back returns to where it came from", () => {
  assert.deepEqual(route("sam", "forward", "forward", "forward", "back"), ["f1", "shelter", "f2", "shelter"]);
  assert.deepEqual(route("sam", "back", "back"), ["f4", "mcc"]);
});

test("next and previous go through one node's flows, and stop at the ends", () => {
  assert.deepEqual(route("shelter", "forward", "next", "next", "previous", "first"), ["f2", "f3", "f3", "f2", "f1"]);
  assert.deepEqual(route("mcc", "back", "last"), ["f2", "f4"]);
});

test("next and previous go through all nodes, also those without a flow", () => {
  assert.deepEqual(route("mailbox", "next", "next", "previous"), ["alone", "alone", "mailbox"]);
  assert.deepEqual(route("alone", "forward", "back", "first"), ["alone", "alone", "sam"]);
});

test("a flow reached from elsewhere keeps the node it was reached from, if that is one of its ends", () => {
  assert.equal(stand(graph, "f3", "shelter").pivot, "shelter");
  assert.equal(stand(graph, "f3", "mcc").pivot, "mcc");
  assert.equal(stand(graph, "f3", "sam").pivot, "gmthink");
});

test("from anywhere on any map every step leads to an element, and all elements can be reached", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const any = new Graph(anyMap(seed));
    const seen = new Set();
    const ahead = [stand(any, any.order[0])];
    while (ahead.length) {
      const place = ahead.pop();
      const key = `${place.at} ${place.pivot}`;
      if (seen.has(key)) continue;
      seen.add(key);
      assert.ok(any.has(place.at), `seed ${seed}`);
      assert.ok(rowOf(any, place).includes(place.at), `seed ${seed}: ${key}`);
      ahead.push(...MOVES.map((move) => step(any, place, move)));
    }
    const reached = new Set([...seen].map((key) => key.split(" ")[0]));
    assert.equal(reached.size, any.nodes.size + any.flows.size, `seed ${seed}`);
  }
});

test("a way along a flow can be walked back", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const any = new Graph(anyMap(seed));
    for (const flow of any.flows.values()) {
      const place = stand(any, flow.id);
      assert.equal(step(any, place, "back").at, flow.source);
      assert.equal(step(any, place, "forward").at, flow.target);
      assert.ok(any.flowsIn(step(any, place, "forward").at).includes(flow));
    }
  }
});
