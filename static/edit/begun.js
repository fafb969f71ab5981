// A new row before it is a flow: it waits in this tab until both its ends are there.

/** @import {Edit} from "./queue.js" */

/** What a flow needs before it can be sent. */
export const ENDS = ["source", "target"];

/**
 * A new row that lacks an end is not sent: it waits in this tab.
 *
 * @param {HTMLElement} root
 * @param {Record<string, string>} facts
 */
export function keepBegun(root, facts) {
  try {
    sessionStorage.setItem(`daylight-row:${root.dataset.map}`, JSON.stringify(facts));
  } catch {
    // It stands on the page all the same.
  }
}

/**
 * @param {HTMLElement} root
 * @returns {Record<string, string>}
 */
export function begunIn(root) {
  try {
    return JSON.parse(sessionStorage.getItem(`daylight-row:${root.dataset.map}`) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {string} id
 * @param {Record<string, string>} facts
 * @returns {Edit}
 */
export function connect(id, { source = "", target = "", ...rest }) {
  const facts = Object.fromEntries(Object.entries(rest).filter(([, value]) => value));
  return { do: "connect", id, source, target, facts };
}
