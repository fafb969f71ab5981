// A flow that has been typed and is not drawn yet, shown at once between its ends.

/** @import {Picture} from "./picture.js" */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Picture} picture
 * @param {{source: string, target: string, data: string}} said
 */
export function showGhost(picture, { source, target, data }) {
  clearGhost(picture);
  const [from, to] = [source, target].map((name) => boxOf(picture, name));
  const known = from ?? to;
  if (!known) return;
  // An end that is not on the map yet stands beside the other, as a place to look at.
  const beside = { x: known.x + known.width + 80, y: known.y, width: 0, height: known.height };
  const [start, end] = [from ?? beside, to ?? beside];
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("class", "ghost");
  group.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  const [ax, ay, bx, by] = [start.x + start.width / 2, start.y + start.height / 2, end.x + end.width / 2, end.y + end.height / 2];
  line.setAttribute("d", `M${ax} ${ay} L${bx} ${by}`);
  const label = document.createElementNS(SVG, "text");
  label.setAttribute("x", String((ax + bx) / 2));
  label.setAttribute("y", String((ay + by) / 2 - 6));
  label.textContent = from && to ? data.slice(0, 40) : `${from ? target : source}`.slice(0, 40);
  group.append(line, label);
  picture.svg.append(group);
}

/** @param {Picture} picture */
export function clearGhost(picture) {
  for (const ghost of picture.svg.querySelectorAll(".ghost")) ghost.remove();
}

/**
 * @param {Picture} picture
 * @param {string} name
 */
function boxOf(picture, name) {
  const wanted = name.trim().toLowerCase();
  const home = wanted.split(": ")[0] ?? wanted;
  for (const each of [wanted, home]) {
    for (const node of picture.graph.nodes.values()) {
      if (node.name.toLowerCase() === each) return picture.box(node.id);
    }
  }
  return null;
}
