// @ts-check
"use strict";

// Draws a digit anew as a reader would, with strokes of a pen along the middle of its lines.

const { SIDE, stroke } = require("../../docs/_static/explorers/lib/drawing.js");

const AROUND = [[-1, 0], [-1, 1], [0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1]]; // clockwise
const ROUNDS = [[[0, 2, 4], [2, 4, 6]], [[0, 2, 6], [0, 4, 6]]];

/** Lines of one pixel: Zhang and Suen's thinning (1984). @param {Uint8Array} pixels */
function thinned(pixels) {
  const dark = Uint8Array.from(pixels);
  const at = (row, column) => (row >= 0 && row < SIDE && column >= 0 && column < SIDE ? dark[row * SIDE + column] : 0);
  const goes = (index, [first, second]) => {
    const [row, column] = [Math.floor(index / SIDE), index % SIDE];
    const near = AROUND.map(([i, j]) => at(row + i, column + j));
    const count = near.reduce((sum, one) => sum + one, 0);
    const turns = near.filter((one, place) => !one && near[(place + 1) % 8]).length;
    const kept = first.every((place) => near[place]) || second.every((place) => near[place]);
    return dark[index] && count >= 2 && count <= 6 && turns === 1 && !kept;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const round of ROUNDS) {
      const gone = [...dark.keys()].filter((index) => goes(index, round));
      for (const index of gone) dark[index] = 0;
      changed ||= gone.length > 0;
    }
  }
  return dark;
}

/** The drawing in strokes of a pen, scaled about the middle and moved. */
function redrawn(pixels, scale, rows, columns, radius) {
  const lines = thinned(pixels);
  const result = new Uint8Array(SIDE * SIDE);
  const place = (row, column) => [
    (row + 0.5 - SIDE / 2) * scale + SIDE / 2 + rows,
    (column + 0.5 - SIDE / 2) * scale + SIDE / 2 + columns,
  ];
  lines.forEach((dark, index) => {
    if (!dark) return;
    const [row, column] = [Math.floor(index / SIDE), index % SIDE];
    for (const [i, j] of [[0, 0], [0, 1], [1, -1], [1, 0], [1, 1]]) {
      const [down, across] = [row + i, column + j];
      if (down >= SIDE || across < 0 || across >= SIDE || !lines[down * SIDE + across]) continue;
      stroke(result, place(row, column), place(down, across), radius);
    }
  });
  return result;
}

module.exports = { redrawn };
