// The drawn elements: finding them by id, their links, where they stand, and which of them can be tabbed to.

/** @import {Box} from "./camera.js" */
/** @import {Graph} from "./graph.js" */

export class Picture {
  /**
   * @param {SVGSVGElement} svg
   * @param {Graph} graph
   * @param {URL} base the map's or version's own address
   */
  constructor(svg, graph, base) {
    this.svg = svg;
    this.graph = graph;
    this.base = base;
    /** @type {SVGAElement | null} */
    this.stop = null;
    for (const link of svg.querySelectorAll("a")) {
      // The address of the page changes when the panel opens: relative links would go astray.
      link.setAttribute("href", new URL(link.getAttribute("href") ?? "", base).pathname);
      link.setAttribute("tabindex", "-1");
    }
    for (const id of [...graph.nodes.keys(), ...graph.flows.keys()]) this.#name(id);
  }

  /**
   * Name a link by the words that are seen on it, a flow also by its ends: that is heard on the way through,
   * and said by people who speak to their computer. The whole sentence is announced where somebody stops.
   *
   * @param {string} id
   */
  #name(id) {
    const link = this.link(id);
    const texts = [...(link?.querySelectorAll("text") ?? [])];
    // Lines of writing are apart for the eye only: without a space, their words run together.
    for (const text of texts) text.before(" ");
    const flow = this.graph.flows.get(id);
    const ends = flow ? [flow.source, flow.target].map((end) => this.graph.element(end).name).join(" → ") : "";
    const words = texts.map((text) => text.textContent).join(" ");
    link?.setAttribute("aria-label", [words, ends].filter(Boolean).join(". "));
  }

  /**
   * @param {string} id
   * @returns {SVGGElement | null}
   */
  group(id) {
    const element = this.graph.has(id) ? document.getElementById(id) : null;
    return element instanceof SVGGElement && this.svg.contains(element) ? element : null;
  }

  /**
   * @param {string} id
   * @returns {SVGAElement | null}
   */
  link(id) {
    const link = this.group(id)?.querySelector("a");
    return link instanceof SVGAElement ? link : null;
  }

  /**
   * The address of an element's own page.
   *
   * @param {string} id
   */
  url(id) {
    return this.link(id)?.getAttribute("href") ?? "";
  }

  /**
   * The shape that stands for an element: a node's box, a flow's chip.
   *
   * @param {string} id
   * @returns {Box | null}
   */
  box(id) {
    const shape = this.group(id)?.querySelector(":scope > a > :is(.box, .cell, .chip)");
    return shape instanceof SVGGraphicsElement ? shape.getBBox() : null;
  }

  /**
   * The element that something in the picture belongs to.
   *
   * @param {EventTarget | null} target
   * @returns {string}
   */
  idAt(target) {
    const group = target instanceof Element && this.svg.contains(target) ? target.closest(".node, .flow") : null;
    return group && this.graph.has(group.id) ? group.id : "";
  }

  /**
   * The element of this map that an address leads to, drawn or standing in a group or bundle.
   *
   * @param {URL} url
   * @returns {string}
   */
  elementAt(url) {
    const base = this.base.pathname;
    if (url.origin !== location.origin || !url.pathname.startsWith(base)) return "";
    const [, id = ""] = /^[fngb]\/([0-9a-f-]+)\/$/u.exec(url.pathname.slice(base.length)) ?? [];
    return this.graph.drawn(id) ? id : "";
  }

  /**
   * Make one element the picture's only stop for the Tab key.
   *
   * @param {string} id
   */
  setStop(id) {
    const link = this.link(id);
    if (!link) return;
    this.stop?.setAttribute("tabindex", "-1");
    link.setAttribute("tabindex", "0");
    this.stop = link;
  }

  /** @param {string} id */
  focus(id) {
    this.setStop(id);
    this.link(id)?.focus({ preventScroll: true });
  }
}
