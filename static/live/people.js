// Who else is here: initials in a colour of their own, and in full, with what each is at, for whoever opens the list.

import { fill } from "../map/words.js";

/**
 * @typedef {{id: string, name: string, initials: string, colour: number, element: string}} Person
 */

/** More than these are counted. */
const SHOWN = matchMedia("(min-width: 40.01em)").matches ? 6 : 3;

export class People {
  /**
   * @param {HTMLDetailsElement} menu
   * @param {string} me
   * @param {Record<string, string>} words
   * @param {(id: string) => string} nameOf what an element is called on this page
   */
  constructor(menu, me, words, nameOf) {
    this.menu = menu;
    this.me = me;
    this.words = words;
    this.nameOf = nameOf;
    /** @type {Person[]} */
    this.others = [];
    // What somebody is at may have come to this page, or got its name, only since they were at it.
    menu.addEventListener("toggle", () => menu.open && this.#list());
  }

  /** @param {Person[]} here */
  show(here) {
    this.others = here.filter(({ id }) => id !== this.me);
    this.menu.hidden = !this.others.length;
    const faces = this.others.slice(0, SHOWN).map(face);
    const rest = this.others.length - SHOWN;
    if (rest > 0) faces.push(piece("span", "dl-here dl-here--more", `+${rest}`));
    this.menu.querySelector("[data-faces]")?.replaceChildren(...faces);
    const names = this.others.map(({ name }) => name).join(", ");
    const said = this.menu.querySelector("[data-names]");
    if (said) said.textContent = names;
    if (this.menu.open) this.#list();
  }

  #list() {
    this.menu.querySelector("[data-people-list]")?.replaceChildren(...this.others.map((person) => this.#line(person)));
  }

  /** @param {Person} person */
  #line(person) {
    const line = piece("li", "dl-live__person");
    const words = piece("span", "dl-live__name", person.name);
    const at = person.element && this.nameOf(person.element);
    if (at) words.append(piece("span", "dl-live__at", fill(this.words.at, { what: at })));
    line.append(face(person), words);
    return line;
  }
}

/** @param {Person} person */
function face(person) {
  const made = piece("span", `dl-here dl-here--${person.colour}`, person.initials);
  made.setAttribute("aria-hidden", "true");
  made.title = person.name;
  return made;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function piece(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
