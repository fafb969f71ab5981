// Follows what happens to the map, here or elsewhere: a typed flow is shown at once as a ghost, and the next picture
// takes its place without the page being loaded anew.

import { listen } from "../live/heard.js";
import { markOthers } from "../live/marks.js";
import { persistently } from "./asking.js";
import { Drawn } from "./drawn.js";
import { freshParts } from "./fresh.js";
import { clearGhost, showGhost } from "./ghost.js";
import { places } from "./motion.js";

/** @import {Fresh} from "./fresh.js" */
/** @import {MapData} from "./graph.js" */
/** @import {MapPage} from "./page.js" */
/** @import {Person} from "../live/people.js" */
/** @import {Picture} from "./picture.js" */

/** A picture that others' changes want comes as an event; where none comes, it is asked for after this. */
const LATEST = 1500;
/** So many others at most, and nobody waits for the word that a picture is drawn. */
const FEW = 4;

class Following {
  /**
   * @param {MapPage} page
   * @param {HTMLElement} canvas
   * @param {string} url the map's page as it is shown
   * @param {(svg: SVGSVGElement, data: MapData) => Picture} pictureOf
   */
  constructor(page, canvas, url, pictureOf) {
    this.page = page;
    this.canvas = canvas;
    this.url = url;
    this.pictureOf = pictureOf;
    this.asked = new AbortController();
    /** What this page itself has drawn, to be kept in view. @type {string[]} */
    this.elements = [];
    /** @type {Person[]} */
    this.others = [];
    const live = document.querySelector("[data-live]");
    this.me = live?.getAttribute("data-me") ?? "";
    this.shown = new Drawn(Number(live?.getAttribute("data-seq") ?? 0));
    this.view = canvas.dataset.view ?? "";
    this.isAsking = false;
    this.isWanted = false;
    /** Somebody has moved things since. */
    this.isStale = false;
    /** Up to which change the map has gone on. */
    this.reached = this.shown.seq;
    /** Up to which it had when the page asked last. */
    this.asking = 0;
    this.later = 0;
    this.leaving = new AbortController();
  }

  /**
   * This page has changed the map: the picture is wanted now.
   *
   * @param {string[]} elements
   * @param {number} [seq] up to which change that was, where it is known
   */
  async now(elements, seq = Infinity) {
    this.elements.push(...elements);
    // What was asked for after the word of this change came shows it.
    if (this.isAsking && this.asking >= seq) return;
    this.asked.abort();
    await this.#ask();
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  heard(name, data) {
    if (name === "here") this.#mark(data.here);
    if (name === "anew") {
      // What is known is of another past.
      this.shown.seq = this.reached = -1;
      this.isStale = true;
      void this.page.panel.refresh();
      this.#soon();
    }
    if (name === "changes" && data.by !== this.me && isAbout(data, this.page.panel.element)) void this.page.panel.refresh();
    if (name === "changes" && data.seq > this.shown.seq) this.#changed(data.seq, data.by === this.me);
    if (name === "pictures") this.#drawn(data.pictures[this.view]);
  }

  /** @param {[number, number] | undefined} drawn */
  #drawn(drawn) {
    if (!drawn || !this.shown.hear(drawn)) return;
    // The same, drawn again, is not what an answer on its way shows.
    this.isStale ||= drawn[0] === this.shown.seq;
    this.reached = Math.max(this.reached, drawn[0]);
    this.#soon();
  }

  /**
   * @param {number} seq
   * @param {boolean} isMine
   */
  #changed(seq, isMine) {
    this.reached = Math.max(this.reached, seq);
    clearTimeout(this.later);
    // A few may ask while it is drawn: the answer waits for the picture. Of many, each asks when it is there, and so
    // does whoever made the change: here they ask when it is acknowledged, in another tab when it is drawn.
    if (this.others.length < FEW && !isMine) this.#soon();
    else this.later = window.setTimeout(() => this.#soon(), LATEST);
  }

