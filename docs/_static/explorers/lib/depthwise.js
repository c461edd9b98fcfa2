// @ts-check
"use strict";

/**
 * A depthwise convolution, in which each map of the input has kernels of its own: forwards, and backwards to the input.
 *
 * @typedef {import("./layers.js").Maps} Maps
 * @typedef {import("./layers.js").Taps} Taps
 * @typedef {{multiplier: number, data: Float64Array}} Kernels a cell of the window after the other, each with the
 *   weights of all outputs: `multiplier` of each input map, which follow each other
 */

const { maps } = require("./layers.js");

/** @param {Maps} input @param {Kernels} kernels @param {Float64Array} bias @param {Taps} taps @returns {Maps} */
function depthwise(input, { multiplier, data: weights }, bias, { height, width, list }) {
  const outputs = input.channels * multiplier;
  const result = maps(1, height, width, outputs);
  for (let at = 0; at < result.data.length; at++) result.data[at] = bias[at % outputs];
  for (let tap = 0; tap < list.length; tap += 3) {
    const [from, at, to] = [list[tap] * input.channels, list[tap + 1] * outputs, list[tap + 2] * outputs];
    for (let output = 0; output < outputs; output++) {
      result.data[to + output] += input.data[from + Math.floor(output / multiplier)] * weights[at + output];
    }
  }
  return result;
}

/** @param {Maps} input @param {Kernels} kernels @param {Maps} upstream @param {Taps} taps @returns {Maps} */
function depthwiseGradient(input, { multiplier, data: weights }, upstream, { list }) {
  const outputs = input.channels * multiplier;
  const result = maps(1, input.height, input.width, input.channels);
  for (let tap = 0; tap < list.length; tap += 3) {
    const [from, at, to] = [list[tap] * input.channels, list[tap + 1] * outputs, list[tap + 2] * outputs];
    for (let output = 0; output < outputs; output++) {
      result.data[from + Math.floor(output / multiplier)] += upstream.data[to + output] * weights[at + output];
    }
  }
  return result;
}

module.exports = { depthwise, depthwiseGradient };
