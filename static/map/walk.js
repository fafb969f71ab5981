// Walking a map with six keys: along the flow to where it goes, back to where it comes from, or to the next one.

/** @import {Graph} from "./graph.js" */

/**
 * Where somebody stands, and the node whose flows they are looking through.
 *
 * @typedef {{at: string, pivot: string}} Place
 * @typedef {"forward" | "back" | "previous" | "next" | "first" | "last"} Move
 */

/**
 * Stand on an element, as after a search or a click.
 *
 * @param {Graph} graph
 * @param {string} id
 * @param {string} [from] the node they come from, if it is an end of this flow
 * @returns {Place}
 */
export function stand(graph, id, from = "") {
  const flow = graph.flows.get(id);
  if (!flow) return { at: id, pivot: id };
  const keeps = from !== "" && (graph.isAt(flow.source, from) || graph.isAt(flow.target, from));
  return { at: id, pivot: keeps ? from : flow.source };
}

/**
 * Take one step. Where there is nowhere to go, the place stays the same.
 *
 * @param {Graph} graph
 * @param {Place} place
 * @param {Move} move
 * @returns {Place}
 */
export function step(graph, place, move) {
  const flow = graph.flows.get(place.at);
  if (move === "forward" || move === "back") {
    if (flow) return stand(graph, move === "forward" ? flow.target : flow.source);
    const [first] = move === "forward" ? graph.flowsOut(place.at) : graph.flowsIn(place.at);
    return first ? { at: first.id, pivot: place.at } : place;
  }
  const row = rowOf(graph, place);
  const here = row.indexOf(place.at);
  const targets = { previous: here - 1, next: here + 1, first: 0, last: row.length - 1 };
  const at = row[targets[move]] ?? place.at;
  return flow ? { at, pivot: place.pivot } : { at, pivot: at };
}

/**
 * What "next" and "previous" go through: the flows of one node, or all nodes.
 *
 * @param {Graph} graph
 * @param {Place} place
 * @returns {string[]}
 */
export function rowOf(graph, place) {
  return graph.isFlow(place.at) ? graph.flowsAt(place.pivot).map((flow) => flow.id) : graph.order;
}
