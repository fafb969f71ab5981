// What stands in the way of a change, beside its cell, with a button for each answer.

import { fill } from "../map/words.js";

/** @import {Edit, Entry, Queue} from "./queue.js" */
/** @import {Rows} from "./rows.js" */

export class Problems {
  /**
   * @param {Rows} rows
   * @param {Record<string, string>} words
   * @param {(text: string | undefined) => void} say
   */
  constructor(rows, words, say) {
    this.rows = rows;
    this.words = words;
    this.say = say;
    /** @type {Queue | null} */
    this.queue = null;
    /** @type {(cell: HTMLTableCellElement, text: string) => void} */
    this.edit = () => {};
    this.count = 0;
  }

  /** @param {Entry} entry */
  show(entry) {
    const { problem } = entry;
    if (!problem) return;
    if (problem.likely_personal?.length) return this.#personal(entry, problem.likely_personal);
    if (problem.removed?.length) return this.#removed(entry, problem.removed[0], problem.seq ?? 0);
    if (problem.conflicts?.length) return this.#conflict(entry, problem.conflicts, problem.seq ?? 0);
    this.#refused(entry, problem.detail || (this.words.failed ?? ""));
  }

  /**
   * @param {Entry} entry
   * @param {{edit: number, text: string, said: string, field: string, without: string}[]} found
   */
  #personal(entry, found) {
    const [first] = found;
    const said = found.map(({ text, said }) => fill(this.words.personal, { text, said })).join(" ");
    const without = entry.edits.map((edit, number) => withoutIt(edit, number, found));
    this.#ask(entry, first?.edit ?? 0, said, [
      [this.words.takeOut, () => this.queue?.again(entry, { edits: without })],
      [this.words.keepIt, () => this.queue?.again(entry, { sure: true })],
    ]);
  }

  /**
   * @param {Entry} entry
   * @param {{edit: number, name: string, by: string}} gone
   * @param {number} seq
   */
  #removed(entry, gone, seq) {
    const element = entry.edits[gone.edit]?.element ?? "";
    this.#ask(entry, gone.edit, fill(this.words.removed, { by: gone.by, name: gone.name }), [
      [
        this.words.putBack,
        () => this.queue?.again(entry, { edits: [{ do: "restore", element }, ...entry.edits], seen: seq }),
      ],
      [
        this.words.leaveRemoved,
        () => {
          this.queue?.drop(entry);
          this.rows.row(element)?.remove();
        },
      ],
    ]);
  }

  /**
   * @param {Entry} entry
   * @param {{edit: number, element: string, by: string, theirs: string, yours: string, label: string}[]} conflicts
   * @param {number} seq
   */
  #conflict(entry, conflicts, seq) {
    const said = conflicts.map((each) => fill(this.words.conflict, each)).join(" ");
    this.#ask(entry, conflicts[0]?.edit ?? 0, said, [
      [this.words.keepTheirs, () => this.#giveUp(entry)],
      [this.words.useMine, () => this.queue?.again(entry, { seen: seq })],
    ]);
  }

  /**
   * @param {Entry} entry
   * @param {string} said
   */
  #refused(entry, said) {
    const edit = entry.edits[0];
    const cell = this.#cellOf(edit);
    const typed = String(edit?.value ?? cell?.dataset.value ?? "");
    this.#ask(entry, 0, said, [
      [
        this.words.tryAgain,
        () => {
          this.queue?.drop(entry);
          if (cell) this.edit(cell, typed);
        },
      ],
      [this.words.giveUp, () => this.#giveUp(entry)],
    ]);
  }

  /**
   * Leave what the server has.
   *
   * @param {Entry} entry
   */
  #giveUp(entry) {
    this.queue?.drop(entry);
    for (const edit of entry.edits) {
      if (edit.element) void this.rows.renew(edit.element);
      else if (edit.id) this.rows.row(edit.id)?.remove();
    }
  }

  /** @param {Edit | undefined} edit */
  #cellOf(edit) {
    if (!edit) return undefined;
    return this.rows.cell(edit.element ?? edit.id ?? "", edit.field ?? "source");
  }

  /**
   * @param {Entry} entry
   * @param {number} number which of its edits
   * @param {string} said
   * @param {[string | undefined, () => void][]} answers
   */
  #ask(entry, number, said, answers) {
    const cell = this.#cellOf(entry.edits[number]) ?? this.#cellOf(entry.edits[0]);
    const place = cell ?? this.rows.root.querySelector("[data-queue-status]");
    if (!place) return;
    const box = document.createElement("div");
    box.className = "dl-sheet__problem";
    box.id = `problem-${(this.count += 1)}`;
    const line = document.createElement("p");
    line.textContent = said;
    box.append(line);
    for (const [words, answer] of answers) box.append(this.#button(words ?? "", cell, box, answer));
    cell?.setAttribute("aria-invalid", "true");
    cell?.setAttribute("aria-describedby", box.id);
    place.append(box);
    this.say(said);
  }

  /**
   * @param {string} words
   * @param {HTMLTableCellElement | undefined} cell
   * @param {HTMLElement} box
   * @param {() => void} answer
   */
  #button(words, cell, box, answer) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary dl-button--small";
    button.textContent = words;
    button.addEventListener("click", () => {
      box.remove();
      cell?.removeAttribute("aria-invalid");
      cell?.removeAttribute("aria-describedby");
      cell?.focus();
      answer();
    });
    return button;
  }
}

/**
 * @param {Edit} edit
 * @param {number} number
 * @param {{edit: number, field: string, without: string}[]} found
 * @returns {Edit}
 */
function withoutIt(edit, number, found) {
  return found
    .filter((each) => each.edit === number)
    .reduce((rest, { field, without }) => {
      if (rest.do === "set") return { ...rest, value: without };
      if (field === "source" || field === "target") return { ...rest, [field]: without };
      return { ...rest, facts: { ...rest.facts, [field]: without } };
    }, edit);
}
