// Follows what happens to the map: a typed flow is shown at once as a ghost, and the next picture takes its place
// without the page being loaded anew.

import { freshParts } from "./fresh.js";
import { clearGhost, showGhost } from "./ghost.js";
import { places } from "./motion.js";

/** @import {Fresh} from "./fresh.js" */
/** @import {MapData} from "./graph.js" */
/** @import {MapPage} from "./page.js" */
/** @import {Picture} from "./picture.js" */

/**
 * @param {MapPage} page
 * @param {HTMLElement} canvas
 * @param {string} url the map's page as it is shown
 * @param {(svg: SVGSVGElement, data: MapData) => Picture} pictureOf
 */
export function follow(page, canvas, url, pictureOf) {
  let asked = new AbortController();
  /** @type {string[]} */
  let elements = [];

  document.addEventListener("daylight:ghost", (event) => {
    const said = event instanceof CustomEvent ? event.detail : null;
    if (said) showGhost(page.picture, said);
    else clearGhost(page.picture);
  });

  document.addEventListener("daylight:settled", () => page.panel.close());

  document.addEventListener("daylight:changed", async (event) => {
    elements = [...elements, ...(event instanceof CustomEvent ? (event.detail.elements ?? []) : [])];
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const fresh = await persistently(() => freshParts(url, signal), signal);
      signal.throwIfAborted();
      // Nothing is left to be drawn: the page says so.
      if (!fresh?.svg) return location.reload();
      renew(fresh, elements);
      elements = [];
      document.dispatchEvent(new CustomEvent("daylight:drawn"));
    } catch (problem) {
      if (!(problem instanceof DOMException && problem.name === "AbortError")) throw problem;
    }
  });

  /**
   * @param {Fresh} fresh
   * @param {string[]} drawn
   */
  function renew({ svg, data, part }, drawn) {
    const next = document.importNode(/** @type {SVGSVGElement} */ (svg), true);
    const hadFocus = page.picture.svg.contains(document.activeElement);
    const before = places(page.picture);
    page.picture.svg.replaceWith(next);
    canvas.removeAttribute("hx-get");
    page.adopt(pictureOf(next, data), before, drawn);
    if (hadFocus) page.picture.focus(page.place.at);
    page.panel.renew([...(part("panel")?.childNodes ?? [])].map((each) => document.importNode(each, true)));
    swap(".dl-pagehead--map", part("head")?.querySelector(".dl-pagehead--map"));
    const arranging = document.querySelector("[data-arranging]");
    if (arranging && part("arranging")) arranging.replaceChildren(...(part("arranging")?.childNodes ?? []));
    const legend = document.querySelector(".dl-map__legend");
    const newer = part("legend")?.firstElementChild;
    if (legend instanceof HTMLDetailsElement && newer instanceof HTMLDetailsElement) newer.open = legend.open;
    swap(".dl-map__legend", newer);
  }
}

/**
 * Try again where nobody answers: the map has changed, and the page must show it sooner or later.
 *
 * @template T
 * @param {() => Promise<T>} act
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
async function persistently(act, signal) {
  for (let pause = 1000; ; pause = Math.min(2 * pause, 15_000)) {
    try {
      return await act();
    } catch (problem) {
      if (signal.aborted || !(problem instanceof TypeError)) throw problem;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/**
 * @param {string} selector
 * @param {Element | null | undefined} newer
 */
function swap(selector, newer) {
  const older = document.querySelector(selector);
  // Whoever is at something here keeps it.
  if (older && newer && !older.contains(document.activeElement)) older.replaceWith(document.importNode(newer, true));
}
