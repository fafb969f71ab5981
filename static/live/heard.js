// What a page has heard, for those of its parts that come later: nothing is missed while scripts are on their way.

const HEARD = "daylight:live";
/** A part that is further behind than this would ask for the whole anyhow. */
const MOST = 500;

/** @type {any[]} */
const acts = [];
/** The last of each state. @type {Map<string, any>} */
const states = new Map();

/**
 * Tell every part of the page.
 *
 * @param {string} name
 * @param {any} data
 */
export function tell(name, data) {
  if (name === "changes" || name === "anew") acts.push([name, data]);
  else states.set(name, data);
  if (acts.length > MOST) acts.shift();
  document.dispatchEvent(new CustomEvent(HEARD, { detail: { name, data } }));
}

/**
 * Hear what has been told so far, and everything from here on.
 *
 * @param {(name: string, data: any) => void} hear
 */
export function listen(hear) {
  for (const [name, data] of [...acts, ...states]) hear(name, data);
  document.addEventListener(HEARD, (event) => event instanceof CustomEvent && hear(event.detail.name, event.detail.data));
}
