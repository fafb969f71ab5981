// Finding by words: accents, case and order do not matter; the best match comes first.

/** @import {Graph} from "./graph.js" */

/**
 * @param {string} text
 */
export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();
}

/**
 * Return the ids of what is found, best first: a flow's number, then names that begin with the words,
 * then names that hold them, then sentences.
 *
 * @param {Graph} graph
 * @param {string} query
 * @returns {string[]}
 */
export function find(graph, query) {
  const wanted = plain(query);
  if (!wanted) return [];
  const words = wanted.split(" ");
  /** @type {{id: string, rank: number}[]} */
  const found = [];
  for (const element of [...graph.nodes.values(), ...graph.flows.values()]) {
    const number = "number" in element ? String(element.number) : "";
    const rank = rankOf(wanted, words, number, plain(element.name), plain(element.sentence));
    if (rank >= 0) found.push({ id: element.id, rank });
  }
  return found.sort((one, other) => one.rank - other.rank).map(({ id }) => id);
}

/**
 * @param {string} wanted
 * @param {string[]} words
 * @param {string} number
 * @param {string} name
 * @param {string} sentence
 * @returns {number} -1 when it does not match
 */
function rankOf(wanted, words, number, name, sentence) {
  if (wanted === number) return 0;
  if (name.startsWith(wanted)) return 1;
  if (words.every((word) => name.includes(word))) return 2;
  return words.every((word) => sentence.includes(word)) ? 3 : -1;
}
