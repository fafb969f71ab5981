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
  const href = element instanceof HTMLAnchorElement ? element.getAttribute("href") : "";
  return href ? `a[href="${href.replaceAll('"', '\\"')}"]` : "";
}
