// Sending an entry of the queue, and reading the answer: done, refused, signed out, or to be tried later.

/** @import {Entry, Outcome} from "./queue.js" */

/**
 * @param {Record<Entry["to"], string>} addresses
 * @param {string} csrf
 * @returns {(entry: Entry) => Promise<Outcome>}
 */
export function sender(addresses, csrf) {
  return async (entry) => {
    try {
      const answer = await fetch(addresses[entry.to], {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify(bodyOf(entry)),
      });
      return await outcomeOf(answer);
    } catch {
      return { kind: "later" };
    }
  };
}

/** @param {Entry} entry */
export function bodyOf({ id, to, seen, sure, edits }) {
  return to === "edits" ? { id, seen, sure, edits } : { id };
}

/**
 * @param {{status: number, headers: {get: (name: string) => string | null}, json: () => Promise<any>}} answer
 * @returns {Promise<Outcome>}
 */
export async function outcomeOf(answer) {
  const { status } = answer;
  if (status === 200 || status === 201) return { kind: "done", answer: await answer.json() };
  if (status === 401) return { kind: "signed out" };
  if (status === 429 || status >= 500) {
    const asked = Number(answer.headers.get("Retry-After"));
    return asked > 0 ? { kind: "later", after: asked * 1000 } : { kind: "later" };
  }
  const told = await answer.json().catch(() => ({}));
  // A form's token that has changed with signing in again: the page has to be loaded anew.
  if (status === 403 && !told.detail) return { kind: "signed out" };
  return { kind: "refused", problem: { detail: "", ...told, status } };
}
