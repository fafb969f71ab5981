// What others have done, gathered for a while and said in one go: who, and how much of what.

import { fill } from "../map/words.js";

/**
 * @typedef {{by: string, name: string, kind: string, count: number, changes: [string, string, string, string][]}} Act
 * @typedef {"added" | "changed" | "removed"} What
 * @typedef {{name: string, count: number, more: number, what: Record<What, Map<string, string>>}} Doing
 */

/** @type {What[]} */
const EVERY = ["added", "changed", "removed"];

/** Somebody who listens is told no more often than this, in milliseconds. */
export const BATCH = 5000;

export class Told {
  /**
   * @param {Record<string, string>} words
   * @param {(id: string) => string} nameOf what an element is called, as far as the page knows
   */
  constructor(words, nameOf) {
    this.words = words;
    this.nameOf = nameOf;
    /** @type {Map<string, Doing>} */
    this.doings = new Map();
  }

  get isEmpty() {
    return this.doings.size === 0;
  }

  /** @param {Act} act */
  add({ by, name, count, changes }) {
    const doing = this.doings.get(by) ?? {
      name,
      count: 0,
      more: 0,
      what: { added: new Map(), changed: new Map(), removed: new Map() },
    };
    doing.count += count;
    doing.more += count - changes.length;
    // What hangs on a flow, and the register's rows, are the flow's to tell.
    for (const [action, kind, element] of changes) if (kind === "flow" || kind === "node") note(doing, action, kind, element);
    this.doings.set(by, doing);
  }

  /** Return it in words, and begin anew. @returns {string} */
  take() {
    const said = [...this.doings.values()].map((doing) => this.#say(doing));
    this.doings.clear();
    return said.join(" ");
  }

  /** @param {Doing} doing */
  #say(doing) {
    const name = doing.name || this.words.somebody || "";
    if (doing.more > 0) return fill(this.words.much, { name, count: doing.count });
    const parts = EVERY.flatMap((what) => {
      const all = [...doing.what[what]];
      const flows = all.filter(([, kind]) => kind === "flow");
      // With a flow come its ends: the flow is what there is to tell.
      const told = (flows.length ? flows : all).map(([id]) => id);
      if (!told.length) return [];
      const only = told.length === 1 ? this.nameOf(told[0] ?? "") : "";
      return [fill(this.words[what], { what: only ? `“${only}”` : String(told.length) })];
    });
    return parts.length ? fill(this.words.did, { name, list: parts.join(", ") }) : fill(this.words.edited, { name });
  }
}

/**
 * @param {Doing} doing
 * @param {string} action
 * @param {string} kind
 * @param {string} element
 */
function note({ what }, action, kind, element) {
  if (action === "add") what.added.set(element, kind);
  else if (action === "remove") {
    // What came and went within one telling is told as gone.
    for (const list of [what.added, what.changed]) list.delete(element);
    what.removed.set(element, kind);
  } else if (!what.added.has(element)) what.changed.set(element, kind);
}
