// Where unsent changes are kept: one place for each tab, and what a tab that was closed left behind is taken on.

const TAB = "daylight-tab";

/** @param {string} key */
export function storeAt(key) {
  return {
    read: () => localStorage.getItem(key),
    /** @param {string} text */
    write: (text) => (text === "[]" ? localStorage.removeItem(key) : localStorage.setItem(key, text)),
  };
}

/**
 * Return this tab's own key for its changes to a map, held while the tab lives; what tabs that are gone had not
 * sent stands under it from now on.
 *
 * @param {string} user
 * @param {string} map
 * @returns {Promise<string>}
 */
export async function claim(user, map) {
  const prefix = `daylight-edits:${user}:${map}:`;
  let key = prefix + (sessionStorage.getItem(TAB) ?? newTab());
  // A tab that was copied from another has its number too: it gets one of its own.
  if (!(await held(key))) {
    key = prefix + newTab();
    await held(key);
  }
  const others = Object.keys(localStorage).filter((each) => each.startsWith(prefix) && each !== key);
  for (const other of others) {
    if (!navigator.locks) adopt(other, key);
    else await navigator.locks.request(other, { ifAvailable: true }, (lock) => void (lock && adopt(other, key)));
  }
  return key;
}

function newTab() {
  const tab = newId();
  sessionStorage.setItem(TAB, tab);
  return tab;
}

/** A number that nobody else makes; where a page is not served securely the browser has no such function. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = [...bytes].map((byte, at) => (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte));
  const hex = digits.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/u, "$1-$2-$3-$4-$5");
}

/**
 * Hold a key for as long as this page lives.
 *
 * @param {string} key
 * @returns {Promise<boolean>} whether nobody else holds it
 */
function held(key) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(key, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

/**
 * @param {string} other
 * @param {string} key
 */
function adopt(other, key) {
  const left = listAt(other);
  const own = listAt(key);
  if (!left || !own) return;
  const known = new Set(own.map((entry) => entry.id));
  localStorage.setItem(key, JSON.stringify([...left.filter((entry) => !known.has(entry.id)), ...own]));
  localStorage.removeItem(other);
}

/**
 * @param {string} key
 * @returns {{id: string}[] | null}
 */
function listAt(key) {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}
