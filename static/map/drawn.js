// Which picture of the draft a page shows, and whether there is a newer one by now.

export class Drawn {
  /** @param {number} seq up to which change the page shows the map */
  constructor(seq) {
    this.seq = seq;
    /** How often the view has been drawn; not known before the first news of it. */
    this.drawings = -1;
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
    const isAgain = this.drawings >= 0 && drawings > this.drawings && seq === this.seq;
    this.drawings = drawings;
    return seq > this.seq || isAgain;
  }

  /** The page shows this one now. @param {number} seq */
  show(seq) {
    this.seq = Math.max(this.seq, seq);
  }
}
