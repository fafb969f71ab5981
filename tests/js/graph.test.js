import assert from "node:assert/strict";
import { test } from "node:test";

import { Graph } from "../../static/map/graph.js";
import { anyMap, small } from "./maps.js";

const graph = new Graph(small);
const numbers = (flows) => flows.map((flow) => flow.number);

test("the person is read first, storages after their organisation", () => {
  assert.deepEqual(graph.order, ["sam", "shelter", "gmthink", "mcc", "team", "mailbox", "alone"]);
});

test("a node's flows come in the order of their numbers, with those of its storages", () => {
  assert.deepEqual(numbers(graph.flowsAt("shelter")), [1, 2, 3]);
  assert.deepEqual(numbers(graph.flowsOut("shelter")), [2, 3]);
  assert.deepEqual(numbers(graph.flowsIn("shelter")), [1]);
  assert.deepEqual(numbers(graph.flowsAt("gmthink")), [3]);
  assert.deepEqual(graph.flowsAt("alone"), []);
});

test("a team is walked by itself, not as a part of its organisation", () => {
  assert.equal(graph.home("team"), "");
  assert.equal(graph.home("mailbox"), "team");
  assert.equal(graph.home("gmthink"), "shelter");
});

test("a flow is seen with its ends, and with the organisation that its storage is on", () => {
  assert.deepEqual(graph.near("f3"), new Set(["f3", "gmthink", "mcc", "shelter"]));
  assert.deepEqual(graph.near("alone"), new Set(["alone"]));
  assert.deepEqual(graph.near("sam"), new Set(["sam", "f1", "f4", "shelter", "mcc"]));
});

test("a flow whose end is not on the map is left out, not walked into", () => {
  const broken = new Graph({ ...small, flows: [...small.flows, { ...small.flows[0], id: "f9", target: "gone" }] });
  assert.equal(broken.has("f9"), false);
  assert.throws(() => broken.element("f9"), RangeError);
});

test("on any map every node is read once, and every flow is found at both its ends", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const data = anyMap(seed);
    const any = new Graph(data);
    assert.deepEqual([...any.order].sort(), data.nodes.map((node) => node.id).sort(), `seed ${seed}`);
    for (const flow of data.flows) {
      for (const end of [flow.source, flow.target]) assert.ok(any.flowsAt(end).includes(any.flows.get(flow.id)));
      assert.equal(new Set(any.flowsAt(flow.source)).size, any.flowsAt(flow.source).length);
    }
  }
});

test("a picture gives the order: from the top down, from left to right, storages with their organisation", () => {
  const graph = new Graph(small);
  const places = { mcc: [0, 1], shelter: [5, 2], gmthink: [5, 0], alone: [9, 2], sam: [0, 3], f4: [0, 0], f1: [0, 9] };
  graph.arrange((id) => (places[id] ? { x: places[id][0], y: places[id][1] } : null));
  assert.deepEqual(graph.order.slice(0, 5), ["mcc", "shelter", "gmthink", "alone", "sam"]);
  assert.deepEqual(graph.flowsAt("sam").map((flow) => flow.id), ["f4", "f1"]);
  assert.equal(graph.start, "sam");
});

test("what a view gathers is shown by the group or bundle that stands for it", () => {
  const graph = new Graph({ ...small, standing: { inside: "shelter", lost: "nowhere" } });
  assert.equal(graph.drawn("sam"), "sam");
  assert.equal(graph.drawn("f1"), "f1");
  assert.equal(graph.drawn("inside"), "shelter");
  assert.equal(graph.drawn("lost"), "");
  assert.equal(graph.drawn("unknown"), "");
});
