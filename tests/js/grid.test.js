import assert from "node:assert/strict";
import { test } from "node:test";

import { along, cellsOf, lay, move } from "../../static/edit/grid.js";

const SIZE = { rows: 3, columns: 4 };

test("keys lead through the grid and never out of it", () => {
  assert.deepEqual(move({ row: 0, column: 0 }, "ArrowUp", SIZE), { row: 0, column: 0 });
  assert.deepEqual(move({ row: 1, column: 1 }, "ArrowRight", SIZE), { row: 1, column: 2 });
  assert.deepEqual(move({ row: 1, column: 1 }, "End", SIZE), { row: 1, column: 3 });
  assert.deepEqual(move({ row: 1, column: 1 }, "Ctrl+End", SIZE), { row: 2, column: 3 });
  assert.deepEqual(move({ row: 2, column: 1 }, "PageUp", SIZE), { row: 0, column: 1 });
  assert.equal(move({ row: 0, column: 0 }, "a", SIZE), null);
});

test("tab reads the grid from its first cell to its last, and then leaves", () => {
  let place = { row: 0, column: 0 };
  const seen = [place];
  for (let next = along(place, 1, SIZE); next; next = along(place, 1, SIZE)) seen.push((place = next));
  assert.equal(seen.length, 12);
  assert.deepEqual(place, { row: 2, column: 3 });
  assert.equal(along({ row: 0, column: 0 }, -1, SIZE), null);
  assert.deepEqual(along({ row: 1, column: 0 }, -1, SIZE), { row: 0, column: 3 });
});

test("a block is read as spreadsheets write it", () => {
  assert.deepEqual(cellsOf("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(cellsOf('"two\nlines"\t"say ""no"""\tplain'), [["two\nlines", 'say "no"', "plain"]]);
  assert.deepEqual(cellsOf("one"), [["one"]]);
  assert.deepEqual(cellsOf("a\t\tb"), [["a", "", "b"]]);
  assert.deepEqual(cellsOf('5" pipe\tb'), [['5" pipe', "b"]]);
  assert.deepEqual(cellsOf("\n"), [[""]]);
});

test("whatever is written is read back", () => {
  let state = 7;
  const dice = (sides) => (state = (state * 48_271) % 2_147_483_647) % sides;
  const pieces = ["a", '"', "\t", "\n", "é", " ", "'", "\\"];
  const write = (text) => (/["\t\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  for (let turn = 0; turn < 500; turn += 1) {
    const rows = Array.from({ length: 1 + dice(3) }, () =>
      Array.from({ length: 2 + dice(3) }, () => Array.from({ length: dice(5) }, () => pieces[dice(8)]).join("")),
    );
    const text = rows.map((row) => row.map(write).join("\t")).join("\n");
    assert.deepEqual(cellsOf(`${text}\n`), rows, JSON.stringify(text));
  }
});

test("a block lies over the grid from the cell on, and what has no column is counted", () => {
  const { cells, left } = lay([["a", "b"], ["c", "d", "e"]], { row: 1, column: 2 }, 4);
  assert.deepEqual(cells.map(({ row, column, text }) => [row, column, text]), [
    [1, 2, "a"],
    [1, 3, "b"],
    [2, 2, "c"],
    [2, 3, "d"],
  ]);
  assert.equal(left, 1);
});
