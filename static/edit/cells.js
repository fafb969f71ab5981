// What keys, clicks and pasted blocks do in the grid of cells.

import { ENDS, begunIn, connect, keepBegun } from "./begun.js";
import { along, move } from "./grid.js";
import { paste } from "./paste.js";
import { fill } from "../map/words.js";

/** @import {Queue} from "./queue.js" */
/** @import {Place} from "./grid.js" */
/** @import {Then} from "./editor.js" */

/**
 * @typedef {object} CellsOptions
 * @property {HTMLElement} root
 * @property {import("./rows.js").Rows} rows
 * @property {import("./editor.js").Editor} editor
 * @property {Queue} queue
 * @property {import("./problems.js").Problems} problems
 * @property {Record<string, string>} words
 * @property {(text: string | undefined) => void} say
 * @property {() => string} newId
 */

export class Cells {
  /** @param {CellsOptions} options */
  constructor({ root, rows, editor, queue, words, say, newId }) {
    this.root = root;
    this.rows = rows;
    this.editor = editor;
    this.queue = queue;
    this.words = words;
    this.say = say;
    this.newId = newId;
    this.table = /** @type {HTMLTableElement} */ (root.querySelector("table"));
    const heads = [...this.table.querySelectorAll("th[data-field]")];
    this.fields = heads.map((head) => head.getAttribute("data-field") ?? "");
    this.labels = heads.map((head) => head.textContent?.trim() ?? "");
    /** @type {Place} */
    this.place = { row: 0, column: 0 };
    /** @type {Element | null} */
    this.focused = null;
  }

  begin() {
    this.table.setAttribute("role", "grid");
    for (const part of this.table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
    this.#dress();
    for (const [field, value] of Object.entries(begunIn(this.root))) {
      const cell = this.rows.blank.querySelector(`td[data-field="${CSS.escape(field)}"]`);
      if (cell instanceof HTMLTableCellElement) this.rows.showTyped(cell, value);
    }
    this.table.addEventListener("keydown", (event) => this.#pressed(event));
    this.table.addEventListener("focusin", (event) => this.#arrived(event.target));
    // By the time of a click its cell has the focus: whether it had it before decides what the click means.
    this.table.addEventListener("pointerdown", () => (this.focused = document.activeElement));
    this.table.addEventListener("click", (event) => this.#clicked(event));
    this.table.addEventListener("dblclick", (event) => this.#doubled(event));
    this.table.addEventListener("paste", (event) => this.#pasted(event));
    // Rows come and go: each gets its roles, and one cell of the grid is the way in.
    new MutationObserver(() => this.#dress()).observe(this.rows.body, { childList: true });
  }

  get size() {
    return { rows: this.rows.all.length, columns: this.fields.length };
  }

  /** @param {Place} place */
  at({ row, column }) {
    const found = this.rows.all[row]?.querySelector(`td[data-field="${this.fields[column]}"]`);
    return found instanceof HTMLTableCellElement ? found : null;
  }

  /** @param {Element} cell */
  placeOf(cell) {
    const row = cell.closest("tr");
    const field = cell.closest("td")?.dataset.field ?? "";
    return { row: row ? this.rows.all.indexOf(row) : -1, column: this.fields.indexOf(field) };
  }

  #dress() {
    for (const row of this.table.rows) {
      row.setAttribute("role", "row");
      for (const cell of row.cells) {
        const isHead = cell.tagName === "TH";
        cell.setAttribute("role", !isHead ? "gridcell" : cell.scope === "row" ? "rowheader" : "columnheader");
        if (cell.dataset.field && !isHead && !cell.hasAttribute("tabindex")) cell.tabIndex = -1;
      }
      for (const link of row.querySelectorAll("td a")) if (link instanceof HTMLElement) link.tabIndex = -1;
    }
    this.place = { ...this.place, row: Math.min(this.place.row, this.size.rows - 1) };
    this.#stopAt(this.at(this.place));
  }

  /** @param {HTMLElement | null} cell */
  #stopAt(cell) {
    for (const stop of this.rows.body.querySelectorAll('td[tabindex="0"]')) stop.setAttribute("tabindex", "-1");
    cell?.setAttribute("tabindex", "0");
  }

  /** @param {Place | null} place */
  focus(place) {
    const cell = place ? this.at(place) : null;
    if (!place || !cell) return;
    this.place = place;
    this.#stopAt(cell);
    cell.focus();
  }

  /** @param {EventTarget | null} target */
  #arrived(target) {
    if (!(target instanceof HTMLTableCellElement) || !target.dataset.field) return;
    this.place = this.placeOf(target);
    this.#stopAt(target);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (!(event.target instanceof Element) || event.target.closest("a, button, input, select, textarea")) return;
    const cell = event.target.closest("td[data-field]");
    if (!(cell instanceof HTMLTableCellElement)) return;
    // A finger has no double click that people know of: the first touch edits.
    if (matchMedia("(pointer: coarse)").matches || cell === this.focused) this.edit(cell);
    else this.focus(this.placeOf(cell));
  }

  /** @param {MouseEvent} event */
  #doubled(event) {
    const cell = event.target instanceof Element ? event.target.closest("td[data-field]") : null;
    if (cell instanceof HTMLTableCellElement && cell !== this.editor.cell) this.edit(cell);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const cell = event.target;
    if (event.isComposing || !(cell instanceof HTMLTableCellElement)) return this.#fromProblem(event);
    const act = this.#actOf(event, cell);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** Escape leads from a question's buttons back to its cell. @param {KeyboardEvent} event */
  #fromProblem(event) {
    if (event.key !== "Escape" || !(event.target instanceof Element)) return;
    const cell = event.target.closest("td[data-field]");
    if (cell instanceof HTMLElement) cell.focus();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLTableCellElement} cell
   * @returns {(() => void) | null}
   */
  #actOf(event, cell) {
    const { key, shiftKey } = event;
    const isHeld = event.ctrlKey || event.metaKey;
    if (isHeld && key.toLowerCase() === "z") return () => this.#step(shiftKey ? "redo" : "undo");
    if (isHeld && key.toLowerCase() === "y") return () => this.#step("redo");
    const to = move(this.place, `${isHeld ? "Ctrl+" : ""}${key}`, this.size);
    if (to) return () => this.focus(to);
    if (isHeld || event.altKey) return null;
    if (key === "Tab") {
      const next = along(this.place, shiftKey ? -1 : 1, this.size);
      return next ? () => this.focus(next) : null;
    }
    if (key === "Escape") return () => this.#leave();
    if (key === "Enter" && cell.hasAttribute("aria-invalid")) return () => cell.querySelector("button")?.focus();
    if (key === "Enter" || key === "F2") return () => this.edit(cell);
    if (key === "Delete" || key === "Backspace") return () => this.#commit(cell, "", "stay");
    if (key.length === 1) return () => this.edit(cell, key === " " ? undefined : key);
    return null;
  }

  /** Tab goes from cell to cell: this is the way out of the middle. */
  #leave() {
    const way = document.querySelector("[data-after-table]");
    if (way instanceof HTMLElement) way.focus();
  }

  /** @param {"undo" | "redo"} step */
  #step(step) {
    // Undo means the last thing done: what is asked about comes before it.
    if (this.queue.entries.some(({ state }) => state === "stopped")) return this.say(this.words.answerFirst);
    this.queue.add([], this.rows.seen, { to: step });
  }

