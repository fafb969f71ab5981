// Maps for the tests: one to read, and any number that nobody has thought of.

/** Sam, Shelter with its case system, the council: four flows, one of them from the case system. */
export const small = {
  nodes: [
    { id: "gmthink", kind: "storage", name: "GM Think", lane: "community", parent: "shelter", sentence: "" },
    { id: "shelter", kind: "organisation", name: "Shelter", lane: "community", sentence: "Shelter is a charity." },
    { id: "sam", kind: "person", name: "Sam", lane: "person", sentence: "Sam is the person." },
    { id: "mcc", kind: "organisation", name: "Cyngor Môn", lane: "council", sentence: "Cyngor Môn is a council." },
    { id: "team", kind: "organisation", name: "Housing team", lane: "council", parent: "mcc", sentence: "A team." },
    { id: "mailbox", kind: "storage", name: "Mailbox", lane: "council", parent: "team", sentence: "A mailbox." },
    { id: "alone", kind: "meeting", name: "MARAC", lane: "justice", sentence: "MARAC is a meeting." },
  ],
  flows: [
    { id: "f3", number: 3, name: "GM Think → Cyngor Môn", source: "gmthink", target: "mcc", sentence: "Three." },
    { id: "f1", number: 1, name: "Sam → Shelter", source: "sam", target: "shelter", sentence: "Sam tells Shelter their name." },
    { id: "f2", number: 2, name: "Shelter → Cyngor Môn", source: "shelter", target: "mcc", sentence: "Two." },
    { id: "f4", number: 4, name: "Cyngor Môn → Sam", source: "mcc", target: "sam", sentence: "Four." },
  ],
};

/** @param {number} seed */
export function random(seed) {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A map nobody has thought of: teams of organisations, storages on them, flows between any two, loops too.
 *
 * @param {number} seed
 */
export function anyMap(seed) {
  const next = random(seed);
  const among = (/** @type {number} */ count) => Math.floor(next() * count);
  const organisations = 1 + among(8);
  const nodes = [];
  for (let index = 0; index < organisations; index += 1) {
    const parent = index && next() < 0.3 ? `n${among(index)}` : "";
    nodes.push({ id: `n${index}`, kind: "organisation", name: `N${index}`, lane: "", parent, sentence: "" });
  }
  for (let index = among(4); index > 0; index -= 1) {
    const parent = `n${among(organisations)}`;
    nodes.push({ id: `s${index}`, kind: "storage", name: `S${index}`, lane: "", parent, sentence: "" });
  }
  const flows = Array.from({ length: among(14) }, (_, index) => {
    const [source, target] = [nodes[among(nodes.length)].id, nodes[among(nodes.length)].id];
    return { id: `f${index}`, number: index + 1, name: `F${index}`, source, target, sentence: "" };
  });
  return { nodes, flows };
}
