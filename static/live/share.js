// One stream for each browser: the tab that holds a lock has it, and passes on what it hears to the others.

import { Stream } from "./stream.js";

/** @import {State, Wish} from "./stream.js" */

/**
 * @typedef {object} Listener
 * @property {(name: string, data: any) => void} heard
 * @property {(state: State) => void} told
 *
 * @typedef {{kind: "who" | "alive"} | {kind: "event", name: string, data: any} | {kind: "state", state: State}} News what
 *   the tab with the stream tells
 * @typedef {{kind: "wish", from: string, wish: Wish} | {kind: "gone", from: string} | {kind: "alone"} |
 *   News & {by: string, to?: string}} Message
 */

const CHANNEL = "daylight-live";
/** Tabs that open together ask for one stream, not for one after the other. */
const GATHER = 50;
/** The tab with the stream says something at least every 40 seconds, unless the browser has suspended it. */
const SILENT = 60_000;
const CHECK = 10_000;

export class Share {
  /**
   * @param {Wish} wish what this tab follows
   * @param {{live: string, since: string}} addresses
   * @param {Listener} listener
   */
  constructor(wish, addresses, listener) {
    this.wish = wish;
    this.addresses = addresses;
    this.listener = listener;
    this.id = `${Date.now()}-${Math.random()}`;
    /** What every tab follows, by tab: kept by the tab that has the stream. @type {Map<string, Wish>} */
    this.wishes = new Map();
    /** The last of each state: for tabs that come later. @type {Map<string, {name: string, data: any}>} */
    this.states = new Map();
    /** In which rooms nobody of this browser is to be seen. @type {Map<string, boolean>} */
    this.quiet = new Map();
    /** @type {Stream | null} */
    this.stream = null;
    this.gathering = 0;
    this.isThere = false;
    /** The tab that has the stream, as far as this one has heard. */
    this.leader = "";
    /** Nobody may follow any more: then there is nothing to take over. */
    this.isOut = false;
    /** When the tab with the stream gave its last sign of life. */
    this.heardAt = Date.now();
    this.checking = 0;
    /** @type {(() => void)[]} */
    this.letGo = [];
    /** Not wait for the stream any more. */
    this.leaveQueue = () => {};
  }

  /** Begin: a browser that cannot share has one stream for each tab. */
  begin() {
    this.#listenToNetwork();
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
    if (!this.channel || !navigator.locks) return this.#lead();
    this.channel.addEventListener("message", ({ data }) => this.#message(data));
    // Whoever leads sees by this lock when the tab is gone, however it went: so it is held before anybody is told.
    this.#hold(`${CHANNEL}-${this.id}`, () => {
      this.isThere = true;
      this.#ask();
      this.#stand();
    });
    this.checking = window.setInterval(() => this.#check(), CHECK);
    document.addEventListener("visibilitychange", this.#check);
  }

  #listenToNetwork() {
    const doubt = () => this.stream?.doubt();
    for (const name of ["online", "offline"]) {
      addEventListener(name, doubt);
      this.letGo.push(() => removeEventListener(name, doubt));
    }
  }

