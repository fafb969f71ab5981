// Asking the server for a part of a page, again and again where it does not answer.

/** How long to wait before asking again, in milliseconds: longer each time. */
const FIRST = 1000;
const LAST = 15_000;

/**
 * Whoever is busy just now answers later, as somebody does who is not there: both throw a `TypeError`.
 *
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Response>}
 */
export async function partAt(url, signal) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal });
  if (answer.status >= 500 || answer.status === 429) throw new TypeError(`answered ${answer.status}`);
  return answer;
}

/**
 * Try again where nobody answers: the map has changed, and the page must show it sooner or later.
 *
 * @template T
 * @param {() => Promise<T>} act
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function persistently(act, signal) {
  for (let pause = FIRST; ; pause = Math.min(2 * pause, LAST)) {
    try {
      return await act();
    } catch (problem) {
      if (signal.aborted || !(problem instanceof TypeError)) throw problem;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
