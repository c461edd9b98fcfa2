// @ts-check
"use strict";

/**
 * Visit the cells of a grid whose middle is near a line.
 *
 * @param {{height: number, width: number}} grid
 * @param {number[]} from [row, column]
 * @param {number[]} to
 * @param {number} radius
 * @param {(index: number) => void} visit
 */
function alongLine({ height, width }, from, to, radius, visit) {
  const [rows, columns] = [to[0] - from[0], to[1] - from[1]];
  const length = rows ** 2 + columns ** 2;
  const [top, bottom] = [Math.min(from[0], to[0]) - radius, Math.max(from[0], to[0]) + radius];
  for (let row = Math.max(Math.floor(top), 0); row < Math.min(bottom, height); row++) {
    for (let column = 0; column < width; column++) {
      const [y, x] = [row + 0.5 - from[0], column + 0.5 - from[1]];
      const along = length === 0 ? 0 : Math.min(Math.max((y * rows + x * columns) / length, 0), 1);
      if (Math.hypot(y - along * rows, x - along * columns) <= radius) visit(row * width + column);
    }
  }
}

module.exports = { alongLine };
