// Sending an entry of the queue, and reading the answer: done, refused, signed out, or to be tried later.

import { isBusy } from "../map/asking.js";

/** @import {Entry, Outcome} from "./queue.js" */

/**
 * @param {Record<Entry["to"], string>} addresses
 * @param {{csrf: string, renew: () => Promise<string>}} token the form token, and what fetches it anew
 * @returns {(entry: Entry) => Promise<Outcome>}
 */
export function sender(addresses, token) {
  const post = (/** @type {Entry} */ entry) =>
    fetch(addresses[entry.to], {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token.csrf },
      body: JSON.stringify(bodyOf(entry)),
    });
  return async (entry) => {
    try {
      let answer = await post(entry);
      // Whoever has signed in again has another form token than this page was made with.
      if (answer.status === 403) {
        const csrf = await token.renew();
        if (!csrf) return { kind: "signed out" };
        token.csrf = csrf;
        answer = await post(entry);
      }
      return await outcomeOf(answer);
    } catch {
      return { kind: "later" };
    }
  };
}

/**
 * The form token that this page would be made with now; nothing when it cannot be seen any more.
 *
 * @returns {Promise<string>}
 */
export async function renewedToken() {
  const answer = await fetch(location.pathname + location.search);
  if (!answer.ok || answer.redirected) return "";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-edit-table]")?.getAttribute("data-csrf") ?? "";
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
  if (isBusy(answer)) {
    const asked = Number(answer.headers.get("Retry-After"));
    return asked > 0 ? { kind: "later", after: asked * 1000 } : { kind: "later" };
  }
  const told = await answer.json().catch(() => ({}));
  // A form's token that has changed with signing in again: the page has to be loaded anew.
  if (status === 403 && !told.detail) return { kind: "signed out" };
  return { kind: "refused", problem: { detail: "", ...told, status } };
}
