// What is chosen stands in the sun with its ends, and the rest steps back: classes alone, styled in css/map.css.

/** @import {Picture} from "./picture.js" */

export class Highlight {
  /** @param {Picture} picture */
  constructor(picture) {
    this.picture = picture;
    /** @type {Element[]} */
    this.marked = [];
  }

  /** @param {string} id */
  show(id) {
    this.clear();
    for (const near of this.picture.graph.near(id)) this.#mark(near, near === id ? "selected" : "related");
    this.picture.svg.classList.add("choosing");
  }

  clear() {
    this.picture.svg.classList.remove("choosing");
    for (const group of this.marked) group.classList.remove("selected", "related");
    this.marked = [];
  }

  /**
   * @param {string} id
   * @param {"selected" | "related"} mark
   */
  #mark(id, mark) {
    const group = this.picture.group(id);
    if (!group) return;
    group.classList.add(mark);
    this.marked.push(group);
  }
}
