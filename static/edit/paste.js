// A block from a spreadsheet laid over the table: cells that are there are changed, rows below become flows.

import { ENDS, connect } from "./begun.js";
import { cellsOf, lay } from "./grid.js";

/** @import {Edit} from "./queue.js" */
/** @import {Place} from "./grid.js" */

/**
 * @typedef {object} Over
 * @property {Place} place where the block begins
 * @property {string[]} fields the columns
 * @property {import("./rows.js").Rows} rows
 * @property {(place: Place) => HTMLTableCellElement | null} at
 * @property {() => string} newId
 */

/**
 * Show what is pasted, and return the edits that store it, with how many cells are left out.
 *
 * @param {string} text
 * @param {Over} over
 * @returns {{edits: Edit[], left: number}}
 */
export function paste(text, over) {
  const { place, fields, rows, at } = over;
  const { cells, left } = lay(cellsOf(text), place, fields.length);
  const last = rows.all.indexOf(rows.blank);
  /** @type {Edit[]} */
  const edits = [];
  /** @type {Map<number, Record<string, string>>} */
  const added = new Map();
  for (const { row, column, text: value } of cells) {
    const field = fields[column] ?? "";
    const there = at({ row, column });
    if (row >= last) added.set(row, { ...added.get(row), [field]: value.trim() });
    else if (there) edits.push(...changed(there, field, value.trim(), over));
  }
  let lost = left;
  for (const facts of added.values()) {
    if (ENDS.every((end) => facts[end])) edits.push(drawn(facts, over));
    else lost += Object.values(facts).filter(Boolean).length;
  }
  return { edits, left: lost };
}

/**
 * @param {HTMLTableCellElement} cell
 * @param {string} field
 * @param {string} value
 * @param {Over} over
 * @returns {Edit[]}
 */
function changed(cell, field, value, { rows }) {
  const row = cell.closest("tr");
  if (!row || value === (cell.dataset.value ?? "") || (!value && ENDS.includes(field))) return [];
  rows.showTyped(cell, value);
  return [{ do: "set", element: row.dataset.element ?? "", field, value, seen: rows.seenOf(cell) }];
}

/**
 * @param {Record<string, string>} facts
 * @param {Over} over
 */
function drawn(facts, { rows, newId }) {
  const id = newId();
  rows.take(id);
  for (const [field, value] of Object.entries(facts)) rows.showTyped(rows.cell(id, field), value);
  return connect(id, facts);
}
