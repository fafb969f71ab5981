// Lets a page of a map's draft hear at once what others do: the rest of the page hears it as `daylight:live`.

import { announcer } from "../map/announce.js";
import { wordsFrom } from "../map/words.js";
import { Share } from "./share.js";
import { listen, tell } from "./heard.js";
import { followPage } from "./pages.js";
import { People } from "./people.js";
import { BATCH, Told } from "./told.js";

/** @import {Act} from "./told.js" */
/** @import {State} from "./stream.js" */

/** How long what others did stands on the page, in milliseconds. */
const SHOWN_FOR = 10_000;
/** What somebody rests on is shown to the others, not what they pass. */
const RESTS = 250;
const SELECTED = "daylight:selected";

class Live {
  /** @param {HTMLElement} root */
  constructor(root) {
    const { room = "", seq = "0", me = "", at = "", liveUrl = "", since = "", here = "", csrf = "", talk = "" } = root.dataset;
    this.me = me;
    this.at = at;
    this.here = { url: here, csrf };
    this.words = wordsFrom(root.dataset);
    this.say = announcer(root.querySelector("[data-live-say]"));
    this.line = /** @type {HTMLElement} */ (root.querySelector("[data-live-told]"));
    this.status = /** @type {HTMLElement} */ (root.querySelector("[data-live-state]"));
    const menu = /** @type {HTMLDetailsElement} */ (root.querySelector("[data-people]"));
    this.people = new People(menu, me, this.words, nameOf);
    /** What elements are called, asked before what was removed is forgotten. @type {Map<string, string>} */
    this.names = new Map();
    this.told = new Told(this.words, (id) => nameOf(id) || this.names.get(id) || "");
    this.timers = { say: 0, hide: 0, select: 0 };
    this.isQuiet = root.hasAttribute("data-quiet");
    this.talk = talk;
    const wish = { room, seq: Number(seq), quiet: this.isQuiet };
    const listener = {
      heard: (/** @type {string} */ name, /** @type {any} */ data) => this.#heard(name, data),
      told: (/** @type {State} */ state) => this.#state(state),
    };
    this.begin = () => {
      this.share = new Share(wish, { live: liveUrl, since }, listener);
      this.share.begin();
    };
  }

  start() {
    this.begin();
    addEventListener("pagehide", () => this.share?.end());
    // A page that comes back as it was left goes on from where it had read.
    addEventListener("pageshow", (event) => event.persisted && this.begin());
    if (this.isQuiet) return;
    document.addEventListener(SELECTED, (event) => this.#select(event instanceof CustomEvent ? String(event.detail ?? "") : ""));
    // A page about one element is at that; what was selected on the page before is not any more.
    this.#select(this.at);
  }

  /**
   * @param {string} name
   * @param {any} data
   */
  #heard(name, data) {
    if (name === "changes") this.#changed(data);
    if (name === "here") this.people.show(data.here);
    tell(name, data);
  }

  /** @param {Act} act */
  #changed(act) {
    if (act.by === this.me) return;
    for (const [, , id] of act.changes) if (nameOf(id)) this.names.set(id, nameOf(id));
    this.told.add(act);
    // The picture, or the row, comes a moment later: with it come the names.
    if (!this.timers.say) this.timers.say = window.setTimeout(() => this.#say(), this.#isFirst() ? 1000 : BATCH);
  }

  /** Whoever has heard nothing for a while hears the first thing soon. */
  #isFirst() {
    return Date.now() - (this.lastSaid ?? 0) > BATCH;
  }

  #say() {
    this.timers.say = 0;
    this.lastSaid = Date.now();
    this.#tell(this.told.take());
  }

  /** @param {string} words */
  #tell(words) {
    if (!words) return;
    this.say(words);
    this.line.textContent = words;
    this.line.hidden = false;
    clearTimeout(this.timers.hide);
    this.timers.hide = window.setTimeout(() => (this.line.hidden = true), SHOWN_FOR);
  }

  /** @param {State} state */
  #state(state) {
    const words = { "": "", live: "", looking: this.words.looking, away: this.words.away, out: this.words.out }[state] ?? "";
    // A connection that is back in a moment is nothing to speak of.
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(
      () => {
        this.status.textContent = words;
        this.status.dataset.state = state;
      },
      words ? 2500 : 0,
    );
  }

  /** @param {string} element */
  #select(element) {
    clearTimeout(this.timers.select);
    this.timers.select = window.setTimeout(() => {
      const body = new FormData();
      body.set("element", element);
      body.set("csrfmiddlewaretoken", this.here.csrf);
      // Others see the next step, if they miss this.
      void fetch(this.here.url, { method: "POST", body }).catch(() => undefined);
    }, RESTS);
  }
}

/**
 * What an element is called on this page: on the picture, in a row, or as one of its lines.
 *
 * @param {string} id
 */
function nameOf(id) {
  const asked = new CustomEvent("daylight:name", { detail: { id, name: "" } });
  document.dispatchEvent(asked);
  return asked.detail.name;
}

const root = document.querySelector("[data-live]");
if (root instanceof HTMLElement) {
  const live = new Live(root);
  live.start();
  followPage(live.talk);
  // An empty map has no picture that could follow: with its first flow the page comes anew, and keeps what is typed.
  listen((name) => {
    if ((name === "changes" || name === "anew") && document.querySelector("[data-map-empty]")) location.reload();
  });
}
