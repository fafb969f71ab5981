import assert from "node:assert/strict";
import { test } from "node:test";

import { accept, endsOf, offersFor, tokenAt } from "../../static/capture/line.js";
import { Recalled } from "../../static/capture/recalled.js";

const words = {
  places: [
    ["Northmoor Police", "map", "Police"],
    ["Northmoor Police: Intelligence system", "map"],
    ["Housing Options", "programme", "HO"],
    ["Police station", "programme"],
    ["Police", "library"],
  ],
  data: [
    ["Name and date of birth", "map"],
    ["Support plan", "programme"],
    ["Name", "library"],
  ],
};
const at = (line) => tokenAt(line, line.length);
const offered = (line) => offersFor(words, at(line)).map(([name]) => name);

test("what is typed is a place until a colon after an arrow, then data", () => {
  assert.deepEqual(at("Nort"), { kind: "places", start: 0, text: "Nort" });
  assert.deepEqual(at("A > Hou"), { kind: "places", start: 4, text: "Hou" });
  assert.deepEqual(at("A to Hou"), { kind: "places", start: 5, text: "Hou" });
  assert.deepEqual(at("A: B > C: D: na"), { kind: "data", start: 13, text: "na" });
  assert.deepEqual(at("A > B: x; na"), { kind: "data", start: 10, text: "na" });
  assert.deepEqual(at("A > B: x, y and na"), { kind: "data", start: 16, text: "na" });
  assert.deepEqual(at("A > B: Risk to self or others; na"), { kind: "data", start: 31, text: "na" });
  assert.equal(at('A > "Hou'), null);
});

test("nothing is offered before two letters", () => {
  assert.deepEqual(offered("P"), []);
  assert.deepEqual(offered("Po").length > 0, true);
});

test("the map's come first, then the programme's, then the library's; other names count", () => {
  assert.deepEqual(offered("pol"), ["Northmoor Police", "Northmoor Police: Intelligence system", "Police station", "Police"]);
  assert.deepEqual(offered("HO"), ["Housing Options"]);
  assert.deepEqual(offered("intel"), ["Northmoor Police: Intelligence system"]);
  assert.deepEqual(offered("A > B: na"), ["Name and date of birth", "Name"]);
  assert.deepEqual(offered("ousing"), ["Housing Options"]);
});

test("what follows a name is typed with it: an arrow, a colon, the sign between two kinds of data", () => {
  const take = (line, name) => accept(line, line.length, at(line), name).line;
  assert.equal(take("pol", "Northmoor Police"), "Northmoor Police > ");
  assert.equal(take("Northmoor Police > ho", "Housing Options"), "Northmoor Police > Housing Options: ");
  assert.equal(take("A > B: na", "Name"), "A > B: Name; ");
  assert.equal(take("= Archive in ho", "Housing Options"), "= Archive in Housing Options");
});

test("a name in the middle of a line is put in, and the rest stays", () => {
  const line = "pol > Council: name";
  assert.deepEqual(accept(line, 3, tokenAt(line, 3), "Northmoor Police"), {
    line: "Northmoor Police > Council: name",
    caret: 16,
  });
});

test("the ends of an arrow are known at once, to show where the flow will be", () => {
  assert.deepEqual(endsOf("A -> B: name"), { source: "A", target: "B", data: "name" });
  assert.deepEqual(endsOf("A > B"), { source: "A", target: "B", data: "" });
  assert.equal(endsOf("A > B > C"), null);
  assert.equal(endsOf("hello"), null);
});

test("typed lines come back one after the other", () => {
  const recalled = new Recalled();
  assert.equal(recalled.go(-1), undefined);
  for (const line of ["one", "two", "two"]) recalled.keep(line);
  assert.deepEqual([recalled.go(-1), recalled.go(-1), recalled.go(-1)], ["two", "one", undefined]);
  assert.deepEqual([recalled.go(1), recalled.go(1), recalled.go(1)], ["two", "", undefined]);
  recalled.go(-1, "not finis");
  assert.equal(recalled.go(1, "two"), "not finis");
});
