// What others do to the table: their changes come into its cells, marked for a while, and nobody loses their place.

import { listen } from "../live/heard.js";
import { replace } from "../live/pages.js";

/** @import {Rows} from "./rows.js" */
/** @import {Person} from "../live/people.js" */
/** @import {Act} from "../live/told.js" */

/** Changes that come close together are fetched together. */
const PAUSE = 200;
const MARKED_FOR = 6000;
/** More rows than these are fetched with the whole table, in one request. */
const ONE_BY_ONE = 3;
/** What is said of the whole table. */
const ABOUT = ["map-facts", "shown", "found"];

export class Others {
  /**
   * @param {HTMLElement} root
   * @param {Rows} rows
   * @param {{isOwn: (edit: string) => boolean, isUnsent: (id: string) => boolean}} asks
   */
  constructor(root, rows, { isOwn, isUnsent }) {
    this.root = root;
    this.rows = rows;
    this.isOwn = isOwn;
    this.isUnsent = isUnsent;
    this.me = root.dataset.user ?? "";
    /** @type {Person[]} */
    this.here = [];
    /** Which cells to mark as whose. @type {Map<string, {by: string, initials: string}>} */
    this.whose = new Map();
    /** @type {Set<string>} */
    this.changed = new Set();
    this.isWhole = false;
    this.isBusy = false;
    this.waiting = 0;
  }

  begin() {
    listen((name, data) => {
      if (name === "changes") this.#heard(data);
      if (name === "here") this.#stand(data.here);
      if (name === "anew") this.#whole();
    });
    document.addEventListener("daylight:name", (event) => {
      const asked = event instanceof CustomEvent ? event.detail : { id: "" };
      const row = this.rows.row(asked.id);
      if (row) asked.name = row.querySelector("th .visually-hidden")?.textContent?.trim() ?? "";
    });
    this.rows.body.addEventListener("focusin", (event) => {
      const row = event.target instanceof Element ? event.target.closest("tr") : null;
      document.dispatchEvent(new CustomEvent("daylight:selected", { detail: row?.dataset.element ?? "" }));
    });
    // A row that was taken off the map stays while somebody is in it.
    this.rows.body.addEventListener("focusout", () => setTimeout(() => this.#sweep()));
  }

  /** @param {Act & {edit: string, initials: string}} act */
  #heard({ edit, by, initials, count, changes }) {
    if (this.isOwn(edit)) return;
    const flows = changes.filter(([, kind]) => kind === "flow");
    if (flows.length < count || flows.some(([action]) => action !== "set")) this.isWhole = true;
    for (const [, , id, field] of flows) {
      this.changed.add(id);
      if (by !== this.me) this.whose.set(`${id} ${field}`, { by, initials });
    }
    this.#soon();
  }

  #whole() {
    this.isWhole = true;
    this.#soon();
  }

  #soon() {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.#renew(), PAUSE);
  }

  async #renew() {
    if (this.isBusy) return this.#soon();
    this.isBusy = true;
    const ids = [...this.changed];
    const isWhole = this.isWhole || ids.length > ONE_BY_ONE;
    this.changed.clear();
    this.isWhole = false;
    const came = await (isWhole ? this.#table() : this.#each(ids)).catch(() => false);
    this.isBusy = false;
    if (!came) {
      // Without a connection, or when a row is gone by now: the table is fetched, once it can be.
      this.isWhole = true;
      setTimeout(() => this.#soon(), 3000);
    }
    this.#mark();
    this.#stand(this.here);
  }

  /** @param {string[]} ids */
  async #each(ids) {
    for (const id of ids) if (this.rows.row(id) && !(await this.rows.renew(id))) return false;
    return true;
  }

  /** Put every row in place as it is by now. @returns {Promise<boolean>} whether they could be had */
  async #table() {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = [...page.querySelectorAll("[data-edit-table] tbody tr[data-element]")];
    if (!page.querySelector("[data-edit-table]")) return false;
    for (const id of ABOUT) {
      const older = document.getElementById(id);
      const newer = page.getElementById(id);
      if (older && newer) replace(older, newer);
    }
    const ids = new Set();
    for (const row of fresh) {
      if (!(row instanceof HTMLTableRowElement) || !row.dataset.element) continue;
      ids.add(row.dataset.element);
      this.rows.put(row);
    }
    for (const row of this.rows.all) {
      const id = row.dataset.element ?? "";
      if (id && !ids.has(id)) this.#remove(row);
    }
    return true;
  }

  /** @param {HTMLTableRowElement} row */
  #remove(row) {
    row.classList.add("dl-sheet__gone");
    this.#sweep();
  }

  #sweep() {
    for (const row of this.rows.body.querySelectorAll(".dl-sheet__gone")) {
      const id = row instanceof HTMLElement ? (row.dataset.element ?? "") : "";
      // What was typed in it is asked about there.
      if (!row.contains(document.activeElement) && !this.isUnsent(id)) row.remove();
    }
  }

  /** Whose the changed cells are: initials in their colour, for a while. */
  #mark() {
    for (const [place, { by, initials }] of this.whose) {
      const [id = "", field = ""] = place.split(" ");
      const cell = this.rows.cell(id, field);
      if (cell) this.#tag(cell, by, initials);
      if (cell) setTimeout(() => untag(cell), MARKED_FOR);
    }
    this.whose.clear();
  }

  /**
   * Which rows the others are in.
   *
   * @param {Person[]} here
   */
  #stand(here) {
    this.here = here.filter(({ id }) => id !== this.me);
    for (const head of this.rows.body.querySelectorAll("th[data-theirs]")) untag(head);
    for (const { id, initials, element } of this.here) {
      const head = element ? this.rows.row(element)?.querySelector("th") : null;
      if (!head) continue;
      const before = head.getAttribute("data-theirs");
      this.#tag(head, id, before ? `${before} ${initials}` : initials);
    }
  }

  /**
   * @param {Element} element
   * @param {string} by
   * @param {string} initials
   */
  #tag(element, by, initials) {
    const colour = this.here.find(({ id }) => id === by)?.colour;
    untag(element);
    element.setAttribute("data-theirs", initials);
    if (colour !== undefined) element.classList.add(`dl-sheet__theirs--${colour}`);
  }
}

/** @param {Element} element */
function untag(element) {
  element.removeAttribute("data-theirs");
  for (const name of [...element.classList]) if (name.startsWith("dl-sheet__theirs--")) element.classList.remove(name);
}
