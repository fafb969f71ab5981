// Undo and redo while somebody captures: the map changes in place and the line keeps the keys.

import { CHANGED } from "./bar.js";

/** @param {() => void} done what to do once a step is taken */
export function stepInPlace(done) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const isStep = form instanceof HTMLFormElement && (form.matches("[data-undo]") || form.querySelector("[data-step]"));
    if (!isStep || !document.querySelector("[data-map] svg.map-picture")) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer) return;
    // What stands in the way of a step is a page of its own; a step that is taken leads back to the map.
    const map = document.querySelector("[data-map]")?.getAttribute("data-base") ?? "";
    if (!answer.ok || new URL(answer.url).pathname !== map) return location.assign(answer.url);
    done();
    document.dispatchEvent(new CustomEvent(CHANGED, { detail: { elements: [] } }));
  });
}
