// A grid of cells: where keys lead, and what a pasted block becomes. Arithmetic alone.

/**
 * @typedef {{row: number, column: number}} Place
 * @typedef {{rows: number, columns: number}} Size
 */

/** @type {Readonly<Record<string, (place: Place, size: Size) => Place>>} */
const MOVES = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  "Ctrl+Home": () => ({ row: 0, column: 0 }),
  "Ctrl+End": (_place, { rows, columns }) => ({ row: rows - 1, column: columns - 1 }),
  PageUp: ({ row, column }) => ({ row: row - 10, column }),
  PageDown: ({ row, column }) => ({ row: row + 10, column }),
};

/**
 * Where a key leads, kept inside the grid; nothing for a key that does not move.
 *
 * @param {Place} place
 * @param {string} key with ``Ctrl+`` before it where that was held
 * @param {Size} size
 * @returns {Place | null}
 */
export function move(place, key, size) {
  const to = MOVES[key]?.(place, size);
  if (!to) return null;
  return { row: between(to.row, size.rows), column: between(to.column, size.columns) };
}

/**
 * The next cell as one reads, or the one before; nothing where the grid ends.
 *
 * @param {Place} place
 * @param {1 | -1} direction
 * @param {Size} size
 * @returns {Place | null}
 */
export function along({ row, column }, direction, { rows, columns }) {
  const at = row * columns + column + direction;
  if (at < 0 || at >= rows * columns) return null;
  return { row: Math.floor(at / columns), column: at % columns };
}

/**
 * @param {number} at
 * @param {number} count
 */
function between(at, count) {
  return Math.max(0, Math.min(count - 1, at));
}

/**
 * Read a block as spreadsheets put it on the clipboard: tabs between cells, quotes round what holds breaks.
 *
 * @param {string} text
 * @returns {string[][]}
 */
export function cellsOf(text) {
  const plain = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  /** @type {string[][]} */
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"|[^\t\n]*)([\t\n]|$)/gy;
  for (let match = cell.exec(plain); match; match = cell.exec(plain)) {
    const [, written = "", end] = match;
    rows.at(-1)?.push(unquoted(written));
    if (end === "\n") rows.push([]);
    if (!end) break;
  }
  // A last line break ends the last row and begins none.
  const last = rows.at(-1) ?? [];
  if (rows.length > 1 && last.length === 1 && last[0] === "") rows.pop();
  return rows;
}

/** @param {string} written */
function unquoted(written) {
  const isQuoted = written.length > 1 && written.startsWith('"') && written.endsWith('"');
  return isQuoted ? written.slice(1, -1).replaceAll('""', '"') : written;
}

/**
 * Lay a block over the grid from a cell on: what falls beside the columns is left, and counted.
 *
 * @param {string[][]} block
 * @param {Place} place
 * @param {number} columns
 * @returns {{cells: {row: number, column: number, text: string}[], left: number}}
 */
export function lay(block, place, columns) {
  /** @type {{row: number, column: number, text: string}[]} */
  const cells = [];
  let left = 0;
  block.forEach((texts, down) => {
    texts.forEach((text, across) => {
      const column = place.column + across;
      if (column < columns) cells.push({ row: place.row + down, column, text });
      else left += 1;
    });
  });
  return { cells, left };
}
