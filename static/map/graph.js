// The map as a graph to walk on: who is joined to whom, in the order people read it. Knows nothing of the page.

/**
 * @typedef {object} MapNode
 * @property {string} id
 * @property {string} kind
 * @property {string} name
 * @property {string} lane
 * @property {string} [parent] the organisation that a storage, or a team, belongs to
 * @property {string} sentence
 *
 * @typedef {object} MapFlow
 * @property {string} id
 * @property {number} number
 * @property {string} name
 * @property {string} source
 * @property {string} target
 * @property {string} sentence
 * @property {number} [count] how many flows a bundle stands for
 *
 * @typedef {object} MapData
 * @property {MapNode[]} nodes
 * @property {MapFlow[]} flows
 * @property {Record<string, string>} [standing] what is not drawn itself, and the element that stands for it
 * @property {Record<string, string>} [strings]
 */

export class Graph {
  /** @param {MapData} data */
  constructor(data) {
    /** @type {ReadonlyMap<string, MapNode>} */
    this.nodes = new Map(data.nodes.map((node) => [node.id, node]));
    const known = data.flows.filter((flow) => this.nodes.has(flow.source) && this.nodes.has(flow.target));
    known.sort((one, other) => one.number - other.number);
    /** @type {ReadonlyMap<string, MapFlow>} */
    this.flows = new Map(known.map((flow) => [flow.id, flow]));
    /** @type {ReadonlyMap<string, MapFlow[]>} */
    this.touching = this.#flowsByNode(known);
    this.order = this.#readingOrder(data.nodes);
    /** @type {ReadonlyMap<string, string>} */
    this.standing = new Map(Object.entries(data.standing ?? {}));
  }

  /** Where a walk begins: at the person, or at whatever comes first where there is none. */
  get start() {
    const person = [...this.nodes.values()].find((node) => node.kind === "person");
    return person?.id ?? this.order[0] ?? "";
  }

  /**
   * Follow the picture from now on: from the top down, what is level from left to right. An organisation's
   * storages stay with it.
   *
   * @param {(id: string) => {x: number, y: number} | null} place where an element is drawn
   */
  arrange(place) {
    const middle = (/** @type {string} */ id) => place(id) ?? { x: 0, y: Infinity };
    const byPlace = (/** @type {string} */ one, /** @type {string} */ other) => {
      const [here, there] = [middle(one), middle(other)];
      return here.y === there.y ? here.x - there.x : here.y - there.y;
    };
    const homes = this.order.filter((id) => !this.home(id)).sort(byPlace);
    const inside = (/** @type {string} */ home) => this.order.filter((id) => this.home(id) === home).sort(byPlace);
    this.order = homes.flatMap((home) => [home, ...inside(home)]);
    for (const flows of this.touching.values()) flows.sort((one, other) => byPlace(one.id, other.id));
  }

  /** @param {string} id */
  has(id) {
    return this.nodes.has(id) || this.flows.has(id);
  }

  /**
   * The drawn element that shows something of this map: itself, or the group or bundle that it is in.
   *
   * @param {string} id
   * @returns {string} empty when it is not shown here
   */
  drawn(id) {
    if (this.has(id)) return id;
    const standing = this.standing.get(id) ?? "";
    return this.has(standing) ? standing : "";
  }

  /** @param {string} id */
  isFlow(id) {
    return this.flows.has(id);
  }

  /**
   * @param {string} id
   * @returns {MapNode | MapFlow}
   */
  element(id) {
    const element = this.nodes.get(id) ?? this.flows.get(id);
    if (!element) throw new RangeError(`not on this map: ${id}`);
    return element;
  }

  /**
   * The flows that begin or end at a node or at one of its storages, in the order of their numbers.
   *
   * @param {string} node
   */
  flowsAt(node) {
    return this.touching.get(node) ?? [];
  }

  /** @param {string} node */
  flowsOut(node) {
    return this.flowsAt(node).filter((flow) => this.isAt(flow.source, node));
  }

  /** @param {string} node */
  flowsIn(node) {
    return this.flowsAt(node).filter((flow) => this.isAt(flow.target, node));
  }

  /**
   * Say whether an end of a flow is this node or a storage on it.
   *
   * @param {string} end
   * @param {string} node
   */
  isAt(end, node) {
    return end === node || this.home(end) === node;
  }

  /**
   * The organisation on whose box a storage is drawn. A team has a box of its own: it has no home here.
   *
   * @param {string} id
   * @returns {string}
   */
  home(id) {
    const node = this.nodes.get(id);
    return node?.kind === "storage" && this.nodes.has(node.parent ?? "") ? (node.parent ?? "") : "";
  }

  /**
   * Everything that belongs with an element in one glance: a flow with its ends; a node with its flows
   * and whoever is at their other end. A storage brings the organisation it is drawn on.
   *
   * @param {string} id
   * @returns {Set<string>}
   */
  near(id) {
    const flow = this.flows.get(id);
    const flows = flow ? [flow] : this.flowsAt(id);
    const near = new Set([id]);
    for (const { id: flowId, source, target } of flows) for (const end of [flowId, source, target]) near.add(end);
    for (const each of [...near]) {
      if (this.home(each)) near.add(this.home(each));
    }
    return near;
  }

  /** @param {MapFlow[]} flows */
  #flowsByNode(flows) {
    /** @type {Map<string, MapFlow[]>} */
    const touching = new Map();
    for (const flow of flows) {
      const ends = [flow.source, flow.target];
      for (const node of new Set([...ends, ...ends.map((end) => this.home(end)).filter(Boolean)])) {
        touching.set(node, [...(touching.get(node) ?? []), flow]);
      }
    }
    return touching;
  }

  /**
   * The order in which nodes are walked: the person first, each organisation followed by its storages.
   *
   * @param {MapNode[]} nodes
   * @returns {string[]}
   */
  #readingOrder(nodes) {
    const free = nodes.filter((node) => !this.home(node.id));
    free.sort((one, other) => Number(other.kind === "person") - Number(one.kind === "person"));
    /** @type {Map<string, string[]>} */
    const boxes = new Map(free.map(({ id }) => [id, [id]]));
    for (const { id } of nodes) boxes.get(this.home(id))?.push(id);
    return [...boxes.values()].flat();
  }
}
