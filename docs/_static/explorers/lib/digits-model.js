// @ts-check
"use strict";

/**
 * The digits network at one unit: where it looks, what it adds up, and whether its picture is like a digit.
 *
 * @typedef {import("./network.js").Layer} Layer
 * @typedef {import("./network.js").Maps} Maps
 * @typedef {{layer: string, map: number, row: number, column: number, channel: number}} Unit
 * @typedef {{side: number, channels: number, products: number, size: number, step: number, first: number}} Facts
 * @typedef {{least: number, most: number, middles: number[][]}} Known
 * @typedef {{inside: boolean, value: number}} Cell
 */

const { numbersOf } = require("./letters.js");

const ACROSS = 8; // maps in one row of the display
const CELLS = 64; // of a picture

/** Maps side by side, with gaps of one cell. @param {Maps} output */
function mosaic({ height, width, channels, data }) {
  const rows = Math.ceil(channels / ACROSS);
  const size = { height: rows * (height + 1) - 1, width: ACROSS * (width + 1) - 1 };
  const cells = new Float64Array(size.height * size.width).fill(NaN);
  for (let index = 0; index < data.length; index++) {
    const place = Math.floor(index / channels);
    const at = cellOf(index % channels, Math.floor(place / width), place % width, { height, width });
    cells[at.row * size.width + at.column] = data[index];
  }
  return { ...size, data: cells };
}

/** @param {number} map @param {number} row @param {number} column @param {{height: number, width: number}} size of a map */
function cellOf(map, row, column, { height, width }) {
  return { row: Math.floor(map / ACROSS) * (height + 1) + row, column: (map % ACROSS) * (width + 1) + column };
}

/** The unit at a place of the display; the nearest one in a gap. @param {{row: number, column: number}} cell @param {number} side */
function unitAt({ row, column }, side) {
  const within = (/** @type {number} */ at) => Math.min(Math.max(at % (side + 1), 0), side - 1);
  const map = Math.floor(row / (side + 1)) * ACROSS + Math.floor(column / (side + 1));
  return { map: Math.max(map, 0), row: within(row), column: within(column) };
}

/** @param {Facts} facts @param {{row: number, column: number}} unit */
function fieldOf({ size, step, first }, { row, column }) {
  return { top: first + row * step, left: first + column * step, size };
}

/**
 * What the layer of a unit reads.
 *
 * @param {Layer[]} network
 * @param {Maps[]} outputs
 * @param {string} name
 * @returns {{layer: Layer, input: Maps}}
 */
function inputOf(network, outputs, name) {
  const at = network.findIndex((layer) => layer.name === name);
  return { layer: network[at], input: outputs[at - 1] };
}

/**
 * The cells of one input map under a unit, row by row.
 *
 * @param {Maps} input
 * @param {Unit} unit
 * @param {number} channel
 * @param {{size: number, step: number, before: number}} window
 * @returns {Cell[]}
 */
function cellsUnder({ height, width, channels, data }, unit, channel, { size, step, before }) {
  return Array.from({ length: size * size }, (_, index) => {
    const row = unit.row * step - before + Math.floor(index / size);
    const column = unit.column * step - before + (index % size);
    const inside = row >= 0 && column >= 0 && row < height && column < width;
    return { inside, value: inside ? data[(row * width + column) * channels + channel] : 0 };
  });
}

/**
 * One unit of a convolution: window, kernel and sum of each input map, and what becomes of them.
 *
 * @param {{layer: Layer, input: Maps}} read
 * @param {Unit} unit
 */
function convolved({ layer, input }, unit) {
  const { size = 3, outputs = 1 } = layer;
  const [kernel, bias] = [/** @type {Float64Array} */ (layer.kernel), /** @type {Float64Array} */ (layer.bias)];
  const window = { size, step: 1, before: Math.floor((size - 1) / 2) };
  const parts = Array.from({ length: input.channels }, (_, channel) => {
    const cells = cellsUnder(input, unit, channel, window);
    const data = cells.map((_, index) => kernel[(index * input.channels + channel) * outputs + unit.map]);
    const sum = cells.reduce((total, cell, index) => total + cell.value * data[index], 0);
    return { cells, kernel: { height: size, width: size, data }, sum };
  });
  const sum = parts.reduce((total, part) => total + part.sum, 0);
  return { parts, sum, bias: bias[unit.map], z: sum + bias[unit.map] };
}

/** The four values of which a unit of a pooling keeps the largest. @param {Maps} input @param {Unit} unit */
function fourValues(input, unit) {
  return cellsUnder(input, unit, unit.map, { size: 2, step: 2, before: 0 }).map((cell) => cell.value);
}

/**
 * Whether a picture is less like any digit than every held-out digit is, or has far more ink.
 *
 * @param {number[]} counts
 * @param {Known} known
 */
function isUnlike(counts, { least, most, middles }) {
  const ink = counts.reduce((sum, count) => sum + count, 0);
  if (ink === 0 || ink > most) return true;
  const length = Math.hypot(...counts);
  const cosines = middles.map((middle) => {
    const along = middle.reduce((sum, value, index) => sum + value * counts[index], 0);
    return along / (Math.hypot(...middle) * length);
  });
  return Math.max(...cosines) < least;
}

/** Counts of pictures out of a text. @param {string} text */
function picturesOf(text) {
  const all = numbersOf(text);
  return Array.from({ length: all.length / CELLS }, (_, index) => Array.from(all.subarray(index * CELLS, (index + 1) * CELLS)));
}

/** Place of a held-out digit among all: of those of a kind, counted from 0. @param {import("./training-run.js").Digits} digits @param {number} label @param {number} nth */
function placeOf({ labels, learnt }, label, nth) {
  let place = learnt - 1;
  for (let found = -1; found < nth; found++) place = labels.indexOf(label, place + 1);
  return place;
}

module.exports = { ACROSS, cellOf, convolved, fieldOf, fourValues, inputOf, isUnlike, mosaic, picturesOf, placeOf, unitAt };
