// @ts-check
"use strict";

/**
 * The weights of the digits network, out of the text that carries them.
 *
 * @typedef {{name: string, kind: string, size?: number, inputs?: number, outputs?: number}} Entry
 */

const { numbersOf } = require("./letters.js");
const { turned } = require("./live-windows.js");

/** A number of half precision from its sixteen bits. @param {number} bits */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? NaN : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Numbers of half precision: of each a letter for the exponent with three bits of the fraction, then in base 64 the
 * other bits and the sign.
 *
 * @param {string} text
 * @param {number} count
 */
function halves(text, count) {
  const high = numbersOf(text.slice(0, count));
  const low = atob(text.slice(count));
  return Float64Array.from(high, (upper, index) => {
    const turned = (((upper + 26) & 255) << 8) | low.charCodeAt(index);
    return half((turned >> 1) | ((turned & 1) << 15));
  });
}

/** Kernels and biases of the layers that have some, by layer, out of a text with all of them. @param {Entry[]} entries @param {string} text */
function readWeights(entries, text) {
  const sizes = entries.filter(({ outputs }) => outputs).map(({ name, size = 1, inputs = 1, outputs = 1 }) => ({ name, rows: size ** 2 * inputs, outputs }));
  const all = halves(text, sizes.reduce((sum, { rows, outputs }) => sum + (rows + 1) * outputs, 0));
  let at = 0;
  const next = (/** @type {number} */ count) => all.subarray(at, (at += count));
  return Object.fromEntries(sizes.map(({ name, rows, outputs }) => [name, { kernel: turned(next(rows * outputs), rows), bias: next(outputs) }]));
}

module.exports = { readWeights };
