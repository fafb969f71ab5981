// One cell being edited: a field of the right kind in its place, and what becomes of what was typed.

import { choicesOf } from "./rows.js";
import { fill } from "../map/words.js";

/**
 * @typedef {"down" | "up" | "right" | "left" | "stay"} Then where the focus goes
 * @typedef {(text: string, then: Then) => void} Commit
 */

export class Editor {
  /** @param {Record<string, string>} words */
  constructor(words) {
    this.words = words;
    /** @type {HTMLTableCellElement | null} */
    this.cell = null;
    /** @type {ChildNode[]} */
    this.before = [];
  }

  /**
   * @param {HTMLTableCellElement} cell
   * @param {string} text what stands in the field first
   * @param {{column: string, row: string}} named
   * @param {Commit} commit told the text once somebody is done
   */
  open(cell, text, named, commit) {
    const field = fieldOf(cell, text);
    field.setAttribute("aria-label", fill(this.words.cell, named));
    field.className = "dl-sheet__field";
    this.cell = cell;
    this.before = [...cell.childNodes];
    cell.dataset.editing = "";
    cell.replaceChildren(field);
    field.focus();
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.setSelectionRange(field.value.length, field.value.length);
    }
    const finish = (/** @type {Then} */ then) => {
      if (this.cell !== cell) return;
      this.#close();
      commit(field.value, then);
    };
    field.addEventListener("keydown", (event) => this.#pressed(/** @type {KeyboardEvent} */ (event), field, finish));
    field.addEventListener("blur", () => finish("stay"));
  }

  /** Leave the cell as it was. */
  cancel() {
    const { cell } = this;
    if (!cell) return;
    this.#close();
    cell.focus();
  }

  #close() {
    const { cell } = this;
    this.cell = null;
    if (!cell) return;
    delete cell.dataset.editing;
    cell.replaceChildren(...this.before);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field
   * @param {(then: Then) => void} finish
   */
  #pressed(event, field, finish) {
    if (event.isComposing) return;
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      this.cancel();
    } else if (event.key === "Tab") {
      event.preventDefault();
      finish(event.shiftKey ? "left" : "right");
    } else if (event.key === "Enter" && event.altKey && field instanceof HTMLTextAreaElement) {
      event.preventDefault();
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    } else if (event.key === "Enter") {
      event.preventDefault();
      finish(event.shiftKey ? "up" : "down");
    }
  }
}

/**
 * @param {HTMLTableCellElement} cell
 * @param {string} text
 */
function fieldOf(cell, text) {
  const { kind = "text", field = "" } = cell.dataset;
  if (kind === "choice") {
    const select = document.createElement("select");
    const known = choicesOf(field);
    select.add(new Option("", ""));
    for (const [code, label] of known) select.add(new Option(label, code));
    select.value = known.some(([code]) => code === text) ? text : "";
    return select;
  }
  if (kind === "lines") {
    const area = document.createElement("textarea");
    area.value = text;
    area.rows = 3;
    return area;
  }
  const input = document.createElement("input");
  input.value = text;
  input.autocomplete = "off";
  input.setAttribute("list", kind === "end" ? "known-ends" : `known-${field}`);
  return input;
}
