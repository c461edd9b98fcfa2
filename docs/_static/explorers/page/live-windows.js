// @ts-check
"use strict";

/**
 * Layers with windows and weights, forwards and backwards, on the planes of a page: a map after the other, row by row.
 *
 * @typedef {import("./units.js").Layer} Layer
 * @typedef {import("./units.js").Maps} Maps
 * @typedef {import("./store.js").Numbers} Numbers
 * @typedef {{values: Float64Array, kept?: Float64Array | Int32Array}} Made the values of a layer, and what its way back needs
 * @typedef {(made: Made, slopes: Float64Array, inputs: Numbers[]) => Float64Array[]} Back from slopes at a layer to those at each input
 * @typedef {object} Worker
 * @property {(inputs: Numbers[]) => Made} forward
 * @property {Back} backward
 * @property {Back} [fromScores] the way back from before the layer's activation function
 * @typedef {{operation: Layer["operation"], maps: Maps, inputs: Maps[], weights: Record<string, Numbers>}} Known
 */

const { softmax } = require("../lib/activations.js");
const { depthwise, depthwiseGradient } = require("../lib/depthwise.js");
const { averagePoolGradient, inputGradient, maxPoolGradient } = require("../lib/gradients.js");
const { LAYER_ACTIVATIONS } = require("../lib/layer-activations.js");
const { averagePool, convolve, maps: lastOf, maxPool, placedTaps } = require("../lib/layers.js");

/** Planes with the channels last, as `lib` has them. @param {ArrayLike<number>} planes @param {Maps} maps */
function channelsLast(planes, { height, width, count }) {
  const area = height * width;
  const result = lastOf(1, height, width, count);
  for (let map = 0; map < count; map++) {
    for (let at = 0; at < area; at++) result.data[at * count + map] = planes[map * area + at];
  }
  return result;
}

/** @param {import("../lib/layers.js").Maps} maps */
function planesOf({ height, width, channels, data }) {
  const area = height * width;
  const planes = new Float64Array(data.length);
  for (let map = 0; map < channels; map++) {
    for (let at = 0; at < area; at++) planes[map * area + at] = data[at * channels + map];
  }
  return planes;
}

/** Rows become columns. @param {ArrayLike<number>} values @param {number} rows */
function turned(values, rows) {
  const columns = values.length / rows;
  return Float64Array.from({ length: values.length }, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]);
}

/** Softmax over the maps of each place. @param {Float64Array} planes @param {number} area */
function shares(planes, area) {
  const result = new Float64Array(planes.length);
  const count = planes.length / area;
  for (let at = 0; at < area; at++) {
    softmax(Array.from({ length: count }, (_, map) => planes[map * area + at])).forEach((share, map) => void (result[map * area + at] = share));
  }
  return result;
}

/** @param {Float64Array} share @param {Float64Array} slopes @param {number} area */
function sharesGradient(share, slopes, area) {
  const totals = new Float64Array(area);
  share.forEach((one, at) => void (totals[at % area] += one * slopes[at]));
  return share.map((one, at) => one * (slopes[at] - totals[at % area]));
}

/**
 * An activation function, forwards and backwards.
 *
 * @param {{activation: string, parameter?: number}} operation
 * @param {Maps} maps
 */
function activationOf({ activation, parameter }, { height, width }) {
  if (activation === "softmax") return {
    value: (/** @type {Float64Array} */ z) => shares(z, height * width),
    slopes: (/** @type {Made} */ { values }, /** @type {Float64Array} */ upstream) => sharesGradient(values, upstream, height * width),
  };
  const { value, slope } = LAYER_ACTIVATIONS[activation];
  return {
    value: (/** @type {Float64Array} */ z) => z.map((one) => value(one, parameter)),
    slopes: (/** @type {Made} */ { values, kept = values }, /** @type {Float64Array} */ upstream) => upstream.map((one, at) => one && one * slope(kept[at], parameter)),
  };
}

/** The taps of a layer's window; a transposed layer goes those of a convolution from its output to its input, backwards. @param {Known} known */
function tapsOf({ operation: { kind, size, stride, dilation, before }, maps, inputs: [source] }) {
  const { height, width } = maps;
  const sides = { height: size[0], width: size[1] };
  if (kind !== "transposed") return placedTaps(source, sides, { stride, dilation, before, height, width });
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

/** A convolution, depthwise, transposed or neither, or a dense layer. @param {Known} known @returns {Worker} */
function weighted(known) {
  const { operation, maps, inputs: [source], weights } = known;
  const taps = tapsOf(known);
  const data = ungrouped(turned(weights.kernel, maps.count), source.count, maps.count, operation.groups ?? 1);
  const bias = Float64Array.from(weights.bias);
  const [height, width] = operation.size;
  const kernel = { height, width, inputs: source.count, outputs: maps.count, data };
  const kernels = { multiplier: operation.multiplier, data };
  const { value, slopes: through } = activationOf(operation, maps);
  const blank = lastOf(1, source.height, source.width, source.count);
  const apart = operation.kind === "depthwise";
  /** @type {Back} */
  const fromScores = (_, slopes) => {
    const upstream = channelsLast(slopes, maps);
    return [planesOf(apart ? depthwiseGradient(blank, kernels, upstream, taps) : inputGradient(blank, kernel, upstream, taps))];
  };
  return {
    forward: ([input]) => {
      const seen = channelsLast(input, source);
      const kept = planesOf(apart ? depthwise(seen, kernels, bias, taps) : convolve(seen, kernel, bias, taps));
      return { values: value(kept), kept };
    },
    backward: (made, slopes, inputs) => fromScores(made, through(made, slopes), inputs),
    fromScores,
  };
}

/** @param {Known} known @returns {Worker} */
function pooled(known) {
  const { operation, maps, inputs: [source] } = known;
  const taps = tapsOf(known);
  const [size] = operation.size;
  const blank = lastOf(1, source.height, source.width, source.count);
  if (operation.way === "max") return {
    forward: ([input]) => {
      const found = maxPool(channelsLast(input, source), size, taps);
      return { values: planesOf(found), kept: found.winners };
    },
    backward: ({ kept }, slopes) => [planesOf(maxPoolGradient(blank, /** @type {Int32Array} */ (kept), channelsLast(slopes, maps)))],
  };
  return {
    forward: ([input]) => ({ values: planesOf(averagePool(channelsLast(input, source), size, taps)) }),
    backward: (_, slopes) => [planesOf(averagePoolGradient(blank, size, channelsLast(slopes, maps), taps))],
  };
}

module.exports = { activationOf, channelsLast, planesOf, pooled, weighted };
