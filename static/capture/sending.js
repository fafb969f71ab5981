// Sends a form's fields and reads the answer: a part of the page, another page, or nobody there.

import { isBusy } from "../map/asking.js";

/** @import {Answer} from "./outbox.js" */

/**
 * @param {string} url
 * @param {FormData} body
 * @returns {Promise<Answer | null>} nothing when there was no connection, or the server could not answer now
 */
export async function send(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (isBusy(answer)) return null;
    const part = answer.status === 204 ? "" : await answer.text();
    // A whole page is no part: somebody signed out meanwhile, or may not do this any more.
    const isPage = answer.redirected || /^\s*<!doctype/iu.test(part);
    return { status: answer.status, part: isPage ? "" : part, url: isPage ? answer.url : "" };
  } catch {
    return null;
  }
}

/** @returns {string} an id that no other edit has */
export function newEdit() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}
