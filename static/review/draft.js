// What somebody has written of a review and not sent: on this device alone, for 14 days at most.

const PREFIX = "daylight-review:";
const LONGEST = 14 * 24 * 60 * 60 * 1000;

/**
 * Return where this device keeps things: a browser that is told to keep nothing throws at the very name of it.
 *
 * @returns {Storage | null}
 */
export function device() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/**
 * Keep what a form holds. Where nothing can be kept (a private window, a full device), the form goes on without.
 *
 * @param {Storage | null} storage
 * @param {string} key
 * @param {Record<string, string>} values by the fields' names
 * @param {number} now milliseconds
 */
export function keep(storage, key, values, now) {
  try {
    storage?.setItem(PREFIX + key, JSON.stringify({ at: now, values }));
  } catch {
    /* Nothing is lost yet: it is all in the form. */
  }
}

/**
 * Return what was kept, and drop everything that is older than 14 days.
 *
 * @param {Storage | null} storage
 * @param {string} key
 * @param {number} now milliseconds
 * @returns {Record<string, string>}
 */
export function kept(storage, key, now) {
  if (storage === null) return {};
  try {
    for (const name of Object.keys(storage).filter((name) => name.startsWith(PREFIX))) {
      if (!(now - read(storage, name).at < LONGEST)) storage.removeItem(name);
    }
    return read(storage, PREFIX + key).values;
  } catch {
    return {};
  }
}

/** @param {Storage | null} storage @param {string} key */
export function forget(storage, key) {
  try {
    storage?.removeItem(PREFIX + key);
  } catch {
    /* Then there is nothing to forget either. */
  }
}

/** @param {Storage} storage @param {string} name @returns {{ at: number, values: Record<string, string> }} */
function read(storage, name) {
  try {
    const { at, values } = JSON.parse(storage.getItem(name) ?? "{}");
    const isWhole = typeof at === "number" && typeof values === "object" && values !== null;
    return isWhole ? { at, values } : { at: 0, values: {} };
  } catch {
    return { at: 0, values: {} };
  }
}
