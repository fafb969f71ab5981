// What is asked after a line: opened and answered by number keys while the line is empty, or by pressing.

export class Answers {
  /**
   * @param {HTMLElement} said what is read back, with all that is asked
   * @param {(form: HTMLFormElement, button: HTMLElement | null) => void} answer
   * @param {(opening: string) => void} open go on typing with these words
   */
  constructor(said, answer, open) {
    this.said = said;
    said.addEventListener("submit", (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.matches("[data-undo]")) return;
      event.preventDefault();
      answer(form, event.submitter);
    });
    said.addEventListener(
      "toggle",
      (event) => {
        const menu = event.target;
        if (!(menu instanceof HTMLDetailsElement) || !menu.open) return;
        for (const other of this.#menus()) if (other !== menu) other.open = false;
        if (menu.dataset.opening) {
          menu.open = false;
          open(menu.dataset.opening);
        }
      },
      true,
    );
  }

  /**
   * @param {string} key a digit
   * @returns {boolean} whether it meant anything
   */
  press(key) {
    const menu = this.#menus().find((each) => each.open);
    const target = menu
      ? menu.querySelector(`[data-answer-key="${key}"]`)
      : this.said.querySelector(`[data-key="${key}"]`);
    if (!(target instanceof HTMLElement)) return false;
    target.click();
    return true;
  }

  /** @returns {boolean} whether one was open */
  close() {
    const open = this.#menus().filter((menu) => menu.open);
    for (const menu of open) menu.open = false;
    return open.length > 0;
  }

  #menus() {
    return [...this.said.querySelectorAll("details")];
  }
}
