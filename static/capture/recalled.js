// The lines that were typed, newest last: the arrow brings them back one after the other.

const MOST = 50;

export class Recalled {
  constructor() {
    /** @type {string[]} */
    this.lines = [];
    this.at = 0;
  }

  /** @param {string} line */
  keep(line) {
    if (line.trim() && this.lines.at(-1) !== line) this.lines.push(line);
    this.lines = this.lines.slice(-MOST);
    this.at = this.lines.length;
  }

  /**
   * One further back (-1) or forward (1).
   *
   * @param {1 | -1} step
   * @returns {string | undefined} empty beyond the newest; nothing where there is none
   */
  go(step) {
    const to = this.at + step;
    if (to < 0 || to > this.lines.length) return undefined;
    this.at = to;
    return this.lines[to] ?? "";
  }
}
