// Pages that are read, not worked in: what has changed of them is put in place, and the focus stays where it was.

import { isGone, isPart } from "../map/asking.js";
import { sameAs } from "./focus.js";
import { listen } from "./heard.js";

const PAUSE = 400;
const HEADING = "h1, h2";
/** Nobody presses longer than this, in milliseconds; who lets go beyond the window is not heard. */
const PRESS = 2000;

/** Where the picture is shown, what stands beside it is its own to renew. */
const pictured = matchMedia("(min-width: 40.01em)");

/**
 * Follow what this page shows, where the page says what that is: `data-follow` names the news it lives on.
 *
 * @param {string} talk what had been said when the page was made
 */
export function followPage(talk) {
  let isBusy = false;
  let isStale = false;
  let pressed = 0;
  let waiting = 0;

  listen((name, data) => {
    const isWanted = parts().some((part) => part.getAttribute("data-follow")?.split(" ").includes(name));
    if (!isWanted && name !== "anew") return;
    if (name === "talk") {
      if (!talk || talk === data.talk) return;
      talk = data.talk;
    }
    soon();
  });
  document.addEventListener("focusout", () => isStale && soon());
  // What is being pressed stays where it is until it is let go: else the press would go nowhere.
  document.addEventListener("pointerdown", () => (pressed = Date.now()));
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => (pressed = 0));
  document.addEventListener("daylight:name", (event) => {
    if (event instanceof CustomEvent) event.detail.name ||= nameShown(event.detail.id);
  });

  function soon() {
    clearTimeout(waiting);
    waiting = window.setTimeout(renew, PAUSE);
  }

  async function renew() {
    if (isBusy) return soon();
    isBusy = true;
    isStale = false;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!isPart(answer)) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (Date.now() - pressed < PRESS) return soon();
      for (const older of parts()) {
        const newer = page.querySelector(`#${CSS.escape(older.id)}`);
        if (newer && !replace(older, newer, isGone(answer))) isStale = true;
      }
      if (!isStale) document.title = page.title;
    } catch {
      isStale = true;
    } finally {
      isBusy = false;
    }
  }
}

/** @param {string} id */
function nameShown(id) {
  const title = document.querySelector(`[data-follow] > [data-element="${CSS.escape(id)}"] > .dl-element__title`);
  if (title) return title.textContent.trim();
  const link = document.querySelector(`[data-follow] a[href$="/${CSS.escape(id)}/"]`);
  if (!(link instanceof HTMLElement)) return "";
  return link.dataset.name ?? (link.querySelector(".dl-flowlist__name") ?? link).textContent.trim();
}

function parts() {
  return [...document.querySelectorAll("[data-follow]")].filter(
    (part) => !part.hasAttribute("data-follow-small") || !pictured.matches,
  );
}

/**
 * Put a part in the place of another, unless that would take away what somebody is at.
 *
 * @param {Element} older
 * @param {Element} newer
 * @param {boolean} isOver what was there is no more: nothing that somebody is at there can be done
 * @returns {boolean} whether it was put there
 */
export function replace(older, newer, isOver = false) {
  const focused = document.activeElement;
  if (older.innerHTML === newer.innerHTML) return true;
  // Somebody may have typed something here, and have the focus elsewhere.
  if (older.querySelector("input:not([type=hidden]), textarea, select")) return false;
  if (!focused || !older.contains(focused)) {
    fill(older, newer);
    return true;
  }
  const known = sameAs(focused);
  const selector = known && newer.querySelector(known) ? known : isOver ? HEADING : "";
  if (!selector) return false;
  const above = focused.getBoundingClientRect().top;
  fill(older, newer);
  const again = older.querySelector(selector);
  if (!(again instanceof HTMLElement)) return true;
  again.focus({ preventScroll: true });
  // What comes above it pushes it down: the page goes along, so that it stays under the eye.
  scrollBy(0, again.getBoundingClientRect().top - above);
  return true;
}

/**
 * @param {Element} older
 * @param {Element} newer
 */
function fill(older, newer) {
  const scrolled = [...older.querySelectorAll(".dl-scroll")].map((each) => each.scrollLeft);
  const opened = new Map([...older.querySelectorAll("details")].map((each) => [keyOf(each), each.open]));
  older.replaceChildren(...newer.childNodes);
  for (const [place, each] of [...older.querySelectorAll(".dl-scroll")].entries()) each.scrollLeft = scrolled[place] ?? 0;
  for (const each of older.querySelectorAll("details")) each.open = opened.get(keyOf(each)) ?? each.open;
}

/**
 * What is opened and closed is known again by its id, or the words on it.
 *
 * @param {HTMLDetailsElement} details
 */
function keyOf(details) {
  return details.id || (details.querySelector("summary")?.textContent.trim() ?? "");
}
