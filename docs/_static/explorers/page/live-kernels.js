// @ts-check
"use strict";

/**
 * Layers whose windows differ from those of a plain convolution: forwards and backwards.
 *
 * @typedef {import("../lib/live-windows.js").Known} Known
 * @typedef {import("../lib/live-windows.js").Worker} Worker
 */

const { depthwise: apart, depthwiseGradient } = require("../lib/depthwise.js");
const { averagePoolGradient } = require("../lib/gradients.js");
const { LAYER_ACTIVATIONS } = require("../lib/layer-activations.js");
const { averagePool, placedTaps } = require("../lib/layers.js");
const { blankOf, channelsLast, largestUnder, planesOf, summed, tapsOf, turned, weighted } = require("../lib/live-windows.js");

/** The taps of a convolution from its output to its input, backwards. @param {Known} known */
function tapsBack({ operation: { size, stride, dilation, before }, maps, inputs: [source] }) {
  const { height, width } = maps;
  const sides = { height: size[0], width: size[1] };
  const { list } = placedTaps(maps, sides, { stride, dilation, before, height: source.height, width: source.width });
  return { height, width, list: list.map((_, at) => list[at % 3 === 1 ? at : at + 2 - 2 * (at % 3)]) };
}

/** The kernel that reads all maps like one that reads a group of them: zeros for the others. @param {Float64Array} data @param {number} inputs @param {number} outputs @param {number} groups */
function ungrouped(data, inputs, outputs, groups) {
  if (groups === 1) return data;
  const own = inputs / groups;
  const result = new Float64Array(data.length * groups);
  data.forEach((weight, at) => {
    const [row, output] = [Math.floor(at / outputs), at % outputs];
    const map = Math.floor((output * groups) / outputs) * own + (row % own);
    result[(Math.floor(row / own) * inputs + map) * outputs + output] = weight;
  });
  return result;
}

/** A convolution, of groups of maps or of all, or a dense layer. @param {Known} known @returns {Worker} */
function grouped(known) {
  const { operation, maps, inputs: [source], weights } = known;
  const data = ungrouped(turned(weights.kernel, maps.count), source.count, maps.count, operation.groups ?? 1);
  return weighted(LAYER_ACTIVATIONS, known, { data });
}

/** @param {Known} known @returns {Worker} */
function transposed(known) {
  return weighted(LAYER_ACTIVATIONS, known, { taps: tapsBack(known) });
}

/** @param {Known} known @returns {Worker} */
function depthwise(known) {
  const { operation: { multiplier }, maps, weights } = known;
  const kernels = { multiplier, data: turned(weights.kernel, maps.count) };
  const bias = Float64Array.from(weights.bias);
  const [taps, blank] = [tapsOf(known), blankOf(known)];
  return summed(LAYER_ACTIVATIONS, known, (seen) => apart(seen, kernels, bias, taps), (upstream) => depthwiseGradient(blank, kernels, upstream, taps));
}

/** The largest values under a window, or their means. @param {Known} known @returns {Worker} */
function pooled(known) {
  const { operation: { way, size: [size] }, maps, inputs: [source] } = known;
  if (way === "max") return largestUnder(known);
  const [taps, blank] = [tapsOf(known), blankOf(known)];
  return {
    forward: ([input]) => ({ values: planesOf(averagePool(channelsLast(input, source), size, taps)) }),
    backward: (_, slopes) => [planesOf(averagePoolGradient(blank, size, channelsLast(slopes, maps), taps))],
  };
}

module.exports = { depthwise, grouped, pooled, transposed };
