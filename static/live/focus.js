// Keeping the focus where somebody was, when what is there is made anew.

/**
 * How to find the same link, button or heading again; nothing for what holds what somebody has typed.
 *
 * @param {Element | null} element
 * @returns {string} a selector
 */
export function sameAs(element) {
  if (!element) return "";
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (/^H[1-6]$/u.test(element.tagName)) return element.tagName.toLowerCase();
  if (element instanceof HTMLAnchorElement) return having("a", element, ["href"]);
  if (element instanceof HTMLButtonElement && element.form) {
    return `${having("form", element.form, ["action"])} ${having("button", element, ["name", "value"])}`;
  }
  const details = element.localName === "summary" ? element.parentElement : null;
  if (details?.id) return `#${CSS.escape(details.id)} > summary`;
  return details?.matches(".dl-acts__more") ? ".dl-acts__more > summary" : "";
}

/**
 * @param {string} tag
 * @param {Element} element
 * @param {string[]} names of attributes that tell it from others
 */
function having(tag, element, names) {
  const known = names.filter((name) => element.hasAttribute(name));
  return tag + known.map((name) => `[${name}="${CSS.escape(element.getAttribute(name) ?? "")}"]`).join("");
}
