// @ts-check
"use strict";

/**
 * What a pooling shows of a state: which windows there are, what each keeps, how the cells look.
 *
 * @typedef {import("./windows.js").Grid} Grid
 * @typedef {{grid: string, values: number[], pool: "max" | "average", size: number, stride: number, padding: "valid" | "same",
 *   shift: number, filled: string, row: number, column: number}} State
 * @typedef {ReturnType<typeof pooled>} Pooled
 */

const { pool, shiftRight } = require("./pool.js");
const { windowAt } = require("./windows.js");

/** Number of looks that neighbouring windows have in turn. */
const TINTS = 2;

/**
 * Input and outputs, with and without the shift, and what wins in each of the windows: see `winnerOf`.
 *
 * @param {State} state
 * @param {number[]} values
 */
function pooled(state, values) {
  const side = Math.sqrt(values.length);
  const options = { stride: state.stride, padding: state.padding, kind: state.pool };
  const original = { height: side, width: side, data: values };
  const image = shiftRight(original, state.shift);
  const map = pool(image, state.size, options);
  const windows = Array.from(
    { length: map.data.length },
    (_, index) => windowOf(image, state, Math.floor(index / map.width), index % map.width),
  );
  const winners = state.pool === "max" ? windows.map((cells, index) => winnerOf(cells, map.data[index], side)) : [];
  return {
    side,
    image,
    map,
    still: pool(original, state.size, options),
    windows,
    winners: new Set(winners),
    apart: state.stride >= state.size,
  };
}

/** Cells of the image that one window covers. @param {Grid} image @param {State} state @param {number} row @param {number} column */
function windowOf(image, { size, stride, padding }, row, column) {
  const cells = windowAt(image, { height: size, width: size }, row, column, { stride, padding });
  return cells.filter((cell) => cell.inside);
}

/** @param {ReturnType<typeof windowOf>} cells @param {number} value @param {number} side */
function winnerOf(cells, value, side) {
  const { row, column } = cells.find((cell) => cell.value === value) ?? cells[0];
  return row * side + column;
}

/** @param {number} row @param {number} column */
function tint(row, column) {
  return `explorer-tint-${(row + column) % TINTS}`;
}

/**
 * Classes of the input's cells: windows that do not overlap are tinted in turn, of others the chosen one only.
 *
 * @param {Pooled} whole
 * @param {State} state
 * @returns {string[]}
 */
function inputLooks({ side, map, windows, winners, apart }, { row, column, shift }) {
  const chosen = row * map.width + column;
  const looks = Array.from({ length: side * side }, () => /** @type {string[]} */ ([]));
  windows.forEach((cells, index) => {
    for (const cell of cells) {
      const look = looks[cell.row * side + cell.column];
      if (apart) look[0] = tint(Math.floor(index / map.width), index % map.width);
      else if (index === chosen) look[0] = "explorer-tint-0";
      else look[0] ??= "";
    }
  });
  return looks.map((look, index) => [
    ...(look.length ? look : ["explorer-unused"]),
    ...(index % side < shift ? ["explorer-padding"] : []),
    ...(winners.has(index) ? ["explorer-winner"] : []),
  ].filter(Boolean).join(" "));
}

/** Classes of an output's cells. @param {Pooled} whole @param {{row: number, column: number}} place @returns {(index: number) => string} */
function outputLook({ map, apart }, { row, column }) {
  return (index) => {
    if (apart) return tint(Math.floor(index / map.width), index % map.width);
    return index === row * map.width + column ? "explorer-tint-0" : "explorer-blank";
  };
}

/** The chosen window as rows and columns of the image. @param {ReturnType<typeof windowOf>} cells */
function outlineOf(cells) {
  const [first, last] = [cells[0], cells[cells.length - 1]];
  return {
    row: first.row,
    column: first.column,
    height: last.row - first.row + 1,
    width: last.column - first.column + 1,
  };
}

module.exports = { inputLooks, outlineOf, outputLook, pooled };
