// Which key does what while the picture has the focus.

/** @import {Move} from "./walk.js" */

/**
 * @typedef {object} Actions
 * @property {(move: Move) => void} walk
 * @property {() => void} escape
 * @property {() => void} find
 * @property {(direction: 1 | -1) => void} zoom
 * @property {() => void} fit
 * @property {(to: "up" | "down") => void} nudge move what has the focus past its neighbour
 */

/** @type {Readonly<Record<string, Move>>} */
const MOVES = {
  ArrowRight: "forward",
  ArrowLeft: "back",
  ArrowUp: "previous",
  ArrowDown: "next",
  Home: "first",
  End: "last",
};

/**
 * Listen on the picture alone: single letters elsewhere belong to whoever is typing or dictating.
 *
 * @param {HTMLElement} stage
 * @param {Actions} actions
 */
export function listenToKeys(stage, actions) {
  /** @type {Readonly<Record<string, () => void>>} */
  const keys = {
    Escape: actions.escape,
    "/": actions.find,
    f: actions.find,
    "+": () => actions.zoom(1),
    "=": () => actions.zoom(1),
    "-": () => actions.zoom(-1),
    "−": () => actions.zoom(-1),
    0: actions.fit,
  };
  stage.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      return actions.nudge(event.key === "ArrowUp" ? "up" : "down");
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // Where there is a line to type into, the stroke leads there.
    if (event.key === "/" && document.querySelector("[data-capture]")) return;
    const move = MOVES[event.key];
    const act = move ? () => actions.walk(move) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
