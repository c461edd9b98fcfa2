// @ts-check
"use strict";

/**
 * The small network that learns in the page: kernels of 3 by 3 over a digit, ReLU or leaky ReLU, the largest of each
 * 2 by 2, and ten scores. Forwards, and backwards to the gradient of every weight.
 *
 * @typedef {import("./layers.js").Maps} Maps
 * @typedef {import("./layers.js").Kernel} Kernel
 * @typedef {[Float64Array, Float64Array, Float64Array, Float64Array]} Weights kernels, their biases, dense, its biases
 * @typedef {{maps: Maps, active: Maps, pooled: Maps & {winners: Int32Array}, flat: Maps, scores: Maps}} Pass
 * @typedef {{mask: ArrayLike<number>, rate: number}} Dropping
 * @typedef {"relu" | "leaky_relu"} Activation
 */

const {
  activationGradient, biasGradient, crossEntropyGradient, dropGradient, flattenGradient, inputGradient, kernelGradient,
  maxPoolGradient,
} = require("./gradients.js");
const { activate, convolve, crossEntropy, dense, drop, flatten, maps, maxPool } = require("./layers.js");

const SIDE = 8;
const SIZE = 3;
const POOL = 2;
const CLASSES = 10;
const SAME = /** @type {const} */ ({ padding: "same" });

/** How wide the first weights may lie, of a layer with so many inputs and outputs. @type {Record<string, (inputs: number, outputs: number) => number>} */
const STARTS = {
  he: (inputs) => Math.sqrt(6 / inputs),
  glorot: (inputs, outputs) => Math.sqrt(6 / (inputs + outputs)),
  small: (inputs) => 0.01 * Math.sqrt(6 / inputs),
  large: (inputs) => 10 * Math.sqrt(6 / inputs),
  zeros: () => 0,
};

/** Units behind the pool, for so many kernels. @param {number} count */
function unitsOf(count) {
  return (SIDE / POOL) ** 2 * count;
}

/**
 * Weights to start from: uniform draws, or zeros; biases are zeros.
 *
 * @param {string} start
 * @param {number} count of kernels
 * @param {() => number} draw
 * @returns {Weights}
 */
function firstWeights(start, count, draw) {
  /** @param {number} size @param {number} bound */
  const drawn = (size, bound) => Float64Array.from({ length: size }, () => -bound + 2 * bound * draw());
  const [cells, units] = [SIZE * SIZE, unitsOf(count)];
  const kernels = drawn(cells * count, STARTS[start](cells, cells * count));
  const last = drawn(units * CLASSES, STARTS[start](units, CLASSES));
  return [kernels, new Float64Array(count), last, new Float64Array(CLASSES)];
}

/** @param {Weights} weights @returns {{first: Kernel, last: Kernel}} */
function kernelsOf([kernels, bias, last]) {
  const outputs = bias.length;
  return {
    first: { height: SIZE, width: SIZE, inputs: 1, outputs, data: kernels },
    last: { height: 1, width: 1, inputs: unitsOf(outputs), outputs: CLASSES, data: last },
  };
}

/** Digits of 8 by 8 values from 0 to 1 as a batch. @param {Float64Array} values @returns {Maps} */
function batchOf(values) {
  return maps(values.length / SIDE ** 2, SIDE, SIDE, 1, values);
}

/** @param {Weights} weights @param {Maps} digits @param {Activation} [activation] @param {Dropping} [dropping] @returns {Pass} */
function forward(weights, digits, activation = "relu", dropping) {
  const { first, last } = kernelsOf(weights);
  const convolved = convolve(digits, first, weights[1], SAME);
  const active = activate(convolved, activation);
  const pooled = maxPool(active, POOL);
  const whole = flatten(pooled);
  const flat = dropping ? drop(whole, dropping.mask, dropping.rate) : whole;
  return { maps: convolved, active, pooled, flat, scores: dense(flat, last, weights[3]) };
}

/**
 * The loss of a batch, and its gradient for every weight; beside it what was on the way, and the slopes of the loss
 * for the kernels' sums.
 *
 * @param {Weights} weights
 * @param {Maps} digits
 * @param {ArrayLike<number>} labels
 * @param {Activation} [activation]
 * @param {Dropping} [dropping]
 * @returns {{loss: number, gradients: Weights, pass: Pass, slopes: Maps}}
 */
function lossAndGradients(weights, digits, labels, activation = "relu", dropping) {
  const { first, last } = kernelsOf(weights);
  const pass = forward(weights, digits, activation, dropping);
  const { loss, probabilities } = crossEntropy(pass.scores, labels);
  const scores = crossEntropyGradient(pass.scores, probabilities, labels);
  const flat = inputGradient(pass.flat, last, scores);
  const whole = dropping ? dropGradient(dropping.mask, dropping.rate, flat) : flat;
  const active = maxPoolGradient(pass.active, pass.pooled.winners, flattenGradient(pass.pooled, whole));
  const slopes = activationGradient(pass.maps, activation, active);
  return {
    loss, pass, slopes,
    gradients: [
      kernelGradient(digits, first, slopes, SAME),
      biasGradient(slopes),
      kernelGradient(pass.flat, last, scores),
      biasGradient(scores),
    ],
  };
}

module.exports = { CLASSES, SIDE, SIZE, batchOf, firstWeights, forward, lossAndGradients, unitsOf };