  /** Be the next to have the stream, or the one from now on. */
  #stand(isTaken = false) {
    this.leaveQueue();
    this.leaveQueue = this.#hold(CHANNEL, () => this.#lead(), { lost: () => this.#deposed(), isTaken });
  }

  /** A tab that the browser has suspended keeps the stream and tells nobody: one that is looked at takes it over. */
  #check = () => {
    if (this.stream || this.isOut || document.visibilityState !== "visible") return;
    if (Date.now() - this.heardAt < SILENT) return;
    this.heardAt = Date.now();
    this.#stand(true);
  };

  /** Another tab has taken the stream: this one was suspended, and is one of the others now. */
  #deposed() {
    this.#close();
    this.heardAt = Date.now();
    this.#stand();
    this.#ask();
  }

  #close() {
    clearTimeout(this.gathering);
    this.stream?.close();
    this.stream = null;
    this.wishes.clear();
    this.states.clear();
  }

  #ask() {
    if (this.isThere) this.#post({ kind: "wish", from: this.id, wish: this.wish });
  }

  end() {
    this.#post({ kind: "gone", from: this.id });
    clearInterval(this.checking);
    document.removeEventListener("visibilitychange", this.#check);
    this.#close();
    for (const release of this.letGo.splice(0)) release();
    this.channel?.close();
  }

  /**
   * @param {string} name
   * @param {() => void} act done once it is held
   * @param {{lost?: () => void, isTaken?: boolean}} [how] what to do when somebody takes it, and whether to take it now
   * @returns {() => void} what ends the waiting
   */
  #hold(name, act, { lost, isTaken = false } = {}) {
    const over = new AbortController();
    let isHeld = false;
    this.letGo.push(() => over.abort());
    const held = () =>
      new Promise((resolve) => {
        isHeld = true;
        this.letGo.push(() => resolve(undefined));
        act();
      });
    const how = isTaken ? { steal: true } : { signal: over.signal };
    navigator.locks.request(name, how, held).catch(() => isHeld && lost?.());
    return () => over.abort();
  }

  #lead() {
    this.stream = new Stream({
      ...this.addresses,
      open: (url) => new EventSource(url),
      get: async (url, tag) => {
        const headers = tag ? { "If-None-Match": tag } : undefined;
        const answer = await fetch(url, { headers, cache: "no-store", redirect: "error" });
        return { status: answer.status, tag: answer.headers.get("ETag") ?? "", json: () => answer.json() };
      },
      later: (act, pause) => window.setTimeout(act, pause),
      never: (timer) => clearTimeout(timer),
      heard: (name, data) => this.#heard(name, data),
      told: (state) => this.#told(state),
      alive: () => this.#tell({ kind: "alive" }),
    });
    this.#askAll();
  }

  /** Ask every tab what it follows, and how far it has read. */
  #askAll() {
    this.wishes.clear();
    this.#wish(this.id, this.wish);
    this.#tell({ kind: "who" });
  }

  /** @param {State} state */
  #told(state) {
    // One map that cannot be followed is no reason to follow none: each tab for itself, from here on.
    if (state === "out" && this.quiet.size > 1) {
      this.#post({ kind: "alone" });
      this.#alone();
    } else this.#give({ kind: "state", state });
  }

  #alone() {
    this.end();
    this.channel = null;
    this.#listenToNetwork();
    this.#lead();
  }

  /** @param {Message} message */
  #message(message) {
    if ("by" in message) {
      if (message.kind === "who") this.leader = message.by;
      // A tab that was suspended may still tell what it heard before it lost the stream.
      if (this.stream || message.by !== (this.leader ||= message.by)) return;
      this.heardAt = Date.now();
    }
    if ("to" in message && message.to && message.to !== this.id) return;
    if (message.kind === "who") this.#ask();
    if (message.kind === "alone") this.#alone();
    if ("by" in message) this.#take(message);
    if (!this.stream) return;
    if (message.kind === "wish") this.#wish(message.from, message.wish);
    if (message.kind === "gone") this.#forget(message.from);
  }

  /**
   * @param {string} tab
   * @param {Wish} wish
   */
  #wish(tab, wish) {
    if (!this.wishes.has(tab) && tab !== this.id) void this.#watch(tab);
    this.wishes.set(tab, wish);
    const reached = this.stream?.seqOf(wish.room);
    if (reached === undefined || reached > wish.seq || this.#isQuiet(wish.room) !== this.quiet.get(wish.room)) {
      return this.#gather();
    }
    // The room is followed already: how it stands is known here.
    if (!this.stream) return;
    this.#tell({ kind: "state", state: this.stream.state }, tab);
    for (const { name, data } of this.states.values()) {
      if (data.room === wish.room) this.#tell({ kind: "event", name, data }, tab);
    }
  }

  /** @param {string} tab */
  async #watch(tab) {
    await navigator.locks.request(`${CHANNEL}-${tab}`, () => this.#forget(tab)).catch(() => undefined);
  }

  /** @param {string} tab */
  #forget(tab) {
    if (this.wishes.delete(tab)) this.#gather();
  }

  #gather() {
    clearTimeout(this.gathering);
    this.gathering = window.setTimeout(() => this.#follow(), GATHER);
  }

  #follow() {
    /** @type {Map<string, Wish>} */
    const rooms = new Map();
    for (const { room, seq } of this.wishes.values()) {
      const known = Math.min(seq, rooms.get(room)?.seq ?? seq, this.stream?.seqOf(room) ?? seq);
      // Once nobody could follow any more, nobody here knows how far the others have read.
      if (known === Infinity) return this.#askAll();
      rooms.set(room, { room, seq: known, quiet: this.#isQuiet(room) });
    }
    this.quiet = new Map([...rooms.keys()].map((room) => [room, this.#isQuiet(room)]));
    for (const key of this.states.keys()) if (!rooms.has(key.slice(key.indexOf(" ") + 1))) this.states.delete(key);
    this.stream?.follow([...rooms.values()]);
    // From here on every tab hears everything: only what it had read before it came counts.
    for (const [tab, wish] of this.wishes) this.wishes.set(tab, { ...wish, seq: Infinity });
  }

  /** Somebody is in a room when any of their tabs shows it to work with. @param {string} room */
  #isQuiet(room) {
    return [...this.wishes.values()].every((wish) => wish.room !== room || Boolean(wish.quiet));
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  #heard(name, data) {
    if (name !== "changes" && name !== "anew") this.states.set(`${name} ${data.room}`, { name, data });
    this.#give({ kind: "event", name, data });
  }

  /** To this tab and to all others. @param {News} news */
  #give(news) {
    this.#tell(news);
    this.#take(news);
  }

  /** @param {News} news */
  #take(news) {
    if (news.kind === "event") this.#hear(news.name, news.data);
    if (news.kind !== "state") return;
    this.isOut = news.state === "out";
    this.listener.told(news.state);
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  #hear(name, data) {
    if (data.room !== this.wish.room) return;
    if (name === "anew") this.wish.seq = 0;
    if (name === "changes") {
      // Another tab may have been further behind.
      if (data.seq <= this.wish.seq) return;
      this.wish.seq = data.seq;
    }
    this.listener.heard(name, data);
  }

  /**
   * @param {News} news
   * @param {string} [to] one tab, else all
   */
  #tell(news, to) {
    this.#post({ ...news, by: this.id, to });
  }

  /** @param {Message} message */
  #post(message) {
    this.channel?.postMessage(message);
  }
}
