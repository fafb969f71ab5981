// One stream of events for all the rooms that this browser follows, and what takes its place where there is none.
// Knows neither the page nor the network: how to open, fetch and wait is given.

/**
 * @typedef {{room: string, seq: number, quiet?: boolean}} Wish from which number on a room is followed
 * @typedef {"" | "live" | "looking" | "away" | "out"} State not known yet, by events, by asking, without an answer, or
 *   not any more
 *
 * @typedef {object} StreamOptions
 * @property {string} live where a stream is asked for
 * @property {string} since where news is asked for
 * @property {(url: string) => EventSource} open
 * @property {(url: string, tag: string) => Promise<{status: number, tag: string, json: () => Promise<any>}>} get
 * @property {(act: () => void, milliseconds: number) => number} later
 * @property {(timer: number) => void} never
 * @property {(name: string, data: any) => void} heard
 * @property {(state: State) => void} told
 * @property {() => void} alive called from time to time, whatever there is to tell
 */

/** Every event that a stream has, but its greeting and its pings. */
export const NAMES = ["changes", "here", "now", "pictures", "talk", "anew"];
/** Without a sign of life for this long a connection is dead, whatever the browser thinks. */
const SILENCE = 40_000;
const LOOK_EVERY = 3000;
/** When a stream is asked for again after one was refused. */
const AGAIN = [1000, 3000, 10_000, 30_000];

export class Stream {
  /** @param {StreamOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {Wish[]} */
    this.wishes = [];
    /** @type {EventSource | null} */
    this.source = null;
    this.refusals = 0;
    this.tag = "";
    /** @type {State} */
    this.state = "";
    this.timers = { silence: 0, again: 0, look: 0 };
  }

  /** Follow these rooms from now on, each from its number. @param {Wish[]} wishes */
  follow(wishes) {
    this.wishes = wishes.map((wish) => ({ ...wish }));
    this.refusals = 0;
    this.tag = "";
    if (this.state === "out") this.state = "";
    if (wishes.length) this.#open();
    else this.close();
  }

  /** @param {string} room @returns {number | undefined} */
  seqOf(room) {
    return this.wishes.find((wish) => wish.room === room)?.seq;
  }

  close() {
    this.#drop();
    this.options.never(this.timers.look);
    // An answer that is on its way is nobody's any more.
    this.wishes = [];
  }

  /** The network went or came back, says the browser: see at once what there is. */
  doubt() {
    if (!this.wishes.length || this.state === "out") return;
    this.refusals = 0;
    this.#refused();
  }

  /** Have no connection any more; what is asked for meanwhile goes on. */
  #drop() {
    this.source?.close();
    this.source = null;
    this.options.never(this.timers.silence);
    this.options.never(this.timers.again);
  }

  #open() {
    this.#drop();
    const source = this.options.open(this.#address(this.options.live));
    this.source = source;
    for (const name of [...NAMES, "hello", "ping", "over"]) {
      source.addEventListener(name, (event) => this.source === source && this.#heard(name, event));
    }
    source.addEventListener("error", () => this.source === source && this.#failed(source));
    this.#listenForLife();
  }

  /** @param {string} url */
  #address(url) {
    const words = this.wishes.map(({ room, seq, quiet }) => `m=${room}~${seq}${quiet ? "~quiet" : ""}`);
    return `${url}?${words.join("&")}`;
  }

  #listenForLife() {
    this.options.never(this.timers.silence);
    // Something on the way may hold back what a server sends: then asking is what works.
    this.timers.silence = this.options.later(() => this.#refused(), SILENCE);
  }

  /**
   * @param {string} name
   * @param {MessageEvent} event
   */
  #heard(name, event) {
    this.#listenForLife();
    this.options.never(this.timers.look);
    this.refusals = 0;
    // Somebody may have signed in again since: asking tells.
    if (name === "over") return this.#refused();
    this.#tell("live");
    this.#pass(name, JSON.parse(event.data));
    if (event.lastEventId) this.#reach(event.lastEventId);
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  #pass(name, data) {
    if (NAMES.includes(name)) this.options.heard(name, data);
    else this.options.alive();
  }

  /** @param {string} cursor how far each room has been read */
  #reach(cursor) {
    const numbers = cursor.split(".").map(Number);
    if (numbers.length !== this.wishes.length) return;
    for (const [place, wish] of this.wishes.entries()) wish.seq = numbers[place] ?? wish.seq;
  }

  /** @param {EventSource} source */
  #failed(source) {
    if (source.readyState === 2) return this.#refused();
    // The browser comes back by itself.
    if (this.state !== "looking") this.#tell("away");
  }

  /** There is no stream to be had: ask for news, and for a stream again after a while. */
  #refused() {
    if (this.state === "live") this.#tell("away");
    this.#drop();
    const pause = AGAIN[Math.min(this.refusals, AGAIN.length - 1)] ?? 0;
    this.refusals += 1;
    this.timers.again = this.options.later(() => this.#open(), pause);
    this.options.never(this.timers.look);
    void this.#look();
  }

  /** Ask for news: nobody streams them here. */
  async #look() {
    const asked = this.wishes;
    this.options.alive();
    try {
      const answer = await this.options.get(this.#address(this.options.since), this.tag);
      const told = answer.status === 200 ? await answer.json() : null;
      // Meanwhile there may be a stream again, or nothing to follow any more.
      if (asked !== this.wishes || this.state === "out" || this.state === "live") return;
      if ([400, 401, 403, 404].includes(answer.status)) return this.#end();
      if (answer.status !== 304 && answer.status !== 200) throw new Error(String(answer.status));
      if (told) {
        for (const { name, data } of told.events) this.#pass(name, data);
        this.tag = answer.tag;
        this.#reach(told.cursor);
      }
      this.#tell("looking");
    } catch {
      if (asked !== this.wishes) return;
      this.#tell("away");
    }
    this.options.never(this.timers.look);
    this.timers.look = this.options.later(() => void this.#look(), LOOK_EVERY);
  }

  /** Whoever may not follow any more asks no more. */
  #end() {
    this.close();
    this.#tell("out");
  }

  /** @param {State} state */
  #tell(state) {
    if (state === this.state) return;
    this.state = state;
    this.options.told(state);
  }
}
