// The find box: what there is while typing, and on Enter the next of them. The focus stays in the box meanwhile.

import { find } from "./find.js";
import { fill } from "./words.js";

/** @import {Graph} from "./graph.js" */

/**
 * @typedef {object} Shown
 * @property {(found: string[] | null, elsewhere: string) => void} list list what was found; nothing when nothing is
 *   looked for; and where every flow is looked through, bundled or not
 * @property {(id: string) => void} show show one of them
 * @property {() => void} enter put the focus on what is shown
 */

/**
 * @param {HTMLFormElement} form
 * @param {() => Graph} graph the map as it is by now
 * @param {Record<string, string>} words
 * @param {Shown} shown
 * @returns {() => void} put the focus into the box
 */
export function listenToSearch(form, graph, words, { list, show, enter }) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
  const output = form.querySelector("output");
  /** @type {string[]} */
  let found = [];
  let next = 0;

  input.addEventListener("input", () => {
    found = find(graph(), input.value);
    next = 0;
    list(input.value.trim() ? found : null, elsewhere());
    tell();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !next) return;
    event.preventDefault();
    enter();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = found[next % found.length];
    if (!id) return;
    next = (next % found.length) + 1;
    tell();
    show(id);
  });

  function elsewhere() {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) url.searchParams.set(name, String(value));
    return url.href;
  }

  function tell() {
    const pattern = next ? words.found : words.count;
    const counted = found.length ? fill(pattern, { index: next, count: found.length }) : (words.none ?? "");
    if (output) output.textContent = input.value.trim() ? counted : "";
  }

  return () => {
    input.focus();
    input.select();
  };
}
