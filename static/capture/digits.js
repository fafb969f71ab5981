// A digit on an empty line answers what is asked; the same digit may begin a name ("1625 Independent People"). What
// only opens is done at once; what changes the map waits for a moment, and is text when another digit follows.

const MOMENT = 450;

export class Digits {
  /**
   * @param {object} page
   * @param {(key: string) => "" | "opens" | "acts"} page.means what a digit would do
   * @param {(key: string) => void} page.press
   * @param {() => void} page.close what was opened
   * @param {(text: string) => void} page.type put this on the line after all
   */
  constructor({ means, press, close, type }) {
    this.page = { means, press, close, type };
    this.typed = "";
    this.at = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * @param {string} key
   * @returns {boolean} whether the key is dealt with
   */
  press(key) {
    const isSoon = Date.now() - this.at < MOMENT;
    if (this.timer !== undefined && /^\d$/u.test(key)) return this.#asText(key);
    if (this.timer !== undefined) this.#act();
    else if (isSoon && this.typed && !/^[1-9]$/u.test(key) && key.length === 1) return this.#asText(key);
    const means = /^[1-9]$/u.test(key) ? this.page.means(key) : "";
    if (!means) {
      this.typed = "";
      return false;
    }
    this.typed = isSoon ? this.typed + key : key;
    this.at = Date.now();
    if (means === "opens") this.page.press(key);
    else this.timer = setTimeout(() => this.#act(), MOMENT);
    return true;
  }

  #act() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const key = this.typed.at(-1) ?? "";
    this.typed = "";
    this.page.press(key);
  }

  /** @param {string} key */
  #asText(key) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.page.close();
    this.page.type(this.typed + key);
    this.typed = "";
    return true;
  }
}
