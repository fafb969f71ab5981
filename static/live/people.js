// Who else is here: initials in a colour of their own, and what they have selected.

/**
 * @typedef {{id: string, name: string, initials: string, colour: number, element: string}} Person
 */

/** More than these are counted. */
const SHOWN = 6;

export class People {
  /**
   * @param {HTMLElement} list
   * @param {Record<string, string>} words
   * @param {string} me
   */
  constructor(list, words, me) {
    this.list = list;
    this.words = words;
    this.me = me;
    /** @type {Person[]} */
    this.others = [];
  }

  /**
   * @param {Person[]} here
   * @returns {{came: Person[], left: Person[]}} who was not here, and who is not any more
   */
  show(here) {
    const before = this.others;
    this.others = here.filter(({ id }) => id !== this.me);
    const mine = here.filter(({ id }) => id === this.me);
    this.list.hidden = !this.others.length;
    const shown = this.others.slice(0, SHOWN);
    this.list.replaceChildren(...[...mine, ...shown].map((person) => this.#item(person)));
    if (this.others.length > SHOWN) this.list.append(this.#more());
    return { came: without(this.others, before), left: without(before, this.others) };
  }

  /** @param {Person} person */
  #item(person) {
    const item = document.createElement("li");
    item.className = `dl-here dl-here--${person.colour}`;
    const isMe = person.id === this.me;
    item.title = isMe ? `${person.name} (${this.words.you})` : person.name;
    const initials = document.createElement("span");
    initials.className = "dl-here__initials";
    initials.setAttribute("aria-hidden", "true");
    initials.textContent = person.initials;
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = item.title;
    item.append(initials, name);
    if (isMe) item.classList.add("dl-here--me");
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

/**
 * @param {Person[]} some
 * @param {Person[]} others
 */
function without(some, others) {
  const known = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => !known.has(id));
}
