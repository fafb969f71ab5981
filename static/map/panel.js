// The panel beside the picture: the same page that the link leads to, as a part, with its own address.

/**
 * @typedef {object} PanelOptions
 * @property {HTMLElement} panel
 * @property {Record<string, string>} words
 * @property {(text: string | undefined) => void} say
 * @property {(id: string) => void} onClose told which element was open
 */

export class Panel {
  /** @param {PanelOptions} options */
  constructor({ panel, words, say, onClose }) {
    this.panel = panel;
    this.words = words;
    this.say = say;
    this.onClose = onClose;
    this.home = { nodes: [...panel.childNodes], url: location.pathname + location.search, title: document.title };
    /** The element that is open, if any. */
    this.element = "";
    this.request = new AbortController();
    panel.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-close]")) this.close();
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.element && !event.defaultPrevented) this.close();
    });
  }

  /**
   * Open an element's page in the panel; where that fails, go to the page itself.
   *
   * @param {string} id
   * @param {string} url
   * @param {{remember?: boolean}} [options] false when the address is already right, as after Back
   */
  async open(id, url, { remember = true } = {}) {
    this.request.abort();
    this.request = new AbortController();
    this.panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: this.request.signal });
      if (!answer.ok || answer.redirected) return location.assign(url);
      this.#show(id, await answer.text());
      if (remember) history.pushState({ element: id }, "", url);
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      this.#apologise(url);
    }
    this.panel.removeAttribute("aria-busy");
  }

  /** @param {{remember?: boolean}} [options] */
  close({ remember = true } = {}) {
    this.request.abort();
    const { element } = this;
    if (!element) return;
    this.element = "";
    this.panel.removeAttribute("aria-busy");
    this.panel.replaceChildren(...this.home.nodes);
    document.title = this.home.title;
    if (remember) history.pushState(null, "", this.home.url);
    this.onClose(element);
  }

  /**
   * @param {string} id
   * @param {string} part markup of our own server
   */
  #show(id, part) {
    const content = document.createElement("div");
    content.innerHTML = part;
    this.panel.replaceChildren(this.#closeButton(), content);
    Reflect.get(globalThis, "htmx")?.process(content);
    this.element = id;
    this.panel.scrollTop = 0;
    const heading = this.panel.querySelector("h1, h2");
    const target = heading instanceof HTMLElement ? heading : this.panel;
    target.tabIndex = -1;
    target.focus();
    document.title = `${target.textContent?.trim()} – ${this.home.title}`;
  }

  #closeButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary dl-button--small dl-map__close";
    button.dataset.close = "";
    button.textContent = this.words.close ?? "×";
    return button;
  }

  /** @param {string} url */
  #apologise(url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = this.words.failed ?? url;
    const line = document.createElement("p");
    line.append(link);
    this.panel.replaceChildren(line);
    this.say(this.words.failed);
  }
}
