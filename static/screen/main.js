// The projector's page: follows the map and what the mapper is at, and goes blank on a key. Nothing to press.

import { listen } from "../live/heard.js";
import { around } from "../map/camera.js";
import { Drawn } from "../map/drawn.js";
import { freshParts } from "../map/fresh.js";
import { Graph } from "../map/graph.js";
import { Highlight } from "../map/highlight.js";
import { glide, glow, places, shiftOf } from "../map/motion.js";
import { Picture } from "../map/picture.js";
import { Viewport } from "../map/view.js";

/** @import {MapData} from "../map/graph.js" */

/** Words on a projector are at least this large: 18 pixels where they are drawn 14. */
const SMALLEST = 18 / 14;

class Screen {
  /**
   * @param {HTMLElement} body
   * @param {HTMLElement} canvas
   * @param {SVGSVGElement} svg
   * @param {MapData} data
   */
  constructor(body, canvas, svg, data) {
    this.body = body;
    this.base = new URL(body.dataset.base ?? "", location.origin);
    this.picture = this.#pictureOf(svg, data);
    this.view = new Viewport(canvas, svg);
    this.highlight = new Highlight(this.picture);
    this.element = body.dataset.element ?? "";
    this.shown = new Drawn(Number(document.querySelector("[data-live]")?.getAttribute("data-seq") ?? 0));
    this.tag = "";
    /** There is another picture by now. */
    this.isStale = false;
    const start = this.picture.box(this.picture.graph.start);
    if (start) this.view.open(start, SMALLEST);
    this.#show(this.element, false);
  }

  /**
   * @param {SVGSVGElement} svg
   * @param {MapData} data
   */
  #pictureOf(svg, data) {
    const picture = new Picture(svg, new Graph(data), this.base);
    picture.graph.arrange((id) => picture.box(id));
    // Nothing here is to be pressed.
    svg.setAttribute("role", "img");
    for (const link of svg.querySelectorAll("a")) for (const name of ["href", "aria-label", "tabindex"]) link.removeAttribute(name);
    return picture;
  }

  async look() {
    const headers = this.tag ? { "If-None-Match": this.tag } : undefined;
    const answer = await fetch(this.body.dataset.now ?? "", { headers, cache: "no-store" });
    if (answer.status === 304 && this.isStale) return this.renew();
    if (answer.status === 304 || !answer.ok) return;
    const tag = answer.headers.get("ETag") ?? "";
    const now = await answer.json();
    this.body.classList.toggle("dl-screen--blank", now.is_blank);
    const line = this.body.querySelector("[data-sentence]");
    if (line) line.textContent = now.sentence || (this.body.dataset.name ?? "");
    if (now.seq > this.shown.seq || this.isStale) await this.renew();
    this.#show(now.element, now.element !== this.element);
    this.element = now.element;
    // Only now: what could not be fetched is asked for again.
    this.tag = tag;
  }

  /** Show the newest picture. */
  async renew() {
    const fresh = await freshParts(this.base.pathname, new AbortController().signal);
    // Everything is gone, or could not be seen: the page begins anew.
    if (!fresh?.svg) return begin();
    const before = places(this.picture);
    const next = document.importNode(fresh.svg, true);
    this.picture.svg.replaceWith(next);
    this.picture = this.#pictureOf(next, fresh.data);
    this.highlight = new Highlight(this.picture);
    const after = places(this.picture);
    const shift = shiftOf(before, after);
    this.view.adopt(next, shift);
    glide(this.picture, before, after, shift);
    glow(this.picture, [...after.keys()].filter((id) => !before.has(id)));
    this.shown.show(fresh.seq);
    this.isStale = false;
    this.#show(this.element, false);
  }

  /**
   * @param {string} id
   * @param {boolean} isNew
   */
  #show(id, isNew) {
    const drawn = this.picture.graph.drawn(id);
    if (!drawn) return this.highlight.clear();
    this.highlight.show(drawn);
    const flow = this.picture.graph.flows.get(drawn);
    const boxes = [drawn, ...(flow ? [flow.source, flow.target] : [])].flatMap((each) => this.picture.box(each) ?? []);
    if (isNew && boxes.length && !boxes.every((box) => this.view.sees(box))) this.view.frame(around(boxes), SMALLEST);
  }
}

const { body } = document;
const canvas = document.querySelector("[data-canvas]");
const svg = canvas?.querySelector("svg.map-picture");
/** Nothing comes when there is no connection: then, and should an event be missed, the screen looks by itself. */
const EVERY = 10_000;

if (canvas instanceof HTMLElement && svg instanceof SVGSVGElement) {
  const screen = new Screen(body, canvas, svg, JSON.parse(document.getElementById("map-graph")?.textContent ?? "{}"));
  const look = oneAtATime(() => screen.look());
  listen((name, data) => {
    // Nobody waits for a blank screen: somebody in the room needs it.
    if (name === "now") body.classList.toggle("dl-screen--blank", data.now.is_blank);
    const isDrawn = name === "pictures" && screen.shown.hear(data.pictures[canvas.dataset.view ?? ""]);
    screen.isStale ||= isDrawn || name === "anew";
    if (name === "now" || screen.isStale) look();
  });
  setInterval(look, EVERY);
  look();
} else {
  // An empty map, or one whose picture is being drawn: begin once there is something to see.
  const look = oneAtATime(begin);
  listen(look);
  setInterval(look, EVERY);
}

/**
 * Without a connection the screen keeps what it shows, and looks again. What is asked for meanwhile is done after.
 *
 * @param {() => Promise<void>} act
 */
function oneAtATime(act) {
  let isBusy = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    while (isWanted) {
      isWanted = false;
      await act().catch(() => undefined);
    }
    isBusy = false;
  };
}

/** Load the page anew where it can be had: a screen without a connection keeps what it shows. */
async function begin() {
  const answer = await fetch(location.href).catch(() => null);
  const page = answer?.ok ? await answer.text() : "";
  if (page.includes("<svg") || svg) location.reload();
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "b" || event.key === "." || event.key === " ") body.classList.toggle("dl-screen--dark");
});
