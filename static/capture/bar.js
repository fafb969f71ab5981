// The capture bar: one line, typed while people talk. Nothing that happens elsewhere ever takes the keys from it.

import { fill } from "../map/words.js";
import { Answers } from "./answers.js";
import { accept, endsOf, offersFor, tokenAt } from "./line.js";
import { Offers } from "./offers.js";
import { Recalled } from "./recalled.js";
import { newEdit, send } from "./sending.js";

/** @import {Words} from "./line.js" */

/** What the rest of the page hears of: a line is on its way, the map has changed. */
export const GHOST = "daylight:ghost";
export const CHANGED = "daylight:changed";

/** So high may what is read back become and stay, in pixels. */
const MOST_HEIGHT = 150;

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
    this.said = /** @type {HTMLElement} */ (root.querySelector("[data-said]"));
    const list = /** @type {HTMLElement} */ (root.querySelector("[role=listbox]"));
    this.offers = new Offers(this.input, list, words, (name) => this.#take(name));
    this.answers = new Answers(
      this.said,
      (form, button) => void this.#answer(form, button),
      (opening) => this.#goOn(opening),
    );
    this.recalled = new Recalled();
    /** @type {Words} */
    this.known = { places: [], data: [] };
    // A page may have put the focus there before this came.
    if (document.activeElement === this.input) void this.#learn();
    else this.input.addEventListener("focus", () => void this.#learn(), { once: true });
    this.input.addEventListener("input", () => this.#offer());
    this.input.addEventListener("blur", () => this.offers.close());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("paste", (event) => this.#paste(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    document.addEventListener("keydown", (event) => this.#return(event));
    document.addEventListener("daylight:settled", (event) => {
      const done = event instanceof CustomEvent ? event.detail : null;
      if (done instanceof Element) this.said.replaceChildren(document.importNode(done, true));
    });
  }

  /** What was read back does not stand any more. @param {string} words what to say instead */
  forget(words) {
    const line = document.createElement("p");
    line.className = "dl-said__note";
    line.textContent = words;
    this.said.replaceChildren(...(words ? [line] : []));
    this.#field("last", "");
    this.focus();
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  async #learn() {
    const answer = await fetch(this.root.dataset.words ?? "").catch(() => null);
    if (answer?.ok) this.known = await answer.json();
    this.#offer();
  }

  get #token() {
    return tokenAt(this.input.value, this.input.selectionStart ?? this.input.value.length);
  }

  #offer() {
    const offered = document.activeElement === this.input ? offersFor(this.known, this.#token) : [];
    this.offers.show(offered);
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
    const acts = {
      Tab: () => this.offers.isOpen && !event.shiftKey && this.#done(() => this.#take(this.offers.best)),
      Enter: () => this.offers.chosen >= 0 && this.#done(() => this.#take(this.offers.best)),
      ArrowDown: () => (this.offers.isOpen ? this.#done(() => this.offers.move(1)) : this.#recall(1)),
      ArrowUp: () => (this.offers.isOpen ? this.#done(() => this.offers.move(-1)) : this.#recall(-1)),
      Escape: () => this.#escape(),
    };
    const act = Object.hasOwn(acts, event.key) ? acts[/** @type {keyof typeof acts} */ (event.key)] : null;
    const isDone = act ? act() : /^[1-9]$/u.test(event.key) && isEmpty && this.answers.press(event.key);
    if (isDone) event.preventDefault();
  }

  /** @param {() => void} act */
  #done(act) {
    act();
    return true;
  }

  /** @param {1 | -1} step */
  #recall(step) {
    const line = this.recalled.go(step);
    if (line === undefined) return false;
    this.input.value = line;
    this.input.setSelectionRange(line.length, line.length);
    return true;
  }

  #escape() {
    if (this.offers.isOpen) return this.#done(() => this.offers.close());
    return this.answers.close();
  }

  /** Undo and redo belong to the map while nothing is typed. @param {KeyboardEvent} event */
  #step(event) {
    if (this.input.value || event.key.toLowerCase() !== "z") return;
    const button = document.querySelector(`[data-step=${event.shiftKey ? "redo" : "undo"}]`);
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    event.preventDefault();
    button.click();
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
    if (isTyping && /^[1-9]$/u.test(event.key) && !this.input.value && this.answers.press(event.key)) event.preventDefault();
  }

  /** @param {string} opening */
  #goOn(opening) {
    this.input.value = opening;
    this.focus();
    this.input.setSelectionRange(opening.length, opening.length);
  }

  /** Several lines are looked through before any is drawn: with a preview, and one undo for all. @param {ClipboardEvent} event */
  #paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.split(/\r?\n/u).filter((line) => line.trim()).length < 2) return;
    event.preventDefault();
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: this.root.dataset.import ?? "", hidden: true, enctype: "multipart/form-data" });
    const csrf = this.form.querySelector("input[name=csrfmiddlewaretoken]")?.cloneNode(true);
    const lines = document.createElement("textarea");
    Object.assign(lines, { name: "pasted", value: text });
    if (csrf) form.append(csrf, lines);
    document.body.append(form);
    form.submit();
  }

  async #send() {
    const line = this.input.value;
    if (!line.trim()) return;
    const body = new FormData(this.form);
    this.offers.close();
    this.recalled.keep(line);
    // The next line can be typed at once; this one's id is its own, so that sent twice it has one effect.
    this.input.value = "";
    this.#field("edit", newEdit());
    document.dispatchEvent(new CustomEvent(GHOST, { detail: endsOf(line) }));
    const answer = await send(this.form.action, body);
    if (answer?.ok) return this.#settle(answer.part);
    document.dispatchEvent(new CustomEvent(GHOST, { detail: null }));
    this.#handBack(line, answer?.part ?? "");
    // Not sent at all: the same act is tried again.
    if (!answer) this.#field("edit", String(body.get("edit")));
  }

  /**
   * @param {string} line
   * @param {string} part why not, from the server; nothing when it was not reached
   */
  #handBack(line, part) {
    if (!this.input.value) this.input.value = line;
    if (part) this.said.innerHTML = part;
    else this.said.replaceChildren(paragraph(fill(this.words.failed, {})));
    this.input.setAttribute("aria-invalid", "true");
    this.focus();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} button
   */
  async #answer(form, button) {
    const body = new FormData(form);
    if (button instanceof HTMLButtonElement && button.name) body.set(button.name, button.value);
    const isLine = form.matches(".dl-capture__personal");
    this.focus();
    const answer = await send(form.action, body);
    if (answer?.ok) {
      if (isLine) this.input.value = "";
      return this.#settle(answer.part);
    }
    if (answer) this.said.innerHTML = answer.part;
    else this.said.prepend(paragraph(fill(this.words.failed, {})));
  }

  /** @param {string} part */
  #settle(part) {
    this.said.innerHTML = part;
    this.input.removeAttribute("aria-invalid");
    for (const template of this.said.querySelectorAll("template[data-replace]")) this.#replace(template);
    // It grows once: a map that gave way to each sentence anew would not hold still.
    const height = Math.min(Math.max(this.said.offsetHeight, parseFloat(this.said.style.minHeight) || 0), MOST_HEIGHT);
    this.said.style.minHeight = `${height}px`;
    const back = this.said.querySelector("[data-back]");
    const data = back instanceof HTMLElement ? back.dataset : {};
    this.#field("last", data.flows ?? "");
    // The first flow brings a picture where there was none: the page begins anew with it.
    const { first } = this.root.dataset;
    if (first) return location.assign(`${first}?done=${data.edit ?? ""}`);
    const elements = (data.elements ?? "").trim().split(" ").filter(Boolean);
    document.dispatchEvent(new CustomEvent(CHANGED, { detail: { elements } }));
    void this.#learn();
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

/** @param {string} text */
function paragraph(text) {
  const line = document.createElement("p");
  line.className = "govuk-error-message";
  line.textContent = text;
  return line;
}
