// The lines that were typed, newest last: the arrow brings them back, and the one that is not finished after them.

const MOST = 50;

export class Recalled {
  constructor() {
    /** @type {string[]} */
    this.lines = [];
    this.at = 0;
    this.unfinished = "";
  }

  /** @param {string} line */
  keep(line) {
    if (line.trim() && this.lines.at(-1) !== line) this.lines.push(line);
    this.lines = this.lines.slice(-MOST);
    this.at = this.lines.length;
    this.unfinished = "";
  }

  /**
   * One further back (-1) or forward (1).
   *
   * @param {1 | -1} step
   * @param {string} [typed] what stands there now
   * @returns {string | undefined} what was not finished beyond the newest; nothing where there is none
   */
  go(step, typed = "") {
    const to = this.at + step;
    if (to < 0 || to > this.lines.length) return undefined;
    if (this.at === this.lines.length) this.unfinished = typed;
    this.at = to;
    return this.lines[to] ?? this.unfinished;
  }
}
