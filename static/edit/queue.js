// What somebody changed and the server does not have yet: kept in order, sent one by one, lost by nobody.
// Knows neither the page nor the network: how to keep, send and wait is given.

/**
 * @typedef {{do: string, element?: string, id?: string, field?: string, value?: unknown, seen?: number,
 *   facts?: Record<string, unknown>, source?: string, target?: string}} Edit
 *
 * @typedef {object} Entry
 * @property {string} id made here: sent again under it, nothing is done twice
 * @property {"edits" | "undo" | "redo"} to
 * @property {number} seen the map's sequence that its editor had read
 * @property {boolean} sure
 * @property {Edit[]} edits
 * @property {"kept" | "sending" | "stopped"} state
 * @property {Problem} [problem] why it was stopped
 *
 * @typedef {{status: number, detail: string, seq?: number, conflicts?: any[], removed?: any[],
 *   likely_personal?: any[]}} Problem
 *
 * @typedef {{kind: "done", answer: any} | {kind: "refused", problem: Problem} | {kind: "signed out"} |
 *   {kind: "later", after?: number}} Outcome
 *
 * @typedef {object} QueueOptions
 * @property {{read: () => string | null, write: (text: string) => void}} store
 * @property {(entry: Entry) => Promise<Outcome>} send
 * @property {(milliseconds: number) => Promise<void>} wait
 * @property {() => string} newId
 * @property {(queue: Queue) => void} [onChange]
 * @property {(entry: Entry, answer: any) => void} [onDone]
 * @property {(entry: Entry) => void} [onStop]
 */

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

export class Queue {
  /** @param {QueueOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {Entry[]} */
    this.entries = [];
    /** Says what is wrong with keeping things here, if anything. */
    this.isKept = true;
    /** @type {"" | "offline" | "signed out"} */
    this.trouble = "";
    this.isRunning = false;
    this.pause = FIRST_WAIT;
    /** At which sequence this browser's own last edit of a fact was done. @type {Map<string, number>} */
    this.known = new Map();
    this.#read();
  }

  /** How many are not sent yet, or wait for somebody to decide. */
  get count() {
    return this.entries.length;
  }

  /**
   * @param {Edit[]} edits
   * @param {number} seen
   * @param {{sure?: boolean, to?: Entry["to"]}} [more]
   */
  add(edits, seen, { sure = false, to = "edits" } = {}) {
    const mine = edits.map((edit) => {
      const known = this.known.get(placeOf(edit)) ?? 0;
      return known > (edit.seen ?? seen) ? { ...edit, seen: known } : edit;
    });
    /** @type {Entry} */
    const entry = { id: this.options.newId(), to, seen, sure, edits: mine, state: "kept" };
    this.entries.push(entry);
    this.#keep();
    void this.run();
    return entry;
  }

  /**
   * Put what was stopped in order again, as an edit of its own and in its old place.
   *
   * @param {Entry} entry
   * @param {Partial<Pick<Entry, "edits" | "seen" | "sure">>} changed
   */
  again(entry, changed) {
    const place = this.entries.indexOf(entry);
    if (place < 0) return;
    const seen = changed.seen ?? entry.seen;
    const edits = (changed.edits ?? entry.edits).map(({ seen: before, ...edit }) =>
      before !== undefined && before > seen ? { ...edit, seen: before } : edit,
    );
    const { problem: _problem, ...rest } = entry;
    this.entries[place] = { ...rest, ...changed, edits, seen, id: this.options.newId(), state: "kept" };
    this.#keep();
    void this.run();
  }

  /** @param {Entry} entry */
  drop(entry) {
    this.entries = this.entries.filter((each) => each !== entry);
    this.#keep();
    void this.run();
  }

  /** Try again at once: the connection is back, or somebody has signed in. */
  wake() {
    this.trouble = "";
    this.pause = FIRST_WAIT;
    this.waking?.();
    void this.run();
  }

  /** Send what can be sent, one by one and in order. */
  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let entry = this.#next(); entry && this.trouble !== "signed out"; entry = this.#next()) {
      await this.#send(entry);
    }
    this.isRunning = false;
  }

  /** The first that nothing stops: what touches the same element as something stopped waits with it. */
  #next() {
    const stopped = new Set();
    for (const entry of this.entries) {
      const touched = elementsOf(entry);
      if (entry.state !== "stopped" && !touched.some((each) => stopped.has(each))) {
        // Undo means the last thing done: it may not overtake what is still stopped.
        if (entry.to === "edits" || !stopped.size) return entry;
      }
      for (const each of touched) stopped.add(each);
      if (entry.to !== "edits") return undefined;
    }
    return undefined;
  }

  /** @param {Entry} entry */
  async #send(entry) {
    entry.state = "sending";
    this.#keep();
    const outcome = await this.options.send(entry);
    if (outcome.kind === "done") return this.#done(entry, outcome.answer);
    entry.state = "kept";
    if (outcome.kind === "refused") {
      entry.state = "stopped";
      entry.problem = outcome.problem;
      this.trouble = "";
      this.#keep();
      return this.options.onStop?.(entry);
    }
    this.trouble = outcome.kind === "signed out" ? "signed out" : "offline";
    this.#keep();
    if (outcome.kind === "later") await this.#rest(outcome.after);
  }

  /**
   * @param {Entry} entry
   * @param {any} answer
   */
  #done(entry, answer) {
    this.trouble = "";
    this.pause = FIRST_WAIT;
    this.entries = this.entries.filter((each) => each !== entry);
    for (const edit of entry.edits) this.known.set(placeOf(edit), answer.seq);
    // What waits was typed after this: it knows of it.
    for (const waiting of this.entries) {
      for (const edit of waiting.edits) {
        const known = this.known.get(placeOf(edit));
        if (known !== undefined && known > (edit.seen ?? waiting.seen)) edit.seen = known;
      }
    }
    this.#keep();
    this.options.onDone?.(entry, answer);
  }

  /** @param {number} [asked] for how long the server asked to be left alone, in milliseconds */
  async #rest(asked) {
    const pause = Math.max(this.pause, asked ?? 0);
    this.pause = Math.min(this.pause * 2, LONGEST_WAIT);
    const woken = new Promise((resolve) => {
      this.waking = () => resolve(undefined);
    });
    await Promise.race([this.options.wait(pause), woken]);
    this.waking = undefined;
  }

  #read() {
    try {
      const kept = JSON.parse(this.options.store.read() ?? "[]");
      if (!Array.isArray(kept)) throw new TypeError("not a list");
      // Whether what was being sent has arrived, the server knows by its id.
      this.entries = kept.map((entry) => (entry.state === "sending" ? { ...entry, state: "kept" } : entry));
    } catch {
      this.isKept = false;
    }
  }

  #keep() {
    try {
      this.options.store.write(JSON.stringify(this.entries));
      this.isKept = true;
    } catch {
      this.isKept = false;
    }
    this.options.onChange?.(this);
  }
}

/**
 * What an edit sets: later edits of the same place follow it.
 *
 * @param {Edit} edit
 */
function placeOf({ element = "", field = "" }) {
  return `${element} ${field}`;
}

/**
 * @param {Entry} entry
 * @returns {string[]}
 */
export function elementsOf({ edits }) {
  return [...new Set(edits.map((edit) => edit.element ?? edit.id ?? ""))].filter(Boolean);
}
