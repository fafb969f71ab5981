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
  if (isBusy(answer)) throw new TypeError(`answered ${answer.status}`);
  return answer;
}

/** Whether the server cannot do it just now. @param {{status: number}} answer */
export function isBusy({ status }) {
  return status >= 500 || status === 429;
}

/** Whether it says that there is no such thing any more. @param {Response} answer */
export function isGone(answer) {
  return answer.headers.get("Daylight-Part") === "gone";
}

/** Whether it can be put in the place of what was asked for. @param {Response} answer */
export function isPart(answer) {
  return (answer.ok || isGone(answer)) && !answer.redirected;
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
