// What was typed, on its way: one after the other, each under an id of its own, tried again until it is answered.
// Nothing that is here is lost while the page is open; what is left when it closes is there when it comes back.

/**
 * @typedef {{edit: string, line: string}} Entry
 * @typedef {{status: number, part: string, url: string}} Answer markup of our own server; ``url`` where it leads elsewhere
 */

const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000];

export class Outbox {
  /**
   * @param {object} page
   * @param {(entry: Entry) => Promise<Answer | null>} page.send nothing when nobody answered
   * @param {(entry: Entry, answer: Answer) => void} page.answered
   * @param {(waiting: Entry[], isStuck: boolean) => void} page.show what waits, and whether the last try failed
   * @param {{get: () => string, set: (text: string) => void}} page.kept
   */
  constructor({ send, answered, show, kept }) {
    this.send = send;
    this.answered = answered;
    this.show = show;
    this.kept = kept;
    /** @type {Entry[]} */
    this.waiting = this.#before();
    this.tries = 0;
    this.isSending = false;
    /** @type {(() => void)[]} */
    this.after = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  get isEmpty() {
    return this.waiting.length === 0;
  }

  /** @param {Entry} entry */
  add(entry) {
    this.waiting.push(entry);
    this.#changed(false);
    void this.run();
  }

  /** Do this once all that was typed before has been answered. @param {() => void} act */
  then(act) {
    if (this.isEmpty) return act();
    this.after.push(act);
    void this.run();
  }

  /** Try at once what waits. */
  async run() {
    if (this.isSending) return;
    clearTimeout(this.timer);
    const [entry] = this.waiting;
    if (!entry) return;
    this.isSending = true;
    const answer = await this.send(entry);
    this.isSending = false;
    if (!answer) return this.#later();
    this.tries = 0;
    this.waiting.shift();
    this.#changed(false);
    this.answered(entry, answer);
    if (this.isEmpty) for (const act of this.after.splice(0)) act();
    else void this.run();
  }

  #later() {
    this.timer = setTimeout(() => void this.run(), WAITS[Math.min(this.tries, WAITS.length - 1)]);
    this.tries += 1;
    this.#changed(true);
  }

  /** @param {boolean} isStuck */
  #changed(isStuck) {
    this.kept.set(this.isEmpty ? "" : JSON.stringify(this.waiting));
    this.show(this.waiting, isStuck);
  }

  /** @returns {Entry[]} */
  #before() {
    try {
      const kept = JSON.parse(this.kept.get() || "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one?.edit === "string" && typeof one?.line === "string") : [];
    } catch {
      return [];
    }
  }
}
