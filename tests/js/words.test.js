import assert from "node:assert/strict";
import { test } from "node:test";

import { Graph } from "../../static/map/graph.js";
import { stand } from "../../static/map/walk.js";
import { arrival, deadEnd, fill, wordsFrom } from "../../static/map/words.js";
import { small } from "./maps.js";

const graph = new Graph(small);
const words = { place: "{index} of {count} at {name}.", degree: "{out} out, {in} in." };

test("patterns are filled in; a name that nobody knows is left as it is", () => {
  assert.equal(fill("{a} and {b}", { a: 1 }), "1 and {b}");
  assert.equal(fill(undefined, {}), "");
});

test("what is filled in is not read as a pattern again", () => {
  assert.equal(fill("{name}", { name: "{name} $& $1" }), "{name} $& $1");
});

test("words come from the element's data attributes", () => {
  assert.deepEqual(wordsFrom({ textFoundNone: "Nothing", base: "/m/", text: "?", textMap: "" }), { foundNone: "Nothing", "": "?" });
});

test("arriving says the sentence and the place among its like", () => {
  assert.equal(arrival(graph, stand(graph, "f2", "shelter"), words), "Two. 2 of 3 at Shelter.");
  assert.equal(arrival(graph, stand(graph, "shelter"), words), "Shelter is a charity. 2 out, 1 in.");
});

test("a line that stands for several flows counts as so many", () => {
  const flows = small.flows.map((flow) => (flow.id === "f2" ? { ...flow, count: 4 } : flow));
  assert.match(arrival(new Graph({ ...small, flows }), stand(graph, "shelter"), words), /5 out, 1 in/);
});

test("what has no sentence is called by its name, and without patterns nothing is made up", () => {
  assert.equal(arrival(graph, stand(graph, "gmthink"), {}), "GM Think");
});

test("a step that leads nowhere says so, where there are words for it", () => {
  assert.equal(deadEnd("forward", { noOut: "Nothing goes out." }), "Nothing goes out.");
  assert.equal(deadEnd("back", {}), undefined);
  assert.equal(deadEnd("next", { noOut: "Nothing goes out." }), undefined);
});
