// @ts-check
"use strict";

/**
 * Batch normalisation, in training, where each channel's mean and variance are those of the batch, and at inference,
 * where they are remembered ones; and backwards. The numbers of Keras.
 *
 * @typedef {import("./layers.js").Maps} Maps
 * @typedef {{scale: ArrayLike<number>, shift: ArrayLike<number>, mean: ArrayLike<number>, variance: ArrayLike<number>, epsilon?: number}} Norm
 */

const { biasGradient } = require("./gradients.js");

const EPSILON = 1e-3; // Keras's
const MOMENTUM = 0.99;

/** Mean and variance of each channel over the batch. @param {Maps} input */
function moments({ channels, data }) {
  const places = data.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let at = 0; at < data.length; at++) mean[at % channels] += data[at] / places;
  for (let at = 0; at < data.length; at++) variance[at % channels] += (data[at] - mean[at % channels]) ** 2 / places;
  return { mean, variance };
}

/** With the mean and variance that are given. @param {Maps} input @param {Norm} norm @returns {Maps} */
function normalise(input, { scale, shift, mean, variance, epsilon = EPSILON }) {
  const { channels } = input;
  const factors = Array.from(variance, (each, channel) => scale[channel] / Math.sqrt(each + epsilon));
  const data = input.data.map((value, at) => {
    const channel = at % channels;
    return (value - mean[channel]) * factors[channel] + shift[channel];
  });
  return { ...input, data };
}

/** In training: the normalised batch, and what will be remembered. @param {Maps} input @param {Norm} norm */
function normaliseBatch(input, norm) {
  const own = moments(input);
  const moved = (/** @type {ArrayLike<number>} */ old, /** @type {Float64Array} */ now) =>
    now.map((value, channel) => MOMENTUM * old[channel] + (1 - MOMENTUM) * value);
  const remembered = { mean: moved(norm.mean, own.mean), variance: moved(norm.variance, own.variance) };
  return { output: normalise(input, { ...norm, ...own }), remembered };
}

/**
 * In training: the mean and the variance depend on every example, too.
 *
 * @param {Maps} input
 * @param {Norm} norm
 * @param {Maps} upstream
 */
function normaliseBatchGradient(input, norm, upstream) {
  const { channels } = input;
  const places = input.data.length / channels;
  const own = moments(input);
  const plain = normalise(input, { ...own, scale: own.mean.map(() => 1), shift: own.mean.map(() => 0) });
  const scale = biasGradient({ ...upstream, data: upstream.data.map((slope, at) => slope * plain.data[at]) });
  const shift = biasGradient(upstream);
  const data = upstream.data.map((slope, at) => {
    const channel = at % channels;
    const centred = slope - shift[channel] / places - (plain.data[at] * scale[channel]) / places;
    return (norm.scale[channel] / Math.sqrt(own.variance[channel] + EPSILON)) * centred;
  });
  return { input: { ...input, data }, scale, shift };
}

/** At inference. @param {Maps} input @param {Norm} norm @param {Maps} upstream */
function normaliseGradient(input, norm, upstream) {
  const { channels } = input;
  const plain = normalise(input, { ...norm, scale: Array.from(norm.scale, () => 1), shift: Array.from(norm.shift, () => 0) });
  const scale = biasGradient({ ...upstream, data: upstream.data.map((slope, at) => slope * plain.data[at]) });
  const data = upstream.data.map(
    (slope, at) => (slope * norm.scale[at % channels]) / Math.sqrt(norm.variance[at % channels] + (norm.epsilon ?? EPSILON)),
  );
  return { input: { ...input, data }, scale, shift: biasGradient(upstream) };
}

module.exports = { normalise, normaliseBatch, normaliseBatchGradient, normaliseGradient };
