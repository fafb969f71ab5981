// Undo, redo, tidy, put back and moving something up or down: the map changes in place and the line keeps the keys.

import { isBusy } from "../map/asking.js";
import { CHANGED, STEP } from "./bar.js";

const IN_PLACE = "[data-undo], [data-in-place]";
/** Another page is on its way: no step is taken on this one any more. */
let isLeaving = false;

/**
 * @param {string} csrf
 * @param {(words: string) => void} done told what the page says of a step that is taken
 * @param {string} failed what to say where nobody answered
 */
export function stepInPlace(csrf, done, failed) {
  // One after the other: what the next one does, and whether there is one, is known when the last is taken.
  let taking = Promise.resolve();
  const next = (/** @type {() => Promise<void> | void} */ step) => {
    taking = taking.then(() => (isLeaving ? undefined : step())).catch(() => done(failed));
  };
  addEventListener("pageshow", () => (isLeaving = false));
  const taken = (/** @type {string} */ url, /** @type {FormData} */ body) => take(url, body, done, failed);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isStep = form instanceof HTMLFormElement && (form.matches(IN_PLACE) || form.querySelector("[data-step]"));
    if (!isStep || !hasPicture()) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    next(() => taken(form.action, body));
  });

  document.addEventListener(STEP, (event) => {
    const step = event instanceof CustomEvent ? String(event.detail) : "";
    next(() => {
      const button = document.querySelector(`[data-step=${step}], [data-capture] [data-${step}] button`);
      if (!(button instanceof HTMLButtonElement) || !button.form) return;
      // Whether there is anything to take back is said by whoever knows: the button may be older than the last line.
      const { action } = button.form;
      const body = new FormData(button.form);
      return hasPicture() ? taken(action, body) : leave(action, body);
    });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isAsked = form instanceof HTMLFormElement && form.matches("[data-panel] [data-edit-form]");
    if (!isAsked || event.defaultPrevented || !hasPicture()) return;
    event.preventDefault();
    void answer(form, new FormData(form, event.submitter));
  });

  document.addEventListener("daylight:nudge", (event) => {
    if (!(event instanceof CustomEvent) || !hasPicture()) return;
    const body = new FormData();
    for (const [name, value] of [["csrfmiddlewaretoken", csrf], ["to", event.detail.to], ...new URLSearchParams(location.search)]) {
      body.set(name ?? "", value ?? "");
    }
    next(() => take(`${base()}picture/nudge/${event.detail.id}/`, body, () => undefined, failed));
  });
}

/**
 * @param {string} url
 * @param {FormData} body
 * @param {(words: string) => void} done
 * @param {string} failed
 */
async function take(url, body, done, failed) {
  const answer = await fetch(url, { method: "POST", body }).catch(() => null);
  if (!answer || (isBusy(answer) && !answer.redirected)) return done(failed);
  // What stands in the way of a step is a page of its own: asked for as any form asks, it is shown.
  if (!answer.ok && !answer.redirected) return leave(url, body);
  // A step that is taken leads back to the map.
  if (new URL(answer.url).pathname !== base()) {
    isLeaving = true;
    return location.assign(answer.url);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [said] = page.querySelectorAll("main > .dl-messages p");
  done(said?.textContent?.trim() ?? "");
  document.dispatchEvent(new CustomEvent(CHANGED, { detail: { elements: [] } }));
}

/**
 * Send a form that stands beside the picture; what stands in its way is shown in its place.
 *
 * @param {HTMLFormElement} form
 * @param {FormData} body
 */
async function answer(form, body) {
  const headers = { "HX-Request": "true" };
  const answered = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
  // Without a connection the form is sent as any form is, and waits where it is.
  if (!answered) return form.submit();
  if (answered.redirected && new URL(answered.url).pathname !== base()) return location.assign(answered.url);
  if (answered.redirected) {
    const page = new DOMParser().parseFromString(await answered.text(), "text/html");
    document.dispatchEvent(new CustomEvent("daylight:settled", { detail: page.querySelector("[data-done]") }));
    document.dispatchEvent(new CustomEvent(CHANGED, { detail: { elements: [] } }));
    return;
  }
  const part = document.createElement("div");
  part.innerHTML = await answered.text();
  // The buttons of the panel stay; the form is asked again with all that was typed.
  const query = form.querySelector("input[name=query]");
  form.closest("div")?.replaceWith(part);
  if (query) part.querySelector("form[data-edit-form]")?.append(query);
  const [wrong] = part.querySelectorAll("[aria-invalid=true], .govuk-input--error, h1, h2");
  if (wrong instanceof HTMLElement) wrong.focus();
}

/**
 * Send it as a form does, whose answer is the next page.
 *
 * @param {string} url
 * @param {FormData} body
 */
function leave(url, body) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url, hidden: true });
  for (const [name, value] of body) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value: String(value) });
    form.append(field);
  }
  document.body.append(form);
  isLeaving = true;
  form.submit();
  form.remove();
}

/** Say whether there is a picture to change in place: phones have lists. */
function hasPicture() {
  const isShown = matchMedia("(min-width: 40.01em)").matches;
  return isShown && document.querySelector("[data-map] [data-canvas] > svg") !== null;
}

function base() {
  return document.querySelector("[data-map]")?.getAttribute("data-base") ?? "";
}
