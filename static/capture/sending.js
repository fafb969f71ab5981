// Sends what was typed or answered, one after the other; what could not be sent is handed back whole.

/**
 * @typedef {{ok: boolean, part: string}} Answer markup of our own server; ok says that it was done
 */

let before = Promise.resolve();

/**
 * @param {string} url
 * @param {FormData} body
 * @returns {Promise<Answer | null>} nothing when there was no connection
 */
export function send(url, body) {
  const answer = before.then(() => post(url, body));
  before = answer.then(() => undefined);
  return answer;
}

/**
 * @param {string} url
 * @param {FormData} body
 * @returns {Promise<Answer | null>}
 */
async function post(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.redirected) {
      location.assign(answer.url);
      return null;
    }
    if (answer.status >= 500 || answer.status === 429) return null;
    return { ok: answer.ok, part: answer.status === 204 ? "" : await answer.text() };
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
