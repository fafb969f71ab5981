// Who else is here: initials in a colour of their own, and what they have selected.

/**
 * @typedef {{id: string, name: string, initials: string, colour: number, element: string}} Person
 */

/** More than these are counted. */
const SHOWN = matchMedia("(min-width: 40.01em)").matches ? 6 : 3;

export class People {
  /**
   * @param {HTMLElement} list
   * @param {string} me
   */
  constructor(list, me) {
    this.list = list;
    this.me = me;
    /** @type {Person[]} */
    this.others = [];
  }

  /** @param {Person[]} here */
  show(here) {
    this.others = here.filter(({ id }) => id !== this.me);
    this.list.hidden = !this.others.length;
    this.list.replaceChildren(...this.others.slice(0, SHOWN).map((person) => this.#item(person)));
    if (this.others.length > SHOWN) this.list.append(this.#more());
  }

  /** @param {Person} person */
  #item(person) {
    const item = document.createElement("li");
    item.className = `dl-here dl-here--${person.colour}`;
    item.title = person.name;
    const initials = document.createElement("span");
    initials.className = "dl-here__initials";
    initials.setAttribute("aria-hidden", "true");
    initials.textContent = person.initials;
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = item.title;
    item.append(initials, name);
    return item;
  }

  #more() {
    const item = document.createElement("li");
    item.className = "dl-here dl-here--more";
    item.textContent = `+${this.others.length - SHOWN}`;
    item.title = this.others.slice(SHOWN).map(({ name }) => name).join(", ");
    const names = document.createElement("span");
    names.className = "visually-hidden";
    names.textContent = ` ${item.title}`;
    item.append(names);
    return item;
  }
}
