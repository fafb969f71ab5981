// What others have done, gathered for a while and said in one go: who, and how much of what.

import { fill } from "../map/words.js";

/**
 * @typedef {{by: string, name: string, kind: string, count: number, changes: [string, string, string, string][]}} Act
 * @typedef {{name: string, count: number, added: Set<string>, changed: Set<string>, removed: Set<string>,
 *   more: number}} Doing
 */

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
    const doing = this.doings.get(by) ?? { name, count: 0, added: new Set(), changed: new Set(), removed: new Set(), more: 0 };
    doing.count += count;
    doing.more += count - changes.length;
    for (const [action, kind, element] of changes) {
      // What hangs on a flow, and the register's rows, are the flow's to tell.
      if (kind !== "flow" && kind !== "node") continue;
      if (action === "add") doing.added.add(element);
      else if (action === "remove") {
        doing.removed.add(element);
        doing.changed.delete(element);
        doing.added.delete(element);
      } else if (!doing.added.has(element)) doing.changed.add(element);
    }
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
    const lists = /** @type {const} */ (["added", "changed", "removed"]);
    const parts = lists.flatMap((list) => {
      const ids = [...doing[list]];
      if (!ids.length) return [];
      const [only = ""] = ids;
      const what = ids.length === 1 ? this.nameOf(only) : "";
      const one = what ? `“${what}”` : String(ids.length);
      return [fill(this.words[list], { what: one })];
    });
    return parts.length ? fill(this.words.did, { name, list: parts.join(", ") }) : fill(this.words.edited, { name });
  }
}
