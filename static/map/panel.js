// The panel beside the picture: the same page that the link leads to, as a part, with its own address.

import { sameAs } from "../live/focus.js";
import { isGone, isPart, partAt, persistently } from "./asking.js";

/**
 * @typedef {{id: string, name: string, url: string}} Found
 *
 * @typedef {object} PanelOptions
 * @property {HTMLElement} panel
 * @property {ReadonlyMap<string, HTMLAnchorElement>} lines each element's line in the page's own lists
 * @property {Record<string, string>} words
 * @property {(text: string | undefined) => void} say
 * @property {(id: string) => void} onClose told which element was open
 */

/** Stands for what is open where a form belongs to no element yet. */
const ASKED = "asked";

export class Panel {
  /** @param {PanelOptions} options */
  constructor({ panel, lines, words, say, onClose }) {
    this.panel = panel;
    this.lines = lines;
    this.words = words;
    this.say = say;
    this.onClose = onClose;
    const nodes = [...panel.childNodes];
    const { pathname, search } = location;
    this.home = { nodes, url: pathname + search, search, title: document.title };
    /** What is shown when nothing is open: the list of flows, or of what was found. @type {ChildNode[]} */
    this.rest = nodes;
    /** The element that is open, if any. */
    this.element = "";
    this.request = new AbortController();
    this.fetching = new AbortController();
    panel.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-close]")) this.close();
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.element && !event.defaultPrevented) this.close();
    });
  }

  /**
   * Open an element's page in the panel; where that fails, go to the page itself.
   *
   * @param {string} id
   * @param {string} url
   * @param {{remember?: boolean}} [options] false when the address is already right, as after Back
   */
  async open(id, url, { remember = true } = {}) {
    this.#stop();
    this.request = new AbortController();
    this.panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: this.request.signal });
      if (!isPart(answer)) return location.assign(url);
      this.#show(id, await answer.text());
      if (remember && !isGone(answer)) history.pushState({ element: id }, "", url);
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      this.#apologise(url);
    }
    this.panel.removeAttribute("aria-busy");
  }

  /**
   * Show a form that changes the map; where that fails, go to its page. Sent, it leads back to this view.
   *
   * @param {string} url
   */
  async ask(url) {
    this.#stop();
    this.request = new AbortController();
    this.panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: this.request.signal });
      if (!answer.ok || answer.redirected) return location.assign(url);
      this.#fill(await answer.text());
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      return location.assign(url);
    } finally {
      this.panel.removeAttribute("aria-busy");
    }
    this.element = this.element || ASKED;
    const form = this.panel.querySelector("form[data-edit-form]");
    if (form instanceof HTMLFormElement) form.append(hidden("query", this.home.search));
    // What is new is asked from its first gap on; what is there is read from its heading.
    const fields = url.includes("/new/") ? this.panel.querySelectorAll("input:not([type=hidden])") : [];
    const blank = [...fields].find((field) => field instanceof HTMLInputElement && !field.value);
    const target = blank ?? this.panel.querySelector("h1, h2");
    if (target instanceof HTMLElement) target.focus();
  }

  /**
   * The list of flows as it is by now; what is open stays open.
   *
   * @param {ChildNode[]} nodes
   */
  renew(nodes) {
    const isHome = this.rest === this.home.nodes;
    this.home.nodes = nodes;
    if (isHome) this.rest = nodes;
    if (!this.element && isHome) this.#replace(nodes);
  }

  /** There is a form here, in which somebody may have typed something. */
  get isBeingFilled() {
    return this.panel.querySelector("input:not([type=hidden]), textarea, select") !== null;
  }

  /** What is open may have been changed by somebody else: show it as it is now, unless somebody types in it. */
  async refresh() {
    const { element } = this;
    this.fetching.abort();
    if (!element || this.isBeingFilled) return;
    this.fetching = new AbortController();
    const { signal } = this.fetching;
    const asked = async () => {
      const answer = await partAt(location.pathname, signal);
      return isPart(answer) ? answer.text() : null;
    };
    const text = await persistently(asked, signal).catch(() => null);
    // Meanwhile somebody may have opened another, or begun to change this one.
    if (text === null || signal.aborted || this.element !== element || this.isBeingFilled) return;
    const content = this.#contentOf(text);
    this.#replace([this.#closeButton(), content]);
    Reflect.get(globalThis, "htmx")?.process(content);
  }

  /** What was asked for is not wanted any more. */
  #stop() {
    this.request.abort();
    this.fetching.abort();
  }

  /** Put other nodes here; what had the focus has it again, and nothing scrolls. @param {ChildNode[]} nodes */
  #replace(nodes) {
    const { scrollTop } = this.panel;
    const focused = document.activeElement;
    const hadFocus = focused !== this.panel && this.panel.contains(focused);
    const selector = hadFocus ? sameAs(focused) : "";
    this.panel.replaceChildren(...nodes);
    this.panel.scrollTop = scrollTop;
    const again = selector ? this.panel.querySelector(selector) : null;
    const target = hadFocus ? (again ?? this.panel) : null;
    if (!(target instanceof HTMLElement)) return;
    if (/^H\d$/u.test(target.tagName)) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  /** @param {{remember?: boolean}} [options] */
  close({ remember = true } = {}) {
    this.#stop();
    const { element } = this;
    if (!element) return;
    this.element = "";
    this.panel.removeAttribute("aria-busy");
    this.panel.replaceChildren(...this.rest);
    document.title = this.home.title;
    if (remember) history.pushState(null, "", this.home.url);
    this.onClose(element);
  }

  /**
   * List what was found, in place of what the panel begins with; without a list, begin again.
   *
   * @param {Found[] | undefined} found
   * @param {string} elsewhere where the same is looked for in every flow
   */
  list(found, elsewhere) {
    if (this.element) history.pushState(null, "", this.home.url);
    this.#stop();
    this.element = "";
    this.panel.removeAttribute("aria-busy");
    document.title = this.home.title;
    this.rest = found ? this.#listed(found, elsewhere) : this.home.nodes;
    this.panel.replaceChildren(...this.rest);
    this.panel.scrollTop = 0;
  }

  /**
   * @param {Found[]} found
   * @param {string} elsewhere
   */
  #listed(found, elsewhere) {
    const heading = document.createElement("h2");
    heading.className = "govuk-heading-m";
    heading.textContent = found.length ? `${this.words.matches ?? ""} ${found.length}` : (this.words.none ?? "");
    const list = document.createElement("ol");
    list.className = "dl-flowlist";
    for (const each of found) {
      const item = document.createElement("li");
      item.append(this.lines.get(each.id)?.cloneNode(true) ?? lineOf(each));
      list.append(item);
    }
    return [heading, list, ...(this.words.every ? [everyOf(elsewhere, this.words.every)] : [])];
  }

  /**
   * @param {string} id
   * @param {string} part markup of our own server
   */
  #show(id, part) {
    this.#fill(part);
    this.element = id;
    const heading = this.panel.querySelector("h1, h2");
    const target = heading instanceof HTMLElement ? heading : this.panel;
    target.tabIndex = -1;
    target.focus();
    document.title = `${target.textContent?.trim()} – ${this.home.title}`;
  }

  /** @param {string} part markup of our own server */
  #fill(part) {
    const content = this.#contentOf(part);
    this.panel.replaceChildren(this.#closeButton(), content);
    Reflect.get(globalThis, "htmx")?.process(content);
    this.panel.scrollTop = 0;
  }

  /** @param {string} part markup of our own server */
  #contentOf(part) {
    const content = document.createElement("div");
    content.innerHTML = part;
    const home = content.querySelector("a[data-home]");
    if (home instanceof HTMLAnchorElement) home.href = this.home.url;
    return content;
  }

  #closeButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary dl-button--small dl-map__close";
    button.dataset.close = "";
    button.textContent = this.words.close ?? "×";
    return button;
  }

  /** @param {string} url */
  #apologise(url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = this.words.failed ?? url;
    const line = document.createElement("p");
    line.append(link);
    this.panel.replaceChildren(line);
    this.say(this.words.failed);
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

/** @param {Found} found */
function lineOf({ id, name, url }) {
  const line = document.createElement("a");
  line.href = url;
  line.dataset.element = id;
  line.textContent = name;
  return line;
}

/**
 * The way to all that is not drawn by itself.
 *
 * @param {string} url
 * @param {string} words
 */
function everyOf(url, words) {
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = words;
  line.append(link);
  return line;
}
