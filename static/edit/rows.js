// The rows of the table: found by flow, shown as typed until the server has said how it reads, then as it says.

import { elementsOf } from "./queue.js";

/** @import {Entry} from "./queue.js" */

const ANY_ID = "00000000-0000-0000-0000-000000000000";

export class Rows {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.body = /** @type {HTMLTableSectionElement} */ (root.querySelector("tbody"));
    this.blank = /** @type {HTMLTableRowElement} */ (root.querySelector("tr[data-new]"));
    this.pattern = /** @type {HTMLTableRowElement | null} */ (this.blank?.cloneNode(true) ?? null);
    this.seen = Number(root.dataset.seq ?? 0);
    /** What was taken off the map: a row of it may still be on its way. @type {Set<string>} */
    this.gone = new Set();
    /** Says whether something typed in a cell is still on its way. @type {(id: string, field: string) => boolean} */
    this.isWaiting = () => false;
  }

  /** @returns {HTMLTableRowElement[]} */
  get all() {
    return [...this.body.rows];
  }

  /** @param {string} id */
  row(id) {
    return this.all.find((row) => row.dataset.element === id);
  }

  /**
   * @param {string} id
   * @param {string} field
   */
  cell(id, field) {
    const found = this.row(id)?.querySelector(`td[data-field="${field}"]`);
    return found instanceof HTMLTableCellElement ? found : undefined;
  }

  /**
   * Up to which change its editor has seen a cell: one that is being edited stays as it was seen.
   *
   * @param {HTMLElement} cell
   */
  seenOf(cell) {
    return Math.max(this.seen, Number(cell.dataset.seq ?? 0));
  }

  /**
   * Let the blank row be a flow of its own, and put a new blank one below.
   *
   * @param {string} id
   * @returns {HTMLTableRowElement}
   */
  take(id) {
    const row = this.blank;
    row.dataset.element = id;
    delete row.dataset.new;
    this.blank = /** @type {HTMLTableRowElement} */ (this.pattern?.cloneNode(true));
    row.after(this.blank);
    return row;
  }

  /** Show again what was typed before the page was loaded anew. @param {Entry} entry */
  showUnsent(entry) {
    for (const edit of entry.edits) {
      if (edit.do === "connect" && edit.id && !this.row(edit.id) && this.blank) {
        this.take(edit.id);
        for (const [field, value] of Object.entries({ source: edit.source, target: edit.target, ...edit.facts })) {
          this.showTyped(this.cell(edit.id, field), String(value ?? ""));
        }
      }
      if (edit.do === "set") this.showTyped(this.cell(edit.element ?? "", edit.field ?? ""), String(edit.value ?? ""));
    }
  }

  /**
   * @param {HTMLTableCellElement | undefined} cell
   * @param {string} text
   */
  showTyped(cell, text) {
    if (!cell) return;
    cell.dataset.value = text;
    cell.dataset.waiting = "";
    cell.replaceChildren(wordsOf(cell, text));
  }

  /**
   * The server has it: show each row as it reads now.
   *
   * @param {Entry} entry
   * @param {{flows: string[], removed: string[]}} answer
   */
  async done(entry, answer) {
    for (const id of answer.flows) this.gone.delete(id);
    for (const id of answer.removed) {
      this.gone.add(id);
      this.row(id)?.remove();
    }
    const touched = new Set([...elementsOf(entry).filter((id) => this.row(id)), ...answer.flows]);
    for (const id of touched) if (!answer.removed.includes(id)) await this.renew(id);
  }

  /**
   * Fetch a row and put its cells in place; what has the focus, or is being edited, stays.
   *
   * @param {string} id
   * @returns {Promise<boolean>} whether it could be had
   */
  async renew(id) {
    const fresh = await this.#fetched(id);
    if (fresh && !this.gone.has(id)) this.put(fresh);
    return fresh !== null;
  }

  /**
   * Put the cells of a row as the server has it in place; a row that is not here yet comes last.
   *
   * @param {HTMLTableRowElement} fresh
   */
  put(fresh) {
    const id = fresh.dataset.element ?? "";
    const row = this.row(id);
    if (!row) return this.blank?.before(fresh);
    row.id = fresh.id;
    row.classList.remove("dl-sheet__gone");
    const head = fresh.querySelector("th");
    const own = row.querySelector("th");
    if (head && own && !own.contains(document.activeElement)) own.replaceChildren(...head.childNodes);
    for (const cell of fresh.querySelectorAll("td")) {
      const mine = cell.dataset.field ? this.cell(id, cell.dataset.field) : undefined;
      const isBusy = mine?.matches("[data-editing], [aria-invalid]") || this.isWaiting(id, cell.dataset.field ?? "");
      if (mine && !isBusy) putInto(mine, cell, fresh.dataset.seq ?? "0");
      // What is no cell to edit (how many comments) has no name, only its place.
      const other = cell.dataset.field ? null : row.cells[cell.cellIndex];
      if (other && !other.dataset.field) other.replaceChildren(...cell.childNodes);
    }
  }

  /** @param {string} id */
  async #fetched(id) {
    const address = (this.root.dataset.row ?? "").replace(ANY_ID, id);
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return null;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content.querySelector("tr");
  }
}

/**
 * @param {HTMLTableCellElement} mine
 * @param {HTMLTableCellElement} fresh
 * @param {string} seq up to which change it is what the server has
 */
function putInto(mine, fresh, seq) {
  mine.dataset.seq = seq;
  mine.dataset.value = fresh.dataset.value ?? "";
  delete mine.dataset.waiting;
  mine.replaceChildren(...fresh.childNodes);
  for (const link of mine.querySelectorAll("a")) link.tabIndex = -1;
}

/**
 * What a cell shows of a text until the server has answered: of a choice its label.
 *
 * @param {HTMLTableCellElement} cell
 * @param {string} text
 */
function wordsOf(cell, text) {
  const choice = choicesOf(cell.dataset.field ?? "").find(([code]) => code === text);
  return choice?.[1] ?? text;
}

/** @type {Record<string, [string, string][]> | undefined} */
let choices;

/**
 * @param {string} field
 * @returns {[string, string][]}
 */
export function choicesOf(field) {
  choices ??= /** @type {Record<string, [string, string][]>} */ (
    JSON.parse(document.getElementById("edit-choices")?.textContent ?? "{}")
  );
  return choices[field] ?? [];
}
