// The capture bar: one line, typed while people talk. Nothing that happens elsewhere ever takes the keys from it, and
// nothing that was typed is lost.

import { announcer } from "../map/announce.js";
import { fill } from "../map/words.js";
import { Answers } from "./answers.js";
import { Digits } from "./digits.js";
import { accept, endsOf, offersFor, tokenAt } from "./line.js";
import { Offers } from "./offers.js";
import { Outbox } from "./outbox.js";
import { Recalled } from "./recalled.js";
import { newEdit, send } from "./sending.js";
import { Shown } from "./shown.js";

/** @import {Words} from "./line.js" */
/** @import {Answer, Entry} from "./outbox.js" */

/** What the rest of the page hears of: a line is on its way, the map has changed, a step is wanted. */
export const GHOST = "daylight:ghost";
export const CHANGED = "daylight:changed";
export const STEP = "daylight:step";

export class Bar {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.form = /** @type {HTMLFormElement} */ (root.querySelector("[data-line-form]"));
    this.input = /** @type {HTMLInputElement} */ (root.querySelector("input[name=line]"));
    this.shown = new Shown(root, words);
    const tell = announcer(root.querySelector("[data-tell]"));
    const list = /** @type {HTMLElement} */ (root.querySelector("[role=listbox]"));
    this.offers = new Offers(this.input, list, { words, tell, take: (name) => this.#take(name) });
    this.answers = new Answers(this.shown.said, (form, button) => void this.#answer(form, button), (opening) => this.#goOn(opening), tell);
    this.digits = new Digits({
      means: (key) => this.answers.means(key),
      press: (key) => this.answers.press(key),
      close: () => void this.answers.close(),
      type: (text) => this.#goOn(text),
    });
    this.recalled = new Recalled();
    this.outbox = new Outbox({
      send: (entry) => this.#post(entry),
      answered: (entry, answer) => this.#answered(entry, answer),
      show: (waiting, isStuck) => this.#wait(waiting, isStuck),
      kept: this.#kept("waiting"),
    });
    /** @type {Words} */
    this.known = { places: [], data: [] };
    /** What is known is older than the map. */
    this.isBehind = false;
    /** How many lines were not drawn, and how many steps wait for those that are on their way. */
    this.refused = this.steps = 0;
    /** Which page shows what was drawn, where this one cannot. */
    this.page = "";
    this.#listen();
    const typed = this.#kept("line");
    if (!this.input.value) this.input.value = typed.get();
    addEventListener("pagehide", () => typed.set(this.input.value));
    addEventListener("online", () => void this.outbox.run());
    this.outbox.show(this.outbox.waiting, false);
    void this.outbox.run();
  }

  #listen() {
    // A page may have put the focus there before this came.
    if (document.activeElement === this.input) this.#begin();
    else this.input.addEventListener("focus", () => this.#begin(), { once: true });
    this.input.addEventListener("input", () => {
      this.#catchUp();
      this.#offer();
    });
    this.input.addEventListener("blur", () => this.offers.close());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("paste", (event) => this.#paste(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#enter(this.input.value);
    });
    document.addEventListener("keydown", (event) => this.#return(event));
    // What has changed above the line may have pushed it out of sight.
    document.addEventListener("daylight:drawn", () => document.activeElement === this.input && this.focus());
    document.addEventListener("daylight:drawn", () => this.#catchUp());
    document.addEventListener("daylight:settled", (event) => {
      const done = event instanceof CustomEvent ? event.detail : null;
      if (done instanceof Element) this.shown.show([document.importNode(done, true)]);
    });
  }

  /** @param {string} name what is kept for this page, in this tab */
  #kept(name) {
    const key = `daylight-capture-${name}-${location.pathname}`;
    return {
      get: () => sessionStorage.getItem(key) ?? "",
      set: (/** @type {string} */ text) => (text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key)),
    };
  }

  /** What was read back does not stand any more. @param {string} words what to say instead */
  forget(words) {
    this.shown.say(words);
    this.#field("last", "");
    this.focus();
  }

  focus() {
    this.input.focus({ preventScroll: true });
    this.input.scrollIntoView({ block: "nearest" });
  }

  /** Somebody begins: from now on there is room for what is read back, and names are known. */
  #begin() {
    this.root.classList.add("dl-capture--active");
    void this.#learn();
  }

