// @ts-check
"use strict";

/**
 * Layers with windows and weights, forwards and backwards, on the planes of a page: a map after the other, row by row.
 *
 * @typedef {import("./model-maps.js").Layer} Layer
 * @typedef {import("./model-maps.js").Maps} Maps
 * @typedef {import("./model-maps.js").Numbers} Numbers
 * @typedef {{values: Float64Array, kept?: Float64Array | Int32Array}} Made the values of a layer, and what its way back needs
 * @typedef {(made: Made, slopes: Float64Array, inputs: Numbers[]) => Float64Array[]} Back from slopes at a layer to those at each input
 * @typedef {object} Worker
 * @property {(inputs: Numbers[]) => Made} forward
 * @property {Back} backward
 * @property {Back} [fromScores] the way back from before the layer's activation function
 * @typedef {Record<string, import("./layer-activations.js").LayerActivation>} Functions activation functions by name
 * @typedef {import("./layers.js").Maps} Last maps with the channels last
 * @typedef {{operation: import("./model-maps.js").Operation, maps: Maps, inputs: Maps[], weights: Record<string, Numbers>}} Known
 */

const { softmax } = require("./activations.js");
const { inputGradient, maxPoolGradient } = require("./gradients.js");
const { convolve, maps: lastOf, maxPool, placedTaps } = require("./layers.js");

/** Planes with the channels last, as `lib` has them. @param {ArrayLike<number>} planes @param {Maps} maps */
function channelsLast(planes, { height, width, count }) {
  const area = height * width;
  const result = lastOf(1, height, width, count);
  for (let map = 0; map < count; map++) {
    for (let at = 0; at < area; at++) result.data[at * count + map] = planes[map * area + at];
  }
  return result;
}

/** @param {import("./layers.js").Maps} maps */
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
 * @param {Functions} functions
 * @param {{activation: string, parameter?: number}} operation
 * @param {Maps} maps
 */
function activationOf(functions, { activation, parameter }, { height, width }) {
  if (activation === "softmax") return {
    value: (/** @type {Float64Array} */ z) => shares(z, height * width),
    slopes: (/** @type {Made} */ { values }, /** @type {Float64Array} */ upstream) => sharesGradient(values, upstream, height * width),
  };
  const { value, slope } = functions[activation];
  return {
    value: (/** @type {Float64Array} */ z) => z.map((one) => value(one, parameter)),
    slopes: (/** @type {Made} */ { values, kept = values }, /** @type {Float64Array} */ upstream) => upstream.map((one, at) => one && one * slope(kept[at], parameter)),
  };
}

/** The taps of a layer. @param {Known} known */
function tapsOf({ operation: { size, stride, dilation, before }, maps: { height, width }, inputs: [source] }) {
  return placedTaps(source, { height: size[0], width: size[1] }, { stride, dilation, before, height, width });
}

/** Nothing, in the size of what a layer reads. @param {Known} known */
function blankOf({ inputs: [{ height, width, count }] }) {
  return lastOf(1, height, width, count);
}

/**
 * Sums of products and an activation function.
 *
 * @param {Functions} functions
 * @param {Known} known
 * @param {(seen: Last) => Last} sums
 * @param {(upstream: Last) => Last} slopesOf what the sums are of
 * @returns {Worker}
 */
function summed(functions, { operation, maps, inputs: [source] }, sums, slopesOf) {
  const { value, slopes: through } = activationOf(functions, operation, maps);
  /** @type {Back} */
  const fromScores = (_, slopes) => [planesOf(slopesOf(channelsLast(slopes, maps)))];
  return {
    forward: ([input]) => {
      const kept = planesOf(sums(channelsLast(input, source)));
      return { values: value(kept), kept };
    },
    backward: (made, slopes, inputs) => fromScores(made, through(made, slopes), inputs),
    fromScores,
  };
}

/** A convolution or a dense layer. @param {Functions} functions @param {Known} known @param {{taps?: ReturnType<typeof tapsOf>, data?: Float64Array}} [more] where they differ @returns {Worker} */
function weighted(functions, known, { taps = tapsOf(known), data = turned(known.weights.kernel, known.maps.count) } = {}) {
  const { operation: { size: [height, width] }, maps, inputs: [source], weights } = known;
  const bias = Float64Array.from(weights.bias);
  const kernel = { height, width, inputs: source.count, outputs: maps.count, data };
  const blank = blankOf(known);
  return summed(functions, known, (seen) => convolve(seen, kernel, bias, taps), (upstream) => inputGradient(blank, kernel, upstream, taps));
}

/** The largest value under each window of a layer. @param {Known} known @returns {Worker} */
function largestUnder(known) {
  const { operation: { size: [size] }, maps, inputs: [source] } = known;
  const [taps, blank] = [tapsOf(known), blankOf(known)];
  return {
    forward: ([input]) => {
      const found = maxPool(channelsLast(input, source), size, taps);
      return { values: planesOf(found), kept: found.winners };
    },
    backward: ({ kept }, slopes) => [planesOf(maxPoolGradient(blank, /** @type {Int32Array} */ (kept), channelsLast(slopes, maps)))],
  };
}

module.exports = { activationOf, blankOf, channelsLast, largestUnder, planesOf, summed, tapsOf, turned, weighted };
