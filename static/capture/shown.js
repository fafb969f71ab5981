// What the bar shows above the line: what is read back, what is wrong, and what is still on its way.

export class Shown {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    this.said = /** @type {HTMLElement} */ (root.querySelector("[data-said]"));
    this.waiting = /** @type {HTMLElement} */ (root.querySelector("[data-waiting-lines]"));
    this.words = words;
  }

  /** @param {string} part markup of our own server */
  fill(part) {
    this.said.innerHTML = part;
  }

  /** @param {Node[]} nodes */
  show(nodes) {
    this.said.replaceChildren(...nodes);
  }

  /** @param {string} words */
  say(words) {
    this.show(words ? [line("dl-said__note", words)] : []);
  }

  /** @param {string} words */
  prepend(words) {
    this.said.prepend(line("govuk-error-message", words));
  }

  /**
   * Something else would have come in this place: people go there when they like, and what they typed stays here.
   *
   * @param {string} url
   * @param {string} words
   */
  leave(url, words) {
    const told = line("govuk-error-message", "");
    const link = document.createElement("a");
    Object.assign(link, { href: url, target: "_blank", rel: "noopener", textContent: words });
    told.append(link);
    this.show([told]);
  }

  /**
   * @param {string[]} lines
   * @param {boolean} isStuck whether they wait for a connection
   */
  wait(lines, isStuck) {
    this.waiting.hidden = !isStuck || !lines.length;
    const list = document.createElement("ul");
    list.className = "dl-plainlist";
    list.append(...lines.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
    this.waiting.replaceChildren(line("dl-said__note", this.words.waiting ?? ""), list);
  }
}

/**
 * @param {string} className
 * @param {string} words
 */
function line(className, words) {
  const paragraph = document.createElement("p");
  paragraph.className = className;
  paragraph.textContent = words;
  return paragraph;
}
