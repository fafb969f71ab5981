// Pan and zoom: d3-zoom's gestures, our arithmetic, one CSS transform on the whole picture.

import { LARGEST, READABLE, clamp, encompass, fit, fitScale, nextScale, opening, reveal, scaledAt } from "./camera.js";
import { select, zoom, zoomIdentity } from "./d3.js";

/** @import {Box, Size, View} from "./camera.js" */
/** @import {Gesture} from "./d3.js" */

const GLIDE = 220;
/** How much of the stage a small map takes, so that it can grow. */
const ROOM = 0.75;
/** Where the map fills the screen, beside its panel. */
const WIDE = matchMedia("(min-width: 64em)");
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Viewport {
  /**
   * @param {HTMLElement} stage what shows a part of the picture
   * @param {SVGSVGElement} svg the picture
   */
  constructor(stage, svg) {
    this.stage = stage;
    this.svg = svg;
    const { width, height } = svg.viewBox.baseVal;
    /** @type {Size} */
    this.picture = { width, height };
    /** @type {View} */
    this.view = { x: 0, y: 0, k: 1 };
    /** @type {Box} */
    this.start = { x: 0, y: 0, width: 0, height: 0 };
    this.smallest = READABLE;
    this.isOpen = false;
    this.#prepare();
    this.zoom = zoom()
      .filter((event) => this.#wanted(event))
      .constrain((to) => identityOf(clamp(to, this.picture, this.size)))
      .on("start", () => this.svg.style.setProperty("will-change", "transform"))
      .on("zoom", (event) => this.#draw(event.transform))
      // Without it the browser paints the picture anew, sharp at its new scale.
      .on("end", () => this.svg.style.removeProperty("will-change"));
    this.canvas = select(stage);
    this.canvas.call(this.zoom);
    this.#limits();
    new ResizeObserver(() => this.#resized()).observe(stage);
    window.addEventListener("beforeprint", () => [this.svg, stage].map((each) => each.removeAttribute("style")));
    window.addEventListener("afterprint", () => this.#prepare());
  }

  /** Give the picture its natural size: from now on the transform alone decides what is seen. */
  #prepare() {
    Object.assign(this.svg.style, {
      width: `${this.picture.width}px`,
      height: `${this.picture.height}px`,
      maxWidth: "none",
      transformOrigin: "0 0",
    });
    // Clipped, not hidden: the browser must not scroll it by itself when something in it gets the focus.
    Object.assign(this.stage.style, { overflow: "clip", cursor: "grab" });
    this.#draw(this.view);
  }

  /** @returns {Size} */
  get size() {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }

  /** Say whether there is room for a picture at all: phones get lists. */
  get isShown() {
    return this.stage.clientWidth > 0;
  }

  /**
   * @param {Box} start what must be in view first when not everything can be
   * @param {number} smallest the scale below which it cannot be read
   */
  open(start, smallest) {
    this.start = start;
    this.smallest = smallest;
    if (!this.isShown) return;
    this.isOpen = true;
    this.#go(opening(this.picture, this.size, start, smallest), false);
  }

  /**
   * Show another picture of the same map so that what is on both stays where it is on the screen.
   *
   * @param {SVGSVGElement} svg
   * @param {{x: number, y: number}} shift how far its coordinates are from the last one's
   */
  adopt(svg, shift) {
    const { width, height } = svg.viewBox.baseVal;
    this.svg = svg;
    this.picture = { width, height };
    const { x, y, k } = this.view;
    this.view = { x: x - k * shift.x, y: y - k * shift.y, k };
    this.#prepare();
    this.#limits();
    if (this.isShown && this.isOpen) this.#go(this.view, false);
  }

  /**
   * Say whether a box is wholly in view.
   *
   * @param {Box} box
   */
  sees(box) {
    const to = reveal(this.view, box, this.picture, this.size);
    return Math.abs(to.x - this.view.x) < 1 && Math.abs(to.y - this.view.y) < 1;
  }

  /** @returns {number} the new scale */
  fit() {
    const to = fit(this.picture, this.size);
    this.#go(to);
    return to.k;
  }

  /**
   * @param {1 | -1} direction
   * @returns {number} the new scale
   */
  step(direction) {
    const { width, height } = this.size;
    const k = nextScale(this.view.k, direction, fitScale(this.picture, this.size));
    this.#go(clamp(scaledAt(this.view, k, { x: width / 2, y: height / 2 }), this.picture, this.size));
    return k;
  }

  /** @param {Box} box */
  reveal(box) {
    const to = reveal(this.view, box, this.picture, this.size);
    if (to.x !== this.view.x || to.y !== this.view.y) this.#go(to);
  }

  /**
   * Bring all of a box into view, zooming out where it must be.
   *
   * @param {Box} box
   */
  encompass(box) {
    if (this.isShown) this.#go(encompass(this.view, box, this.picture, this.size));
  }

  /**
   * Bring all of a box into view as near as ``largest``, from farther away where it must be.
   *
   * @param {Box} box
   * @param {number} largest
   */
  frame(box, largest) {
    if (!this.isShown) return;
    const k = Math.max(this.view.k, Math.min(largest, fitScale(box, this.size)));
    const { x, y } = this.view;
    const centre = { x: x + this.view.k * (box.x + box.width / 2), y: y + this.view.k * (box.y + box.height / 2) };
    this.#go(encompass(scaledAt(this.view, k, centre), box, this.picture, this.size));
  }

  /**
   * Bring something new into view. A map that can be read whole is shown whole and with room to grow, so that the
   * next ones need no other view.
   *
   * @param {Box} box
   * @param {number} smallest the scale below which it cannot be read
   */
  makeRoom(box, smallest) {
    if (!this.isShown) return;
    const whole = fitScale(this.picture, this.size);
    if (whole < smallest) return this.#go(encompass(this.view, withRoom(box, this.view.k, this.size), this.picture, this.size));
    const k = Math.min(this.view.k, Math.max(smallest, ROOM * whole));
    const all = { x: 0, y: 0, ...this.picture };
    const { width, height } = this.size;
    this.#go(reveal(scaledAt(this.view, k, { x: width / 2, y: height / 2 }), all, this.picture, this.size));
  }

  /**
   * A page's wheel and a finger on a phone scroll the page: the map takes them only when it is meant.
   *
   * @param {Gesture} event
   */
  #wanted(event) {
    if (event instanceof WheelEvent) {
      return event.ctrlKey || event.metaKey || this.stage.contains(document.activeElement);
    }
    if ("touches" in event) {
      return event.touches.length > 1 || WIDE.matches;
    }
    if (event.type === "dblclick" && event.target instanceof Element && event.target.closest("a")) return false;
    return event.button === 0 && !event.ctrlKey;
  }

  /** @param {View} view */
  #draw({ x, y, k }) {
    this.view = { x, y, k };
    this.svg.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
  }

  #limits() {
    // One finger scrolls a phone's page; where the map fills the screen it moves the map.
    this.stage.style.touchAction = WIDE.matches ? "none" : "pan-x pan-y";
    const lowest = Math.min(fitScale(this.picture, this.size), 1);
    this.zoom.scaleExtent([lowest, LARGEST]).duration(STILL.matches ? 0 : GLIDE);
  }

  #resized() {
    if (!this.isShown) return;
    this.#limits();
    if (!this.isOpen) return this.open(this.start, this.smallest);
    this.#go(clamp(this.view, this.picture, this.size), false);
  }

  /**
   * @param {View} to
   * @param {boolean} [glide]
   */
  #go(to, glide = true) {
    this.canvas.interrupt();
    const moved = glide && !STILL.matches ? this.canvas.transition().duration(GLIDE) : this.canvas;
    moved.call(this.zoom.transform, identityOf(to));
  }
}

/**
 * A box with room round it, as far as the stage has any: what comes next stands near what came last.
 *
 * @param {Box} box
 * @param {number} k
 * @param {Size} stage
 * @returns {Box}
 */
function withRoom({ x, y, width, height }, k, stage) {
  const across = Math.max(0, Math.min(0.2 * stage.width, (0.9 * stage.width - k * width) / 2) / k);
  const down = Math.max(0, Math.min(0.3 * stage.height, (0.9 * stage.height - k * height) / 2) / k);
  return { x: x - across, y: y - down, width: width + 2 * across, height: height + 2 * down };
}

/** @param {View} view */
function identityOf({ x, y, k }) {
  return zoomIdentity.translate(x, y).scale(k);
}
