// Which part of the picture is in view: arithmetic alone. A view maps a point p of the picture to k·p + (x, y).

/**
 * @typedef {{x: number, y: number, k: number}} View
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */

/** Free space kept round the picture, in pixels of the screen. */
export const MARGIN = 12;
/** Below this scale people stop reading: names, drawn 14 high, are 9 pixels then. */
export const READABLE = 0.64;
/** Where not everything can be in view anyhow, nothing need be smaller than this: names are 12 pixels then. */
const COMFORTABLE = 0.85;
/** On a projector names are at least 18 pixels. */
export const PROJECTED = 18 / 14;
export const LARGEST = 4;
const LARGEST_FIT = 2;
const STEPS = [0.1, 0.15, 0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, LARGEST];

/**
 * The scale at which the whole picture is in view, not blown up beyond reason.
 *
 * @param {Size} picture
 * @param {Size} stage
 */
export function fitScale(picture, stage) {
  const across = Math.max(stage.width - 2 * MARGIN, 1) / picture.width;
  const down = Math.max(stage.height - 2 * MARGIN, 1) / picture.height;
  return Math.min(across, down, LARGEST_FIT);
}

/**
 * The whole picture, in the middle.
 *
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function fit(picture, stage) {
  return centred({ x: 0, y: 0, k: fitScale(picture, stage) }, picture, stage);
}

/**
 * The view to open with: everything if it can be read so, else its whole width, else a readable part;
 * ``start`` is always in it.
 *
 * @param {Size} picture
 * @param {Size} stage
 * @param {Box} start
 * @param {number} [smallest] the scale below which it cannot be read
 * @returns {View}
 */
export function opening(picture, stage, start, smallest = READABLE) {
  const whole = fit(picture, stage);
  if (whole.k >= smallest) return whole;
  const across = Math.max(stage.width - 2 * MARGIN, 1) / picture.width;
  const k = Math.max(smallest, Math.min(across, COMFORTABLE));
  const y = stage.height / 2 - k * (start.y + start.height / 2);
  return reveal(centred({ x: 0, y, k }, picture, stage), start, picture, stage);
}

/**
 * Put a picture that is smaller than the stage in the middle; one that is larger stays on the stage.
 *
 * @param {View} view
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
function centred(view, picture, stage) {
  const [width, height] = [picture.width * view.k, picture.height * view.k];
  const kept = clamp(view, picture, stage);
  return {
    x: width + 2 * MARGIN <= stage.width ? (stage.width - width) / 2 : kept.x,
    y: height + 2 * MARGIN <= stage.height ? (stage.height - height) / 2 : kept.y,
    k: view.k,
  };
}

/**
 * Bring a box into view whole, from farther away where it must be.
 *
 * @param {View} view
 * @param {Box} box
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function encompass(view, box, picture, stage) {
  const k = Math.min(view.k, Math.max(fitScale(box, stage), fitScale(picture, stage)));
  const centre = { x: stage.width / 2, y: stage.height / 2 };
  return reveal(clamp(scaledAt(view, k, centre), picture, stage), box, picture, stage);
}

/**
 * The smallest box round all of these.
 *
 * @param {Box[]} boxes at least one
 * @returns {Box}
 */
export function around(boxes) {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * Keep the picture on the stage: wholly in view where it is smaller, else without a gap at its edges.
 *
 * @template {View} V
 * @param {V} view
 * @param {Size} picture
 * @param {Size} stage
 * @returns {V}
 */
export function clamp(view, picture, stage) {
  return {
    ...view,
    x: inside(view.x, picture.width * view.k, stage.width),
    y: inside(view.y, picture.height * view.k, stage.height),
  };
}

/**
 * @param {number} offset
 * @param {number} length
 * @param {number} room
 */
function inside(offset, length, room) {
  const [least, most] = [MARGIN, room - length - MARGIN].sort((one, other) => one - other);
  return Math.min(most ?? 0, Math.max(least ?? 0, offset));
}

/**
 * Move as little as possible so that a box is wholly in view; the scale stays.
 *
 * @param {View} view
 * @param {Box} box
 * @param {Size} picture
 * @param {Size} stage
 * @returns {View}
 */
export function reveal(view, box, picture, stage) {
  const { x, y, k } = view;
  const moved = {
    x: x + nudge(x + k * box.x, k * box.width, stage.width),
    y: y + nudge(y + k * box.y, k * box.height, stage.height),
    k,
  };
  return clamp(moved, picture, stage);
}

/**
 * @param {number} start
 * @param {number} length
 * @param {number} room
 */
function nudge(start, length, room) {
  if (length + 2 * MARGIN > room) return (room - length) / 2 - start;
  if (start < MARGIN) return MARGIN - start;
  return Math.min(0, room - MARGIN - (start + length));
}

/**
 * The next scale up or down; ``lowest`` is the scale at which everything is in view.
 *
 * @param {number} k
 * @param {1 | -1} direction
 * @param {number} lowest
 */
export function nextScale(k, direction, lowest) {
  const floor = Math.min(lowest, 1);
  const steps = [floor, ...STEPS.filter((each) => each > floor)];
  // Almost there counts as there: else a press may change nothing that anybody can see.
  if (direction > 0) return steps.find((each) => each > k * 1.01) ?? LARGEST;
  return steps.findLast((each) => each < k * 0.99) ?? floor;
}

/**
 * Change the scale and keep one point of the stage where it is.
 *
 * @param {View} view
 * @param {number} k
 * @param {{x: number, y: number}} point
 * @returns {View}
 */
export function scaledAt(view, k, point) {
  const ratio = k / view.k;
  return { x: point.x - ratio * (point.x - view.x), y: point.y - ratio * (point.y - view.y), k };
}
