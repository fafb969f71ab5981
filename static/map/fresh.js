// What may have changed of a map's page, fetched anew until its picture is drawn.

import { partAt } from "./asking.js";

/** @import {MapData} from "./graph.js" */

/**
 * @typedef {object} Fresh
 * @property {SVGSVGElement | null} svg nothing where there is no picture
 * @property {MapData} data
 * @property {number} seq up to which change this is how the map stands
 * @property {(name: string) => Element | null} part
 */

/** How long to wait before looking again, in milliseconds: soon at first. */
const WAITS = [60, 80, 100, 150, 200, 300, 500, 800, 1200];

/**
 * @param {string} url the map's page as it is shown
 * @param {AbortSignal} signal
 * @returns {Promise<Fresh | null>} nothing when it cannot be had
 */
export async function freshParts(url, signal) {
  for (let look = 0; look < 60; look += 1) {
    const answer = await partAt(url, signal);
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = page.querySelector("[data-parts]");
    if (!parts) return null;
    const canvas = parts.querySelector("[data-canvas]");
    if (canvas?.hasAttribute("hx-get")) {
      await new Promise((resolve) => setTimeout(resolve, WAITS[Math.min(look, WAITS.length - 1)]));
      signal.throwIfAborted();
      continue;
    }
    const svg = canvas?.querySelector("svg.map-picture");
    return {
      svg: svg instanceof SVGSVGElement ? svg : null,
      seq: Number(parts.getAttribute("data-seq") ?? 0),
      data: JSON.parse(page.getElementById("map-graph-now")?.textContent ?? "{}"),
      part: (name) => parts.querySelector(`[data-part="${name}"]`),
    };
  }
  return null;
}
