// Which picture of the draft a page shows, and whether there is a newer one by now.

export class Drawn {
  /** @param {number} seq up to which change the page shows the map */
  constructor(seq) {
    this.seq = seq;
    /** Up to which change the view was drawn last, and how many times; not known before the first news of it. */
    this.last = { seq: -1, drawings: -1 };
  }

  /**
   * Take in up to which change a view was drawn, and how many times: somebody may have moved things, and then it is
   * another picture of the same.
   *
   * @param {[number, number] | undefined} drawn
   * @returns {boolean} whether that is a picture which the page does not show
   */
  hear(drawn) {
    if (!drawn) return false;
    const [seq, drawings] = drawn;
    const isAgain = seq === this.last.seq && drawings > this.last.drawings && seq === this.seq;
    this.last = { seq, drawings };
    return seq > this.seq || isAgain;
  }

  /** The page shows this one now. @param {number} seq */
  show(seq) {
    this.seq = Math.max(this.seq, seq);
  }
}