  /**
   * @param {HTMLTableCellElement} cell
   * @param {string} [text] what stands in the field first; what the cell holds, if nothing is given
   */
  edit(cell, text) {
    const place = this.placeOf(cell);
    this.place = place;
    this.#stopAt(cell);
    const isChoice = cell.dataset.kind === "choice";
    const named = { column: this.labels[place.column] ?? "", row: this.#nameOf(cell) };
    const first = text === undefined || isChoice ? (cell.dataset.value ?? "") : text;
    this.editor.open(cell, first, named, (typed, then) => this.#commit(cell, typed, then));
  }

  /** @param {HTMLTableCellElement} cell */
  #nameOf(cell) {
    return cell.closest("tr")?.querySelector("th")?.textContent?.trim() ?? "";
  }

  /**
   * @param {HTMLTableCellElement} cell
   * @param {string} typed
   * @param {Then} then
   */
  #commit(cell, typed, then) {
    const place = this.placeOf(cell);
    const row = cell.closest("tr");
    const field = cell.dataset.field ?? "";
    if (row && typed.trim() !== (cell.dataset.value ?? "")) {
      if (row === this.rows.blank) this.#begun(row, cell, typed.trim());
      else this.#set(row, cell, field, typed.trim());
    }
    this.focus(this.#after(place, then));
  }

  /**
   * @param {Place} place
   * @param {Then} then
   * @returns {Place | null}
   */
  #after(place, then) {
    if (then === "stay") return null;
    if (then === "right" || then === "left") return along(place, then === "right" ? 1 : -1, this.size) ?? place;
    return move(place, then === "down" ? "ArrowDown" : "ArrowUp", this.size);
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {HTMLTableCellElement} cell
   * @param {string} field
   * @param {string} value
   */
  #set(row, cell, field, value) {
    if (!value && ENDS.includes(field)) return this.say(this.words.needed);
    this.rows.showTyped(cell, value);
    const element = row.dataset.element ?? "";
    this.queue.add([{ do: "set", element, field, value }], this.rows.seenOf(cell));
  }

  /**
   * Something stands in the blank row: with both ends it is a flow, and is sent.
   *
   * @param {HTMLTableRowElement} row
   * @param {HTMLTableCellElement} cell
   * @param {string} value
   */
  #begun(row, cell, value) {
    this.rows.showTyped(cell, value);
    const facts = Object.fromEntries(
      [...row.querySelectorAll("td[data-field]")]
        .filter((each) => each instanceof HTMLElement && each.dataset.value)
        .map((each) => [each.getAttribute("data-field") ?? "", each.getAttribute("data-value") ?? ""]),
    );
    if (!ENDS.every((end) => facts[end])) {
      keepBegun(this.root, facts);
      return this.say(this.words.bothEnds);
    }
    keepBegun(this.root, {});
    const id = this.newId();
    this.rows.take(id);
    this.queue.add([connect(id, facts)], this.rows.seen);
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!(event.target instanceof HTMLTableCellElement) || !text) return;
    event.preventDefault();
    const { fields, rows, newId } = this;
    const { edits, left } = paste(text, { place: this.place, fields, rows, newId, at: (place) => this.at(place) });
    if (edits.length) this.queue.add(edits, rows.seen);
    this.say(fill(left ? this.words.pastedSome : this.words.pasted, { count: edits.length, left }));
  }
}
