// What is said of unsent changes, of what was done, and the buttons of one's own steps.

import { announcer } from "../map/announce.js";
import { fill } from "../map/words.js";

/** @import {Entry, Queue} from "./queue.js" */

export class Status {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    this.root = root;
    this.words = words;
    this.say = announcer(root.querySelector("[data-announce]"));
    this.line = root.querySelector("[data-queue-status]");
    this.hadSome = false;
    this.asking = 0;
  }

  /** @param {Queue} queue */
  show(queue) {
    const { count, trouble, isKept } = queue;
    this.hadSome ||= count > 0;
    const isAsked = count > 0 && queue.entries.every(({ state }) => state === "stopped");
    const pattern = {
      "": isAsked ? this.words.asked : count ? this.words.saved : this.hadSome ? this.words.sent : "",
      offline: count ? this.words.offline : "",
      "signed out": this.words.signedOut,
    }[trouble];
    const said = [fill(pattern, { count })];
    if (!isKept) said.push(this.words.notKept ?? "");
    if (!this.line || this.line.textContent === said.join(" ").trim()) return;
    this.line.textContent = said.join(" ").trim();
    this.root.dataset.state = trouble || (count ? "waiting" : "sent");
    if (trouble === "signed out") this.line.append(" ", signIn(this.words.signIn ?? ""));
  }

  /**
   * @param {Entry} entry
   * @param {{name: string}} answer
   */
  done(entry, answer) {
    if (entry.to !== "edits" || entry.edits.length > 1 || entry.edits.some(({ do: act }) => act === "remove")) {
      this.say(answer.name);
    }
    clearTimeout(this.asking);
    this.asking = window.setTimeout(() => void this.#renewSteps(), 300);
  }

  /** Let the buttons say what they would do now. */
  async #renewSteps() {
    for (const step of ["undo", "redo"]) {
      const button = document.querySelector(`[data-step=${step}]`);
      const answer = await fetch(this.root.dataset[step] ?? "").catch(() => null);
      if (!(button instanceof HTMLButtonElement) || !answer?.ok) continue;
      const [next] = await answer.json();
      button.disabled = !next;
      const name = button.querySelector(".dl-steps__name") ?? document.createElement("span");
      name.className = "dl-steps__name";
      name.textContent = next?.name ?? "";
      if (next) button.append(" ", name);
      else name.remove();
    }
  }
}

/** @param {string} words */
function signIn(words) {
  const link = document.createElement("a");
  link.href = `/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = words;
  return link;
}