  /** The new names come after the picture, unless somebody types on before it. */
  #catchUp() {
    if (this.isBehind) void this.#learn();
  }

  async #learn() {
    this.isBehind = false;
    const answer = await fetch(this.root.dataset.words ?? "").catch(() => null);
    if (answer?.ok) this.known = await answer.json();
    if (!this.offers.isOpen) this.#offer();
  }

  get #token() {
    return tokenAt(this.input.value, this.input.selectionStart ?? this.input.value.length);
  }

  #offer() {
    this.offers.show(document.activeElement === this.input ? offersFor(this.known, this.#token) : []);
  }

  /** @param {string} name */
  #take(name) {
    const token = this.#token;
    if (!token) return;
    const caret = this.input.selectionStart ?? this.input.value.length;
    const { line, caret: to } = accept(this.input.value, caret, token, name);
    this.input.value = line;
    this.input.setSelectionRange(to, to);
    this.offers.close();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) return this.#step(event);
    const isEmpty = !this.input.value.trim();
    // Whoever is here already has nowhere to go.
    if (event.key === "/" && isEmpty) return event.preventDefault();
    if (isEmpty && this.digits.press(event.key)) return event.preventDefault();
    const acts = {
      Tab: () => this.offers.isOpen && !event.shiftKey && this.#done(() => this.#take(this.offers.best)),
      Enter: () => this.offers.chosen >= 0 && this.#done(() => this.#take(this.offers.best)),
      ArrowDown: () => (this.offers.isOpen ? this.#done(() => this.offers.move(1)) : this.#recall(1)),
      ArrowUp: () => (this.offers.isOpen ? this.#done(() => this.offers.move(-1)) : this.#recall(-1)),
      Escape: () => (this.offers.isOpen ? this.#done(() => this.offers.close()) : this.answers.close()),
    };
    const act = Object.hasOwn(acts, event.key) ? acts[/** @type {keyof typeof acts} */ (event.key)] : null;
    if (act?.()) event.preventDefault();
  }

  /** @param {() => void} act */
  #done(act) {
    act();
    return true;
  }

  /** @param {1 | -1} step */
  #recall(step) {
    const line = this.recalled.go(step, this.input.value);
    if (line === undefined) return false;
    this.input.value = line;
    this.input.setSelectionRange(line.length, line.length);
    return true;
  }

  /** Undo and redo belong to the map while nothing is typed; they wait for what is on its way. @param {KeyboardEvent} event */
  #step(event) {
    if (this.input.value || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    const detail = event.shiftKey ? "redo" : "undo";
    const { refused } = this;
    this.steps += 1;
    this.outbox.then(() => {
      this.steps -= 1;
      // A line that was refused was never drawn: the step was meant for it, and not for what was drawn before.
      if (refused === this.refused) document.dispatchEvent(new CustomEvent(STEP, { detail }));
      else this.#anew();
    });
  }

  /** @param {KeyboardEvent} event */
  #return(event) {
    const { target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (!(target instanceof Element) || target.closest("input, select, textarea, [contenteditable]")) return;
    // Whoever begins to type where nothing takes it means the line.
    const isTyping = target === document.body && /^[\p{L}\p{N}"=]$/u.test(event.key);
    if (event.key !== "/" && !isTyping) return;
    if (event.key === "/") event.preventDefault();
    this.focus();
    if (isTyping && !this.input.value && this.digits.press(event.key)) event.preventDefault();
  }

  /** @param {string} opening */
  #goOn(opening) {
    this.input.value = opening;
    this.focus();
    this.input.setSelectionRange(opening.length, opening.length);
  }

  /** Several lines are looked through before any is drawn, with one undo for all; in an interview each is a line of it. @param {ClipboardEvent} event */
  #paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.split(/\r?\n/u).filter((line) => line.trim());
    if (lines.length < 2) return;
    event.preventDefault();
    if (!this.root.dataset.import) return lines.forEach((line) => this.outbox.add({ edit: newEdit(), line }));
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: this.root.dataset.import, hidden: true, enctype: "multipart/form-data" });
    const csrf = this.form.querySelector("input[name=csrfmiddlewaretoken]")?.cloneNode(true);
    const pasted = document.createElement("textarea");
    Object.assign(pasted, { name: "pasted", value: text });
    if (csrf) form.append(csrf, pasted);
    document.body.append(form);
    form.submit();
  }

  /** The next line can be typed at once; this one's id is its own, so that sent twice it has one effect. @param {string} line */
  #enter(line) {
    if (!line.trim()) return;
    this.offers.close();
    this.recalled.keep(line);
    this.input.value = "";
    this.input.removeAttribute("aria-invalid");
    document.dispatchEvent(new CustomEvent(GHOST, { detail: endsOf(line) }));
    this.outbox.add({ edit: newEdit(), line });
  }

  /** @param {Entry} entry */
  #post({ edit, line }) {
    // What is said of "the flow before" is known only now.
    const body = new FormData(this.form);
    body.set("edit", edit);
    body.set("line", line);
    return send(this.form.action, body);
  }

  /**
   * @param {Entry[]} waiting
   * @param {boolean} isStuck
   */
  #wait(waiting, isStuck) {
    this.answers?.age(waiting.length > 0);
    this.shown.wait(waiting.map(({ line }) => line), isStuck);
  }

  /**
   * @param {Entry} entry
   * @param {Answer} answer
   */
  #answered({ line }, { status, part, url }) {
    if (status === 200 && part) return this.#settle(part);
    this.refused += 1;
    document.dispatchEvent(new CustomEvent(GHOST, { detail: null }));
    if (url) this.shown.leave(url, this.words.left ?? "");
    else this.shown.fill(part);
    // Where a question is asked, the line is in it, and number keys answer; else it stands there to be mended.
    const isAsked = this.shown.said.querySelector(".dl-capture__personal") !== null;
    if (isAsked || this.input.value) return;
    this.input.value = line;
    this.input.setAttribute("aria-invalid", "true");
    this.focus();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} button
   */
  async #answer(form, button) {
    const body = new FormData(form, button);
    this.focus();
    this.answers.age(true);
    const answer = await send(form.action, body);
    this.answers.age(!this.outbox.isEmpty);
    if (answer?.status === 200 && answer.part) return this.#settle(answer.part);
    if (answer?.part) this.shown.fill(answer.part);
    else if (answer) this.shown.leave(answer.url, this.words.left ?? "");
    else this.shown.prepend(fill(this.words.failed, {}));
  }

  /** @param {string} part */
  #settle(part) {
    this.shown.fill(part);
    this.input.removeAttribute("aria-invalid");
    for (const template of this.shown.said.querySelectorAll("template[data-replace]")) this.#replace(template);
    const back = this.shown.said.querySelector("[data-back]");
    const data = back instanceof HTMLElement ? back.dataset : {};
    this.#field("last", data.flows ?? "");
    if (this.#needsPage()) {
      this.page = `${this.root.dataset.mapUrl}?done=${data.edit ?? ""}`;
      return this.outbox.then(() => this.#anew());
    }
    if (document.activeElement === this.input) this.focus();
    const elements = (data.elements ?? "").trim().split(" ").filter(Boolean);
    document.dispatchEvent(new CustomEvent(CHANGED, { detail: { elements, seq: Number(data.seq) } }));
    this.isBehind = true;
  }

  /** Show the page with what was drawn, unless a step is wanted, which leads there too. */
  #anew() {
    if (this.page && !this.steps) location.assign(this.page);
  }

  /** The first flow brings a picture where there was none, and a phone has lists: there the page comes anew. */
  #needsPage() {
    const map = document.querySelector("[data-map], [data-map-empty]");
    return map !== null && (map.matches("[data-map-empty]") || !matchMedia("(min-width: 40.01em)").matches);
  }

  /** What stands elsewhere on the page and has changed with this. @param {Element} template */
  #replace(template) {
    if (!(template instanceof HTMLTemplateElement)) return;
    document.querySelector(template.dataset.replace ?? "")?.replaceChildren(template.content);
    if (template.dataset.next !== undefined) this.#field("note", template.dataset.next);
    template.remove();
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #field(name, value) {
    const field = this.form.querySelector(`input[name=${name}]`);
    if (field instanceof HTMLInputElement) field.value = value;
  }
}
