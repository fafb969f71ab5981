// The line while it is typed: which name is being written, what to offer for it, and what the line is with it.
// Knows nothing of the page. What a line says is read on the server alone.

/**
 * @typedef {"places" | "data"} Kind
 * @typedef {{kind: Kind, start: number, text: string}} Token the name that is being typed, and where it begins
 * @typedef {[name: string, where: string, ...also: string[]]} Known
 * @typedef {Record<Kind, Known[]>} Words best first: this map's, the programme's, the library's
 */

/** So many letters before anything is offered. */
export const LETTERS = 2;
export const MOST = 6;
const ARROW = /<?[-=]*>+|[→⇒↔]|<[-=]*|[←]|\s(?:to|gives|sends(?:\sto)?)\s/gu;

/**
 * The name that ends at the caret.
 *
 * @param {string} line
 * @param {number} caret
 * @returns {Token | null} nothing where no name is being typed
 */
export function tokenAt(line, caret) {
  const before = line.slice(0, caret);
  // What is quoted is written out by whoever quotes it.
  if ((before.match(/"/gu)?.length ?? 0) % 2) return null;
  // "Risk to self" is what moves: a word is no arrow once there has been one.
  const storage = /^\s*=.*\s(?:in|at)\s+/u.exec(before);
  if (storage) return token("places", before, storage[0].length);
  const arrows = [...before.matchAll(ARROW)].filter((sign, index) => !index || !/^\s\w/u.test(sign[0]));
  const last = arrows.at(-1);
  const from = last ? last.index + last[0].length : 0;
  const colon = last ? dataColon(before, from) : -1;
  if (colon < 0) return token("places", before, from);
  const parts = [...before.slice(colon + 1).matchAll(/[,;]|\sand\s/gu)];
  const part = parts.at(-1);
  return token("data", before, part ? colon + 1 + part.index + part[0].length : colon + 1);
}

/**
 * Where data begins: at the last colon after the last arrow. A storage is written with a colon too.
 *
 * @param {string} before
 * @param {number} from
 */
function dataColon(before, from) {
  return before.lastIndexOf(":") >= from ? before.lastIndexOf(":") : -1;
}

/**
 * @param {Kind} kind
 * @param {string} before
 * @param {number} from
 * @returns {Token}
 */
function token(kind, before, from) {
  const text = before.slice(from);
  const start = from + (text.length - text.trimStart().length);
  return { kind, start, text: before.slice(start) };
}

/**
 * What to offer for a name: the map's before the programme's before the library's; of each, names that begin so
 * before those with a word that does, before those with the letters anywhere.
 *
 * @param {Words} words
 * @param {Token | null} typed
 * @returns {Known[]}
 */
export function offersFor(words, typed) {
  const wanted = plain(typed?.text ?? "");
  if (!typed || wanted.length < LETTERS) return [];
  const scored = words[typed.kind].flatMap((known, index) => {
    const score = Math.min(...[known[0], ...known.slice(2)].map((name) => likeness(plain(name), wanted)));
    return score < Infinity ? [{ known, score, index }] : [];
  });
  scored.sort((one, other) => one.score - other.score || one.index - other.index);
  // Only letters in the middle of a word come after everything else, wherever they are from.
  const whole = scored.filter(({ score }) => score < 2).sort((one, other) => rank(one) - rank(other) || one.index - other.index);
  return [...whole, ...scored.filter(({ score }) => score >= 2)].slice(0, MOST).map(({ known }) => known);
}

/** @param {{known: Known, score: number}} scored */
function rank({ known, score }) {
  return ["map", "programme", "library"].indexOf(known[1]) * 2 + score;
}

/**
 * @param {string} name
 * @param {string} wanted
 */
function likeness(name, wanted) {
  const at = name.indexOf(wanted);
  if (at < 0) return Infinity;
  if (at === 0) return 0;
  return /[^\p{L}\p{N}]/u.test(name[at - 1] ?? "") ? 1 : 2;
}

/** @param {string} text */
export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trimStart();
}

/**
 * The line with a name accepted, and what follows it: an arrow after the first, a colon after the next, then the
 * sign that parts one kind of data from another.
 *
 * @param {string} line
 * @param {number} caret
 * @param {Token} typed
 * @param {string} name
 * @returns {{line: string, caret: number}}
 */
export function accept(line, caret, typed, name) {
  const before = line.slice(0, typed.start);
  const after = line.slice(caret);
  const begun = before + name;
  const end = after.trim() || /^\s*=/u.test(line) ? "" : typed.kind === "data" ? "; " : ARROW_BEFORE.test(before) ? ": " : " > ";
  return { line: begun + end + after, caret: begun.length + end.length };
}
const ARROW_BEFORE = new RegExp(ARROW.source, "u");

/**
 * The two ends of a line that says them with an arrow, to show at once where the flow will be.
 *
 * @param {string} line
 * @returns {{source: string, target: string, data: string} | null}
 */
export function endsOf(line) {
  const found = /^\s*(?<source>[^<>→]+?)\s*(?:[-=]*>|→|\sto\s)\s*(?<rest>[^<>→]+)$/u.exec(line);
  if (!found?.groups) return null;
  const { source = "", rest = "" } = found.groups;
  const colon = rest.indexOf(": ");
  return colon < 0
    ? { source, target: rest.trim(), data: "" }
    : { source, target: rest.slice(0, colon).trim(), data: rest.slice(colon + 2).trim() };
}