  /** One picture at a time is fetched, and the newest after it, unless what is on its way shows that already. */
  #soon() {
    clearTimeout(this.later);
    if (this.isAsking) this.isWanted = true;
    else void this.#ask();
  }

  /** @param {Person[]} here */
  #mark(here) {
    this.others = here.filter(({ id }) => id !== this.me);
    markOthers(this.page.picture, this.others);
  }

  async #ask() {
    clearTimeout(this.later);
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.isAsking = true;
    this.asking = this.reached;
    this.isWanted = this.isStale = false;
    try {
      const fresh = await persistently(() => freshParts(this.url, signal), signal);
      signal.throwIfAborted();
      if (!fresh?.svg) return this.#undrawn();
      this.#renew(fresh, this.elements);
      this.elements = [];
      document.dispatchEvent(new CustomEvent("daylight:drawn"));
    } catch (problem) {
      if (!(problem instanceof DOMException && problem.name === "AbortError")) throw problem;
      return;
    } finally {
      if (!signal.aborted) this.isAsking = false;
    }
    // Asked for before it was changed, an answer may show it all the same.
    if (this.isWanted && (this.isStale || this.reached > this.shown.seq)) await this.#ask();
  }

  /** Nothing is left to be drawn, or it cannot be: the page says so, unless somebody is at something in it. */
  #undrawn() {
    const { activeElement } = document;
    if (this.page.panel.isBeingFilled) return;
    const isIdle = !activeElement || activeElement === document.body || activeElement.matches("[data-capture] *");
    if (this.elements.length || isIdle) location.reload();
    else this.later = window.setTimeout(() => this.#soon(), LATEST);
  }

  /**
   * @param {Fresh} fresh
   * @param {string[]} drawn
   */
  #renew({ svg, data, seq, part }, drawn) {
    const { page } = this;
    const next = document.importNode(/** @type {SVGSVGElement} */ (svg), true);
    const hadFocus = page.picture.svg.contains(document.activeElement);
    const before = places(page.picture);
    page.picture.svg.replaceWith(next);
    this.canvas.removeAttribute("hx-get");
    page.adopt(this.pictureOf(next, data), before, drawn);
    markOthers(page.picture, this.others);
    this.shown.show(seq);
    if (hadFocus) page.picture.focus(page.place.at);
    // The picture first: the rest of the page comes when it has been painted.
    requestAnimationFrame(() => setTimeout(() => this.#renewRest(part)));
  }

  /** @param {(name: string) => Element | null} part */
  #renewRest(part) {
    const { page } = this;
    page.panel.renew([...(part("panel")?.childNodes ?? [])].map((each) => document.importNode(each, true)));
    this.#renewHead(part);
    const arranging = document.querySelector("[data-arranging]");
    if (arranging && part("arranging") && !arranging.contains(document.activeElement)) {
      arranging.replaceChildren(...(part("arranging")?.childNodes ?? []));
    }
    const legend = document.querySelector(".dl-map__legend");
    const newer = part("legend")?.firstElementChild;
    if (legend instanceof HTMLDetailsElement && newer instanceof HTMLDetailsElement) newer.open = legend.open;
    swap(".dl-map__legend", newer);
    swap("#shown", part("shown")?.firstElementChild);
  }

  /** @param {(name: string) => Element | null} part */
  #renewHead(part) {
    const isDone = swap(".dl-pagehead--map", part("head")?.querySelector(".dl-pagehead--map"));
    // Whoever is at something there sees it anew when they leave.
    this.leaving.abort();
    this.leaving = new AbortController();
    const again = () => setTimeout(() => this.#renewHead(part));
    if (!isDone) document.addEventListener("focusout", again, { once: true, signal: this.leaving.signal });
  }
}

/**
 * @param {MapPage} page
 * @param {HTMLElement} canvas
 * @param {string} url the map's page as it is shown
 * @param {(svg: SVGSVGElement, data: MapData) => Picture} pictureOf
 */
export function follow(page, canvas, url, pictureOf) {
  const following = new Following(page, canvas, url, pictureOf);
  const detailOf = (/** @type {Event} */ event) => (event instanceof CustomEvent ? event.detail : null);

  document.addEventListener("daylight:ghost", (event) => {
    const said = detailOf(event);
    if (said) showGhost(page.picture, said);
    else clearGhost(page.picture);
  });
  document.addEventListener("daylight:settled", () => page.panel.close());
  document.addEventListener("daylight:changed", (event) => {
    const { elements = [], seq } = detailOf(event) ?? {};
    void following.now(elements, seq);
  });
  listen((name, data) => following.heard(name, data));
  document.addEventListener("daylight:name", (event) => {
    const asked = detailOf(event);
    const drawn = page.graph.has(asked.id) ? asked.id : page.graph.drawn(asked.id);
    if (drawn === asked.id && drawn) asked.name = page.graph.element(drawn).name;
  });
}

/**
 * Whether an act is about an element; of very many changes not all are told.
 *
 * @param {{count: number, changes: [string, string, string, string][]}} act
 * @param {string} id
 */
function isAbout({ count, changes }, id) {
  return count > changes.length || changes.some(([, , element]) => element === id);
}

/**
 * @param {string} selector
 * @param {Element | null | undefined} newer
 * @returns {boolean} false when somebody is at something there, and keeps it
 */
function swap(selector, newer) {
  const older = document.querySelector(selector);
  if (!older || !newer) return true;
  if (older.contains(document.activeElement)) return false;
  older.replaceWith(document.importNode(newer, true));
  return true;
}
