// Where the others stand on the picture: a line in their colour round what they have selected, and their initials.

/** @import {Picture} from "../map/picture.js" */
/** @import {Box, Size} from "../map/camera.js" */
/** @import {Person} from "./people.js" */

const SVG = "http://www.w3.org/2000/svg";
const RING = 4;
/** Initials are this large on the screen, however small the picture is shown. */
const TAG = 11;

/**
 * @param {Picture} picture
 * @param {Person[]} others
 */
export function markOthers(picture, others) {
  for (const mark of picture.svg.querySelectorAll(".others")) mark.remove();
  /** How many stand on the same element already. @type {Map<string, number>} */
  const crowd = new Map();
  const tag = TAG / Math.min(1, picture.svg.getScreenCTM()?.a || 1);
  const rings = [];
  const tags = [];
  for (const person of others) {
    const drawn = picture.graph.drawn(person.element);
    const box = drawn ? picture.box(drawn) : null;
    if (!box) continue;
    const place = crowd.get(drawn) ?? 0;
    crowd.set(drawn, place + 1);
    rings.push(ringOf(person, box, place));
    tags.push(tagOf(person, { box, place, tag, picture: picture.svg.viewBox.baseVal }));
  }
  if (!tags.length) return;
  // No ring goes through somebody's initials.
  const group = element("g", { class: "others", "aria-hidden": "true" });
  group.append(...rings, ...tags);
  picture.svg.append(group);
}

/**
 * @param {Person} person
 * @param {Box} box
 * @param {number} place
 */
function ringOf(person, box, place) {
  return element("rect", {
    class: `other__ring other--${person.colour}`,
    x: box.x - RING * (place + 1),
    y: box.y - RING * (place + 1),
    width: box.width + 2 * RING * (place + 1),
    height: box.height + 2 * RING * (place + 1),
    rx: 6,
  });
}

/**
 * @param {Person} person
 * @param {{box: Box, place: number, tag: number, picture: Size}} where `tag` is the radius of the disc with the initials
 */
function tagOf(person, { box, place, tag, picture }) {
  // At its corner, and not beyond the picture's edge.
  const x = within(box.x + box.width - place * 2 * tag, tag, picture.width);
  const y = within(box.y - RING, tag, picture.height);
  const disc = element("circle", { class: "other__disc", cx: x, cy: y, r: tag });
  const text = element("text", { class: "other__initials", x, y, dy: "0.35em", "font-size": tag });
  text.textContent = person.initials;
  const mark = element("g", { class: `other--${person.colour}` });
  mark.append(disc, text);
  return mark;
}

/**
 * @param {number} place
 * @param {number} room kept free at both ends
 * @param {number} end
 */
function within(place, room, end) {
  return Math.max(room, Math.min(place, end - room));
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
