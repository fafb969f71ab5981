// The words a script may say. All come translated from the page; the scripts have none of their own.

/** @import {Graph} from "./graph.js" */
/** @import {Place} from "./walk.js" */
import { rowOf } from "./walk.js";

/**
 * Fill in a pattern's {gaps}; without a pattern nothing is said.
 *
 * @param {string | undefined} pattern
 * @param {Record<string, string | number>} values
 */
export function fill(pattern, values) {
  return (pattern ?? "").replace(/\{(\w+)\}/gu, (gap, name) => String(values[name] ?? gap));
}

/**
 * Return the patterns: ``data-text-place`` of the map element is ``place``.
 *
 * @param {Record<string, string | undefined>} dataset
 * @returns {Record<string, string>}
 */
export function wordsFrom(dataset) {
  /** @type {Record<string, string>} */
  const words = {};
  for (const [key, value] of Object.entries(dataset)) {
    if (key.startsWith("text") && value) words[key.slice(4, 5).toLowerCase() + key.slice(5)] = value;
  }
  return words;
}

/**
 * What is said where a step leads nowhere.
 *
 * @param {import("./walk.js").Move} move
 * @param {Record<string, string>} words
 */
export function deadEnd(move, words) {
  return { forward: words.noOut, back: words.noIn }[/** @type {string} */ (move)];
}

/**
 * What is said on arriving somewhere: the element's sentence and where it stands among its like.
 *
 * @param {Graph} graph
 * @param {Place} place
 * @param {Record<string, string>} words
 */
export function arrival(graph, place, words) {
  const element = graph.element(place.at);
  const row = rowOf(graph, place);
  const [out, into] = [flowsIn(graph.flowsOut(place.at)), flowsIn(graph.flowsIn(place.at))];
  const where = graph.isFlow(place.at)
    ? fill(words.place, {
        index: row.indexOf(place.at) + 1,
        count: row.length,
        name: graph.element(place.pivot).name,
      })
    : fill(words.degree, { out, in: into });
  return [element.sentence || element.name, where].filter(Boolean).join(" ");
}

/**
 * How many flows these lines stand for.
 *
 * @param {import("./graph.js").MapFlow[]} lines
 */
function flowsIn(lines) {
  return lines.reduce((sum, { count = 1 }) => sum + count, 0);
}
