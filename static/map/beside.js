// What stands beside the picture. On a projector the picture has the whole width: the list is folded away until
// somebody asks for it, finds something or opens something.

export const PROJECTOR = matchMedia("(min-width: 110em)");

export class Beside {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.button = root.querySelector("[data-beside]");
    /** Somebody wants the list to stay. */
    this.isWanted = false;
    /** Something is shown in its place. */
    this.isNeeded = false;
    this.button?.addEventListener("click", () => {
      this.isWanted = this.#isFolded();
      this.isNeeded = false;
      this.#fold();
    });
    PROJECTOR.addEventListener("change", () => this.#fold());
    this.#fold();
  }

  /** @param {boolean} isNeeded */
  need(isNeeded) {
    this.isNeeded = isNeeded;
    this.#fold();
  }

  #isFolded() {
    return this.root.classList.contains("dl-map--alone");
  }

  #fold() {
    const isFolded = PROJECTOR.matches && !this.isWanted && !this.isNeeded;
    this.root.classList.toggle("dl-map--alone", isFolded);
    this.button?.setAttribute("aria-expanded", String(!isFolded));
  }
}
