// @ts-check
"use strict";

/**
 * Which values of a tensor are mixed: those between which a line is drawn, and those that are normalised together.
 *
 * @typedef {import("../lib/model-maps.js").Maps} Maps
 * @typedef {{row: number, column: number, share: number}} Corner
 */

/** Which places, with which shares, make each place of a line that becomes `factor` times as long: middles of cells meet. @param {number} length @param {number} factor @returns {[number, number][][]} */
function sharesAlong(length, factor) {
  return Array.from({ length: length * factor }, (_, at) => {
    const place = Math.min(Math.max((at + 0.5) / factor - 0.5, 0), length - 1);
    const first = Math.floor(place);
    const part = place - first;
    return part ? [[first, 1 - part], [first + 1, part]] : [[first, 1]];
  });
}

/** The values that make each place of an enlarged map, row by row. @param {Maps} source @param {number[]} size @returns {Corner[][]} */
function cornersOf({ height, width }, size) {
  const [rows, columns] = [sharesAlong(height, size[0]), sharesAlong(width, size[1])];
  return rows.flatMap((down) => columns.map((across) => (
    down.flatMap(([row, high]) => across.map(([column, wide]) => ({ row, column, share: high * wide })))
  )));
}

/**
 * The number of the set in which the value at a place is normalised: of all maps at one place, or of a group of maps.
 *
 * @param {import("../lib/model-maps.js").Operation} operation
 * @param {Maps} maps
 * @returns {(at: number) => number}
 */
function setOf({ by, groups = 1 }, { height, width, count }) {
  const area = height * width;
  if (by === "place") return (at) => at % area;
  return (at) => Math.floor((at * groups) / (area * count));
}

module.exports = { cornersOf, setOf };
