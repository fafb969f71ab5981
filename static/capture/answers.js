// What is asked after a line: opened and answered by number keys while the line is empty, or by pressing.

export class Answers {
  /**
   * @param {HTMLElement} said what is read back, with all that is asked
   * @param {(form: HTMLFormElement, button: HTMLElement | null) => void} answer
   * @param {(opening: string) => void} open go on typing with these words
   * @param {(words: string) => void} tell people who listen
   */
  constructor(said, answer, open, tell) {
    this.said = said;
    /** While something is on its way, nothing here may be meant for what was said before it. */
    this.isOld = false;
    said.addEventListener("submit", (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.matches("[data-undo]")) return;
      event.preventDefault();
      if (!this.isOld) answer(form, event.submitter);
    });
    said.addEventListener(
      "toggle",
      (event) => {
        const menu = event.target;
        if (!(menu instanceof HTMLDetailsElement) || !menu.open) return;
        for (const other of this.#menus()) if (other !== menu) other.open = false;
        if (menu.dataset.opening) {
          menu.open = false;
          if (!this.isOld) open(menu.dataset.opening);
          return;
        }
        tell((menu.textContent ?? "").replace(/\s+/gu, " ").trim());
      },
      true,
    );
  }

  /** @param {boolean} isOld */
  age(isOld) {
    this.isOld = isOld;
    this.said.classList.toggle("dl-capture__said--old", isOld);
  }

  /**
   * @param {string} key a digit
   * @returns {"" | "opens" | "acts"}
   */
  means(key) {
    const target = this.#target(key);
    if (!target || this.isOld) return "";
    return target.localName === "summary" ? "opens" : "acts";
  }

  /** @param {string} key a digit */
  press(key) {
    this.#target(key)?.click();
  }

  /** @returns {boolean} whether one was open */
  close() {
    const open = this.#menus().filter((menu) => menu.open);
    for (const menu of open) menu.open = false;
    return open.length > 0;
  }

  /** @param {string} key */
  #target(key) {
    const menu = this.#menus().find((each) => each.open);
    const target = menu
      ? menu.querySelector(`[data-answer-key="${key}"]`)
      : this.said.querySelector(`[data-key="${key}"]`);
    return target instanceof HTMLElement ? target : null;
  }

  #menus() {
    return [...this.said.querySelectorAll("details")];
  }
}
