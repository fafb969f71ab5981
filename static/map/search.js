// The find box: how many there are while typing, and on Enter the next of them.

import { find } from "./find.js";
import { fill } from "./words.js";

/** @import {Graph} from "./graph.js" */

/**
 * @param {HTMLFormElement} form
 * @param {Graph} graph
 * @param {Record<string, string>} words
 * @param {(id: string) => void} goTo
 * @returns {() => void} put the focus into the box
 */
export function listenToSearch(form, graph, words, goTo) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
  const output = form.querySelector("output");
  /** @type {string[]} */
  let found = [];
  let next = 0;

  input.addEventListener("input", () => {
    found = find(graph, input.value);
    next = 0;
    tell();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = found[next % found.length];
    if (!id) return;
    next = (next % found.length) + 1;
    tell();
    goTo(id);
  });

  function tell() {
    const counted = found.length ? fill(words.found, { index: next, count: found.length }) : (words.none ?? "");
    if (output) output.textContent = input.value.trim() ? counted : "";
  }

  return () => {
    input.focus();
    input.select();
  };
}
