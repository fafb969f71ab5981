import assert from "node:assert/strict";
import { test } from "node:test";

import { find, plain } from "../../static/map/find.js";
import { Graph } from "../../static/map/graph.js";
import { small } from "./maps.js";

const graph = new Graph(small);

test("accents, case and spaces do not matter", () => {
  assert.equal(plain("  Cyngor\tMÔN "), "cyngor mon");
  assert.equal(find(graph, "cyngor mon")[0], "mcc");
  assert.equal(find(graph, "CYNGOR MÔN")[0], "mcc");
});

test("names that begin with the words come first, sentences last", () => {
  assert.deepEqual(find(graph, "shelter"), ["shelter", "f2", "f1"]);
  assert.deepEqual(find(graph, "sam"), ["sam", "f1", "f4"]);
});

test("words may stand in any order and anywhere in the sentence", () => {
  assert.deepEqual(find(graph, "name shelter"), ["f1"]);
});

test("a number finds its flow first", () => {
  assert.equal(find(graph, "3")[0], "f3");
});

test("nothing is found for nothing", () => {
  assert.deepEqual(find(graph, "   "), []);
  assert.deepEqual(find(graph, "probation"), []);
});

test("characters with a meaning in patterns are only characters", () => {
  assert.deepEqual(find(graph, ".*"), []);
  assert.deepEqual(find(graph, "("), []);
});
