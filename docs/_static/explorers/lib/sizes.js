// @ts-check
"use strict";

/**
 * Sizes of windows, paddings and outputs: the same formulas as `cnn_docs.geometry`.
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

module.exports = { extent, outputSize, paddingAmounts };
