// @ts-check
"use strict";

/**
 * What one picture of the last batch had to say to a weight of a kernel: each unit sends a slope back to the place that
 * won its window, and the weight met a pixel there. The gradient is the mean of these sums over the batch.
 *
 * @typedef {import("./training-plan.js").State} State
 * @typedef {import("./training-run.js").Digits} Digits
 * @typedef {import("./training-run.js").Step} Step
 * @typedef {import("./windows.js").Grid} Grid
 */

const { SIDE, batchOf, lossAndGradients } = require("./training-network.js");
const { KERNELS, UNITS, maskOf } = require("./training-run.js");

const CELLS = SIDE * SIDE;
const DECIMALS = 9; // what is smaller is left of numbers that cancel

/**
 * @param {Step} last
 * @param {Digits} digits
 * @param {State} state which picture, which kernel, which of its weights
 */
function partOf(last, digits, { picture: wanted, kernel, weight, activation }) {
  const picture = Math.min(wanted, last.count - 1);
  const first = last.chosen[picture] * CELLS;
  const pixels = digits.values.slice(first, first + CELLS);
  const label = last.labels[picture];
  const mask = maskOf(last, picture);
  const dropping = mask && { mask, rate: last.settings.dropout };
  const { pass, slopes } = lossAndGradients(last.before, batchOf(pixels), [label], activation, dropping);
  const [units, back, met] = [0, 1, 2].map(() => /** @type {number[]} */ ([]));
  for (let unit = kernel; unit < UNITS; unit += KERNELS) {
    const winner = pass.pooled.winners[unit];
    units.push(pass.flat.data[unit]);
    back.push(slopes.data[winner]);
    met.push(pixelAt(pixels, Math.floor(winner / KERNELS), weight));
  }
  const sum = back.reduce((total, slope, at) => total + slope * met[at], 0);
  const off = Array.from(mask ?? []).flatMap((keep, unit) => (keep ? [] : [unit]));
  const offHere = off.filter((unit) => unit % KERNELS === kernel).map((unit) => Math.floor(unit / KERNELS));
  return {
    picture, label, pixels, mask, offHere, off: off.length, sum: Number(sum.toFixed(DECIMALS)) + 0,
    units: gridOf(units), back: gridOf(back), met: gridOf(met),
  };
}

/** The pixel under a weight such as "02", row and column, of a kernel whose middle lies on a cell; 0 in the padding. @param {Float64Array} pixels @param {number} cell @param {string} weight */
function pixelAt(pixels, cell, weight) {
  const [row, column] = [Math.floor(cell / SIDE) + Number(weight[0]) - 1, (cell % SIDE) + Number(weight[1]) - 1];
  return row < 0 || column < 0 || row >= SIDE || column >= SIDE ? 0 : pixels[row * SIDE + column];
}

/** Four by four, as the units lie. @param {number[]} data @returns {Grid} */
function gridOf(data) {
  return { height: 4, width: 4, data: Float64Array.from(data) };
}

module.exports = { partOf };
