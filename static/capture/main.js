// Makes the capture bar quick: without this it is a form whose page reads back what was typed.

import { wordsFrom } from "../map/words.js";
import { Bar } from "./bar.js";
import { stepInPlace } from "./steps.js";
import { tellScreens } from "./telling.js";

const AT_IT = "daylight-capturing";
const root = document.querySelector("[data-capture]");
if (root instanceof HTMLElement) {
  const bar = new Bar(root, wordsFrom(root.dataset));
  fitWall();
  const csrf = root.querySelector("input[name=csrfmiddlewaretoken]");
  const token = csrf instanceof HTMLInputElement ? csrf.value : "";
  stepInPlace(token, (words) => bar.forget(words), root.dataset.textFailed ?? "");
  tellScreens(root.dataset.show ?? "", token);
  bar.input.addEventListener("focus", () => sessionStorage.setItem(AT_IT, location.pathname));
  document.addEventListener("focusin", (event) => {
    if (event.target !== bar.input && !root.contains(/** @type {Node} */ (event.target))) sessionStorage.removeItem(AT_IT);
  });
  // Whoever was typing goes on typing when a page comes anew; nobody else is taken there.
  if (sessionStorage.getItem(AT_IT) === location.pathname || !document.querySelector("[data-map]")) bar.focus();
}

/** Without scripts the photo has a size of its own; with them it has the page's, which goes along when pressed. */
function fitWall() {
  document.querySelector("[data-wall-here]")?.classList.add("dl-wall--fit");
  document.addEventListener("submit", (event) => {
    const wall = event.target instanceof HTMLElement && event.target.matches("[data-wall]") ? event.target : null;
    const image = wall?.querySelector("input[type=image]");
    if (!(image instanceof HTMLInputElement)) return;
    const shown = { shown_width: image.clientWidth, shown_height: image.clientHeight };
    for (const [name, size] of Object.entries(shown)) {
      const field = wall?.querySelector(`input[name=${name}]`);
      if (field instanceof HTMLInputElement) field.value = String(size);
    }
  });
}
