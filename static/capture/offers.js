// The list of names under the line: what is offered, which of them is chosen, and telling people who listen.

import { fill } from "../map/words.js";

/** @import {Known} from "./line.js" */

export class Offers {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {{words: Record<string, string>, tell: (words: string) => void, take: (name: string) => void}} page
   */
  constructor(input, list, { words, tell, take }) {
    this.input = input;
    this.list = list;
    this.words = words;
    this.tell = tell;
    /** @type {Known[]} */
    this.offered = [];
    /** The one that the arrows have chosen; none at first. */
    this.chosen = -1;
    Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    }).forEach(([name, value]) => input.setAttribute(name, value));
    list.addEventListener("mousedown", (event) => {
      const item = event.target instanceof Element ? event.target.closest("li") : null;
      // The line keeps the focus.
      event.preventDefault();
      const known = this.offered[item ? [...list.children].indexOf(item) : -1];
      if (known) take(known[0]);
    });
  }

  get isOpen() {
    return this.offered.length > 0;
  }

  /** @param {Known[]} offered */
  show(offered) {
    this.offered = offered;
    this.chosen = -1;
    this.list.replaceChildren(...offered.map((known, index) => this.#item(known, index)));
    this.list.hidden = !this.isOpen;
    this.input.setAttribute("aria-expanded", String(this.isOpen));
    this.input.removeAttribute("aria-activedescendant");
    if (this.isOpen) this.tell(fill(this.words.offered, { count: offered.length, name: offered[0]?.[0] ?? "" }));
  }

  close() {
    if (this.isOpen) this.show([]);
  }

  /** @param {1 | -1} step */
  move(step) {
    const count = this.offered.length;
    // One more place than there are names: the line as it is typed.
    this.chosen = ((this.chosen + 1 + step + count + 1) % (count + 1)) - 1;
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.chosen)));
    const item = this.list.children[this.chosen];
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** The name that Tab takes: the chosen one, else the first. */
  get best() {
    return this.offered[Math.max(this.chosen, 0)]?.[0] ?? "";
  }

  /**
   * @param {Known} known
   * @param {number} index
   */
  #item([name, where, ...also], index) {
    const item = document.createElement("li");
    Object.assign(item, { id: `capture-offer-${index}`, role: "option", className: "dl-capture__offer" });
    item.setAttribute("aria-selected", "false");
    const from = document.createElement("span");
    from.className = "dl-quiet dl-small";
    from.textContent = [also.join(", "), this.words[where]].filter(Boolean).join(" · ");
    item.append(name, " ", from);
    return item;
  }
}
