// One map's page: where somebody stands, what shows it, and what their keys, clicks and Back do.

import { announcer } from "./announce.js";
import { Beside, PROJECTOR } from "./beside.js";
import { PROJECTED, READABLE, around } from "./camera.js";
import { Connect } from "./connect.js";
import { Highlight } from "./highlight.js";
import { listenToKeys } from "./keyboard.js";
import { glide, glow, places, shiftOf } from "./motion.js";
import { Panel } from "./panel.js";
import { listenToSearch } from "./search.js";
import { Viewport } from "./view.js";
import { stand, step } from "./walk.js";
import { arrival, deadEnd, fill } from "./words.js";

/** @import {Box} from "./camera.js" */
/** @import {Picture} from "./picture.js" */
/** @import {Move, Place} from "./walk.js" */

/** What the rest of the page hears of: somebody stands on an element. */
export const SELECTED = "daylight:selected";
/** Larger maps offer one organisation at a time instead. */
const MOST_PROJECTED = 25;

export class MapPage {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} canvas
   * @param {Picture} picture
   * @param {Record<string, string>} words
   */
  constructor(root, canvas, picture, words) {
    this.root = root;
    this.picture = picture;
    this.graph = picture.graph;
    this.words = words;
    this.say = announcer(root.querySelector("[data-announce]"));
    this.highlight = new Highlight(picture);
    this.beside = new Beside(root);
    this.view = new Viewport(canvas, picture.svg);
    const panel = /** @type {HTMLElement} */ (root.querySelector("[data-panel]"));
    /** @type {Map<string, HTMLAnchorElement>} the page's own lines about flows and nodes */
    const lines = new Map();
    for (const line of root.querySelectorAll(".dl-flowlist a")) {
      if (line instanceof HTMLAnchorElement) lines.set(line.dataset.element ?? "", line);
    }
    this.panel = new Panel({ panel, lines, words, say: this.say, onClose: (id) => this.#closed(id) });
    this.connect = new Connect({
      root,
      words,
      say: this.say,
      nameOf: (id) => this.graph.element(id).name,
      ask: (url) => this.#ask(url),
      toPicture: () => this.picture.focus(this.place.at),
    });
    /** Put the focus into the find box, where there is one. */
    this.toSearch = () => {};
    /** @type {Place} */
    this.place = stand(this.graph, this.graph.start);
  }

  begin() {
    const start = this.picture.box(this.place.at);
    if (start) this.view.open(start, this.#smallest());
    this.picture.setStop(this.place.at);
    const asked = location.hash.slice(1);
    if (this.picture.group(asked)) this.#select(asked);
    this.#listen();
  }

  /**
   * Go on with another picture of this map: what is on both stays where it is on the screen.
   *
   * @param {Picture} picture
   * @param {ReadonlyMap<string, Box>} before where everything stood on the last one
   * @param {string[]} asked what somebody has just drawn, to be seen
   * @returns {string[]} what is new
   */
  adopt(picture, before, asked) {
    this.picture = picture;
    this.graph = picture.graph;
    this.highlight = new Highlight(picture);
    const after = places(picture);
    const shift = shiftOf(before, after);
    this.view.adopt(picture.svg, shift);
    if (!this.graph.has(this.place.at)) this.place = stand(this.graph, this.graph.start);
    picture.setStop(this.place.at);
    glide(picture, before, after, shift);
    const fresh = [...after.keys()].filter((id) => !before.has(id));
    glow(picture, [...new Set([...fresh, ...asked.filter((id) => after.has(id))])]);
    this.#keepInView([...fresh, ...asked]);
    return fresh;
  }

  /** The view moves only where something new would be missed. @param {string[]} ids */
  #keepInView(ids) {
    const flows = ids.flatMap((id) => this.graph.flows.get(id) ?? []);
    const near = new Set([...ids, ...flows.flatMap(({ source, target }) => [source, target])]);
    const boxes = [...near].flatMap((id) => this.picture.box(this.graph.drawn(id)) ?? []);
    if (boxes.length && !boxes.every((box) => this.view.sees(box))) this.view.makeRoom(around(boxes), this.#smallest());
  }

  /** How small the picture may be as it opens: what few things there are on a projector is read from afar. */
  #smallest() {
    return PROJECTOR.matches && this.graph.nodes.size <= MOST_PROJECTED ? PROJECTED : READABLE;
  }

  #listen() {
    const canvas = this.view.stage;
    listenToKeys(canvas, {
      walk: (move) => this.#walk(move),
      escape: () => this.#leave(),
      find: () => this.toSearch(),
      zoom: (direction) => this.#zoom(direction),
      fit: () => this.#zoom(0),
      nudge: (to) => document.dispatchEvent(new CustomEvent("daylight:nudge", { detail: { id: this.place.at, to } })),
    });
    canvas.addEventListener("focusin", (event) => this.#arrived(event.target));
    canvas.addEventListener("focusout", (event) => this.#left(event.relatedTarget));
    this.root.addEventListener("click", (event) => this.#clicked(event));
    window.addEventListener("popstate", (event) => this.#wentBack(event.state));
    const form = this.root.querySelector("form[data-find]");
    if (!(form instanceof HTMLFormElement)) return;
    this.toSearch = listenToSearch(form, () => this.graph, this.words, {
      list: (ids, elsewhere) => this.#list(ids, elsewhere),
      show: (id) => this.#show(id),
      enter: () => this.picture.focus(this.place.at),
    });
  }

  /** @param {Move} move */
  #walk(move) {
    const from = this.place;
    this.place = step(this.graph, from, move);
    if (this.place === from) return this.say(deadEnd(move, this.words));
    this.picture.focus(this.place.at);
  }

  /** @param {1 | -1 | 0} direction */
  #zoom(direction) {
    const scale = direction ? this.view.step(direction) : this.view.fit();
    this.say(fill(this.words.zoomed, { percent: Math.round(scale * 100) }));
  }

  /**
   * @param {string[] | null} ids what was found, or nothing looked for
   * @param {string} elsewhere where the same is looked for in every flow
   */
  #list(ids, elsewhere) {
    this.highlight.clear();
    this.beside.need(ids !== null);
    const found = ids?.map((id) => ({ id, name: this.graph.element(id).name, url: this.picture.url(id) }));
    this.panel.list(found, elsewhere);
  }

  /** Show what was found while the focus stays in the box, so that Enter goes on. @param {string} id */
  #show(id) {
    this.#select(id);
    this.say(arrival(this.graph, this.place, this.words));
  }

  /** @param {EventTarget | null} target */
  #arrived(target) {
    const id = this.picture.idAt(target);
    if (!id) return;
    // A pressed mouse button focuses too: nothing may move from under it.
    this.#select(id, { reveal: target instanceof Element && target.matches(":focus-visible") });
    document.dispatchEvent(new CustomEvent(SELECTED, { detail: id }));
    this.say(arrival(this.graph, this.place, this.words));
  }

  /** @param {string} id */
  #closed(id) {
    this.beside.need(false);
    this.picture.focus(this.graph.drawn(id) || this.place.at);
    this.say(this.words.closed);
  }

  /** @param {EventTarget | null} next */
  #left(next) {
    if (!this.picture.idAt(next) && !this.panel.element) this.highlight.clear();
  }

  #leave() {
    if (this.connect.stop()) return;
    if (this.panel.element) return this.panel.close();
    const [exit] = this.root.querySelectorAll("[data-zoom]");
    if (exit instanceof HTMLElement) exit.focus();
  }

  /**
   * @param {string} id
   * @param {{reveal?: boolean}} [options]
   */
  #select(id, { reveal = true } = {}) {
    if (id !== this.place.at) this.place = stand(this.graph, id, this.place.pivot);
    this.picture.setStop(id);
    this.highlight.show(id);
    const box = reveal ? this.picture.box(id) : null;
    if (box) this.view.reveal(box);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (!(event.target instanceof Element) || event.defaultPrevented) return;
    const button = event.target.closest("[data-zoom]");
    const direction = { in: 1, out: -1, fit: 0 }[button?.getAttribute("data-zoom") ?? ""];
    if (direction !== undefined) this.#zoom(/** @type {1 | -1 | 0} */ (direction));
    const link = event.target.closest("a");
    if (link && this.#edits(event, link)) return;
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const url = new URL(link?.getAttribute("href") ?? "", location.href);
    const id = link && plain ? this.picture.elementAt(url) : "";
    // The panel's own link to the page it shows is meant to leave for that page; so is any where there is no picture.
    if (!id || id === this.panel.element || !this.view.isShown) return;
    event.preventDefault();
    if (this.connect.isOn && this.graph.nodes.has(id)) return this.connect.end(id);
    this.#open(id, url.pathname);
  }

  /**
   * What changes the map is asked beside the picture, where there is one.
   *
   * @param {MouseEvent} event
   * @param {HTMLAnchorElement | SVGAElement} link
   * @returns {boolean} whether the link was such
   */
  #edits(event, link) {
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!(link instanceof HTMLAnchorElement) || !isPlain || !this.view.isShown) return false;
    const { connect, edit } = link.dataset;
    if (connect === undefined && edit === undefined) return false;
    event.preventDefault();
    if (connect && this.graph.nodes.has(this.panel.element)) this.connect.begin(link, this.panel.element);
    else this.#ask(link.href);
    return true;
  }

  /** @param {string} url of a form */
  #ask(url) {
    this.beside.need(true);
    this.panel.ask(url);
  }

  /**
   * @param {string} id an element, drawn or standing in a group or bundle
   * @param {string} url
   * @param {{remember?: boolean}} [options]
   */
  #open(id, url, options) {
    const drawn = this.graph.drawn(id);
    this.beside.need(true);
    this.#select(drawn, { reveal: false });
    const flow = this.graph.flows.get(drawn);
    const boxes = [drawn, ...(flow ? [flow.source, flow.target] : [])].flatMap((each) => this.picture.box(each) ?? []);
    if (boxes.length) this.view.encompass(around(boxes));
    return this.panel.open(id, url, options);
  }

  /** @param {{element?: string} | null} state */
  #wentBack(state) {
    const id = state?.element ?? "";
    if (this.graph.drawn(id)) this.#open(id, location.pathname, { remember: false });
    else if (!this.picture.elementAt(new URL(location.href))) this.panel.close({ remember: false });
  }
}
