// A review on a phone: one card at a time, and what was written stays on the device until it is sent.
// Without this the cards stand below each other in the same form.

import { device, forget, keep, kept } from "./draft.js";

const storage = device();
const form = document.querySelector("form[data-review]");
if (form instanceof HTMLFormElement) start(form);

const sent = document.querySelector("[data-sent]");
if (sent instanceof HTMLElement) forget(storage, sent.dataset.sent ?? "");

for (const exit of document.querySelectorAll("[data-exit]")) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    if (form instanceof HTMLElement) forget(storage, form.dataset.review ?? "");
    // Not a new entry: Back must not lead here again.
    if (exit instanceof HTMLAnchorElement) location.replace(exit.href);
  });
}

/** @param {HTMLFormElement} form */
function start(form) {
  const key = form.dataset.review ?? "";
  const cards = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-card]")]);
  const wasSentBack = document.querySelector(".govuk-error-summary") !== null;
  // What the server sent back is newer than what was kept.
  if (!wasSentBack) fill(form, kept(storage, key, Date.now()));
  const save = () => keep(storage, key, valuesOf(form), Date.now());
  if (wasSentBack) save();
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.append(keepingLine(form, key));
  if (cards.length > 1) walk(form, cards);
}

/** @param {HTMLFormElement} form @param {HTMLElement[]} cards */
function walk(form, cards) {
  const words = form.dataset;
  const bar = document.createElement("div");
  bar.className = "dl-review__walk dl-noprint";
  const back = button(words.textBack, "govuk-button govuk-button--secondary");
  const next = button(words.textNext, "govuk-button");
  const finish = button(words.textFinish, "govuk-button govuk-button--secondary");
  const place = document.createElement("p");
  place.setAttribute("role", "status");
  bar.append(back, place, next, finish);
  form.append(bar);
  let at = Math.max(0, cards.findIndex((card) => card.querySelector(".govuk-error-message")));

  /** @param {number} to @param {boolean} focus */
  const show = (to, focus) => {
    at = to;
    for (const [index, card] of cards.entries()) card.hidden = index !== at;
    // Whoever has begun has read what it is about.
    for (const intro of document.querySelectorAll("[data-intro]")) if (intro instanceof HTMLElement) intro.hidden = at > 0;
    const isLast = at === cards.length - 1;
    back.hidden = at === 0;
    next.hidden = finish.hidden = isLast;
    place.textContent = (words.textPlace ?? "").replace("{place}", `${at + 1}`).replace("{all}", `${cards.length}`);
    if (!focus) return;
    cards[at]?.focus({ preventScroll: true });
    cards[at]?.scrollIntoView({ block: "start" });
  };
  back.addEventListener("click", () => show(at - 1, true));
  next.addEventListener("click", () => show(at + 1, true));
  finish.addEventListener("click", () => show(cards.length - 1, true));
  const toHash = () => {
    const target = document.getElementById(location.hash.slice(1));
    const index = cards.findIndex((card) => target !== null && card.contains(target));
    if (index >= 0) show(index, true);
  };
  window.addEventListener("hashchange", toHash);
  // The same link in the list of what is wrong, followed twice.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (link) setTimeout(toHash);
  });
  show(at, false);
  if (location.hash) toHash();
}

/** @param {string | undefined} text @param {string} look */
function button(text, look) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = text ?? "";
  return made;
}

/** @param {HTMLFormElement} form @param {string} key */
function keepingLine(form, key) {
  const line = document.createElement("p");
  line.className = "dl-quiet dl-review__kept";
  line.textContent = `${form.dataset.textKept ?? ""} `;
  const drop = button(form.dataset.textForget, "");
  drop.addEventListener("click", () => {
    forget(storage, key);
    // A form that was sent back holds what was written: a new one does not.
    if (document.querySelector(".govuk-error-summary")) {
      location.replace(location.href.split("#")[0] ?? "");
      return;
    }
    form.reset();
    line.textContent = form.dataset.textForgotten ?? "";
    line.setAttribute("role", "status");
  });
  line.append(drop);
  return line;
}

/** @param {HTMLFormElement} form */
function valuesOf(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") values[name] = value;
  }
  return values;
}

/** What is filled in again is seen again. @param {Element} field */
function showAround(field) {
  const folded = field.closest("details");
  if (folded) folded.open = true;
}

/** @param {HTMLFormElement} form @param {Record<string, string>} values */
function fill(form, values) {
  for (const field of form.elements) {
    const isField =
      field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;
    const value = isField ? values[field.name] : undefined;
    if (!isField || value === undefined || field.type === "hidden") continue;
    if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) {
      field.checked = field.value === value;
    } else {
      if (field.value !== value) showAround(field);
      field.value = value;
    }
  }
}
