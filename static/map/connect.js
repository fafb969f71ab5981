// Drawing a flow on the picture: who sends is chosen, then who gets it; nothing is dragged. A form asks the rest.

import { fill } from "./words.js";

/**
 * @typedef {object} ConnectOptions
 * @property {HTMLElement} root the map
 * @property {Record<string, string>} words
 * @property {(text: string | undefined) => void} say
 * @property {(id: string) => string} nameOf
 * @property {(url: string) => void} ask open the form at this address
 * @property {() => void} toPicture put the focus on the picture
 */

export class Connect {
  /** @param {ConnectOptions} options */
  constructor({ root, words, say, nameOf, ask, toPicture }) {
    this.root = root;
    this.words = words;
    this.say = say;
    this.nameOf = nameOf;
    this.ask = ask;
    this.toPicture = toPicture;
    this.bar = root.querySelector("[data-connecting]");
    /** The address of the form, as far as it is known. Nothing while nobody connects. */
    this.url = "";
    this.bar?.addEventListener("click", (event) => {
      if (!(event.target instanceof Element)) return;
      if (event.target.closest("[data-connect-cancel]")) this.stop();
      if (event.target.closest("[data-connect-type]")) this.#go(this.url);
    });
  }

  get isOn() {
    return this.url !== "";
  }

  /**
   * Begin at one end: the link says which, and leads to the form for whoever has no picture.
   *
   * @param {HTMLAnchorElement} link
   * @param {string} id the node that is known
   */
  begin(link, id) {
    this.url = link.href;
    const isFrom = link.dataset.connect === "from";
    const asked = fill(isFrom ? this.words.connectTo : this.words.connectFrom, { name: this.nameOf(id) });
    const line = this.bar?.querySelector("[data-connect-words]");
    if (line) line.textContent = asked;
    this.bar?.removeAttribute("hidden");
    this.root.classList.add("dl-map--connecting");
    this.toPicture();
    this.say(asked);
  }

  /** The other end is chosen. @param {string} id */
  end(id) {
    const url = new URL(this.url);
    url.searchParams.set(url.searchParams.has("from") ? "to" : "from", id);
    this.#go(url.href);
  }

  stop() {
    if (!this.isOn) return false;
    this.#hide();
    this.say(this.words.connectStopped);
    this.toPicture();
    return true;
  }

  /** @param {string} url */
  #go(url) {
    this.#hide();
    this.ask(url);
  }

  #hide() {
    this.url = "";
    this.bar?.setAttribute("hidden", "");
    this.root.classList.remove("dl-map--connecting");
  }
}
