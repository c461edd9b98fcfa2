// @ts-check
"use strict";

/**
 * Whole-number arithmetic of layers: the same formulas as `cnn_docs.geometry`.
 *
 * @typedef {"valid" | "same" | "edge"} Padding
 * @typedef {{stride?: number, padding?: Padding, dilation?: number}} Sliding
 */

/** Positions of one axis that a dilated kernel spans. @param {number} kernelSize @param {number} dilation */
function extent(kernelSize, dilation) {
  return (kernelSize - 1) * dilation + 1;
}

/**
 * Values added before and after one axis. "edge" pads like "same", with the border repeated.
 *
 * @param {number} size
 * @param {number} kernelSize
 * @param {Sliding} [sliding]
 * @returns {[number, number]}
 */
function paddingAmounts(size, kernelSize, { stride = 1, padding = "valid", dilation = 1 } = {}) {
  if (padding === "valid") return [0, 0];
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent(kernelSize, dilation) - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/**
 * Length of one axis of the output; below 1 where the kernel does not fit.
 *
 * @param {number} size
 * @param {number} kernelSize
 * @param {Sliding} [sliding]
 */
function outputSize(size, kernelSize, sliding = {}) {
  const { stride = 1, padding = "valid", dilation = 1 } = sliding;
  if (padding !== "valid") return Math.ceil(size / stride);
  return Math.floor((size - extent(kernelSize, dilation)) / stride) + 1;
}

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

module.exports = {
  convMultiplyAdds,
  convParameters,
  denseParameters,
  extent,
  outputSize,
  paddingAmounts,
  receptiveField,
};
