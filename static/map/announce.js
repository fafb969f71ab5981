// Saying things to people who listen: one polite region, and only where they stop.

const PAUSE = 150;

/**
 * Return a function that says a text once nothing newer has come for a moment.
 *
 * @param {HTMLElement | null} region
 * @param {number} [pause] in milliseconds
 * @returns {(text: string | undefined) => void}
 */
export function announcer(region, pause = PAUSE) {
  let waiting = 0;
  return (text) => {
    clearTimeout(waiting);
    if (!region || !text) return;
    // Emptied first: the same words said again are said again.
    region.textContent = "";
    waiting = window.setTimeout(() => {
      region.textContent = text;
    }, pause);
  };
}
