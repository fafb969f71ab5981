// How one picture becomes the next: what stays glides from where it stood, what is new glows. Nobody who asked for
// less motion gets any.

/** @import {Box} from "./camera.js" */
/** @import {Picture} from "./picture.js" */

export const GLIDE = 450;
export const GLOW = 3000;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Where every drawn element stands.
 *
 * @param {Picture} picture
 * @returns {Map<string, Box>}
 */
export function places(picture) {
  /** @type {Map<string, Box>} */
  const found = new Map();
  for (const id of [...picture.graph.nodes.keys(), ...picture.graph.flows.keys()]) {
    const box = picture.box(id);
    if (box) found.set(id, box);
  }
  return found;
}

/**
 * How far a new picture's coordinates are from the old one's: most of what is on both stands still.
 *
 * @param {ReadonlyMap<string, Box>} before
 * @param {ReadonlyMap<string, Box>} after
 * @returns {{x: number, y: number}}
 */
export function shiftOf(before, after) {
  const common = [...after].flatMap(([id, box]) => {
    const was = before.get(id);
    return was ? [{ x: box.x - was.x, y: box.y - was.y }] : [];
  });
  return { x: middle(common.map(({ x }) => x)), y: middle(common.map(({ y }) => y)) };
}

/** @param {number[]} numbers */
function middle(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Let what has moved glide, and its lines appear.
 *
 * @param {Picture} picture the new one
 * @param {ReadonlyMap<string, Box>} before
 * @param {ReadonlyMap<string, Box>} after
 * @param {{x: number, y: number}} shift
 */
export function glide(picture, before, after, shift) {
  if (STILL.matches) return;
  for (const [id, box] of after) {
    const was = before.get(id);
    const group = picture.group(id);
    if (!group || !was) continue;
    const [x, y] = [was.x + shift.x - box.x, was.y + shift.y - box.y];
    if (Math.hypot(x, y) < 1) continue;
    const frames = picture.graph.isFlow(id)
      ? [{ opacity: 0.2 }, { opacity: 1 }]
      : [{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }];
    group.animate(frames, { duration: GLIDE, easing: "ease-out" });
  }
}

/**
 * Let what is new glow for a while.
 *
 * @param {Picture} picture
 * @param {string[]} ids
 */
export function glow(picture, ids) {
  for (const id of ids) {
    const group = picture.group(id);
    group?.classList.add("new");
    setTimeout(() => group?.classList.remove("new"), GLOW);
  }
}
