// Makes the picture of a map something to move in, walk on and search; without this it is a picture with links.
// Fetched by main.js where the picture is shown.

import { Graph } from "./graph.js";
import { follow } from "./following.js";
import { MapPage } from "./page.js";
import { Picture } from "./picture.js";
import { wordsFrom } from "./words.js";

/** @import {MapData} from "./graph.js" */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} canvas
 * @param {SVGSVGElement} svg
 */
function start(root, canvas, svg) {
  // The address changes while elements are opened: links that lean on it would go astray.
  for (const link of document.links) if (link instanceof HTMLAnchorElement && !link.hash) link.href = link.href;
  const data = JSON.parse(document.getElementById("map-graph")?.textContent ?? "{}");
  const base = new URL(root.dataset.base ?? "", location.origin);
  const picture = pictureOf(svg, data, base);
  const words = { ...wordsFrom(root.dataset), ...data.strings };
  for (const tool of root.querySelectorAll("[data-tools]")) tool.removeAttribute("hidden");
  const page = new MapPage(root, canvas, picture, words);
  page.begin();
  follow(page, canvas, location.pathname + location.search, (fresh, graph) => pictureOf(fresh, graph, base));
}

/**
 * @param {SVGSVGElement} svg
 * @param {MapData} data
 * @param {URL} base
 */
function pictureOf(svg, data, base) {
  const graph = new Graph(data);
  const picture = new Picture(svg, graph, base);
  graph.arrange((id) => picture.box(id));
  return picture;
}

/** Start when there is a picture: it may still be on its way from being drawn. */
function startWhenDrawn() {
  const root = document.querySelector("[data-map]");
  const canvas = root?.querySelector("[data-canvas]");
  const svg = canvas?.querySelector("svg.map-picture");
  if (!(root instanceof HTMLElement && canvas instanceof HTMLElement && svg instanceof SVGSVGElement)) return false;
  start(root, canvas, svg);
  return true;
}

if (!startWhenDrawn()) {
  const waiting = new MutationObserver(() => {
    if (startWhenDrawn()) waiting.disconnect();
  });
  waiting.observe(document.body, { childList: true, subtree: true });
}
