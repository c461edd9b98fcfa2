// @ts-check
"use strict";

/**
 * Whole-number arithmetic of layers: the same formulas as `cnn_docs.geometry`.
 *
 * @typedef {import("./sizes.js").Padding} Padding
 * @typedef {import("./sizes.js").Sliding} Sliding
 */

const { extent, outputSize, paddingAmounts } = require("./sizes.js");

/**
 * Weights and biases of a convolution.
 *
 * @param {number} kernelSize
 * @param {number} channels
 * @param {number} filters
 */
function convParameters(kernelSize, channels, filters) {
  return (kernelSize * kernelSize * channels + 1) * filters;
}

/** Weights and biases of a dense layer. @param {number} inputs @param {number} units */
function denseParameters(inputs, units) {
  return (inputs + 1) * units;
}

/**
 * Multiply-adds of a convolution whose output is `height` by `width`.
 *
 * @param {number} kernelSize
 * @param {number} channels
 * @param {number} filters
 * @param {number} height
 * @param {number} width
 */
function convMultiplyAdds(kernelSize, channels, filters, height, width) {
  return height * width * filters * kernelSize * kernelSize * channels;
}

/**
 * Pixels of the input that one unit sees after a chain of layers.
 *
 * @param {{kernelSize: number, stride?: number, dilation?: number}[]} layers
 */
function receptiveField(layers) {
  let field = 1;
  let jump = 1;
  for (const { kernelSize, stride = 1, dilation = 1 } of layers) {
    field += (kernelSize - 1) * dilation * jump;
    jump *= stride;
  }
  return field;
}

/**
 * Pixels of one axis that all units of a map see together, from the first on: a pool may drop the last.
 *
 * @param {number} side pixels of the input
 * @param {number} units units of the map
 * @param {Parameters<typeof receptiveField>[0]} layers
 * @param {number} before pixels of padding before the first
 */
function seenTogether(side, units, layers, before) {
  const jump = layers.reduce((product, { stride = 1 }) => product * stride, 1);
  return Math.min(side, (units - 1) * jump + receptiveField(layers) - before);
}

module.exports = {
  convMultiplyAdds,
  convParameters,
  denseParameters,
  extent,
  outputSize,
  paddingAmounts,
  receptiveField,
  seenTogether,
};
