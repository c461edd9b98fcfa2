// @ts-check
"use strict";

/**
 * Activation functions of layers and their slopes: those of `cnn_docs.ACTIVATIONS`, and others of Keras.
 *
 * @typedef {{value: (z: number, parameter?: number) => number, slope: (z: number, parameter?: number) => number}} LayerActivation
 */

const { ACTIVATIONS, LEAK } = require("./activations.js");

const { sigmoid, tanh, relu, linear } = ACTIVATIONS;
const [SHRINK, SQUARE_PLUS] = [0.5, 4]; // Keras's
const [SELU_SCALE, SELU_ALPHA] = [1.0507009873554805, 1.6732632423543772]; // Keras's

/** Zero below -3, one above 3, a line between them. @param {number} z */
function gate(z) {
  return Math.min(Math.max(z / 6 + 0.5, 0), 1);
}

/** The slope of `gate`. @param {number} z */
function gateSlope(z) {
  return z > -3 && z < 3 ? 1 / 6 : 0;
}

/** @param {number} z */
function softplus(z) {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** @param {number} z @param {number} [alpha] */
function elu(z, alpha = 1) {
  return z > 0 ? z : alpha * Math.expm1(z);
}

/** @param {number} z @param {number} [alpha] */
function eluSlope(z, alpha = 1) {
  return z > 0 ? 1 : alpha * Math.exp(z);
}

/** The share of a normal distribution below z, from its series; beyond 7 it is 0 or 1 to the sixth digit and further. @param {number} z */
function normalShare(z) {
  if (Math.abs(z) > 7) return z > 0 ? 1 : 0;
  let [term, sum] = [z, z];
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) sum += term *= (z * z) / n;
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** @param {number} z */
function mishSlope(z) {
  const through = tanh.value(softplus(z));
  return through + z * sigmoid.value(z) * (1 - through * through);
}

/** One for values that shrinking does not make zero. @param {number} z */
function beyond(z) {
  return Math.abs(z) > SHRINK ? 1 : 0;
}

/** @type {Record<string, LayerActivation>} */
const LAYER_ACTIVATIONS = {
  linear,
  relu,
  sigmoid,
  tanh,
  relu6: { value: (z) => Math.min(Math.max(z, 0), 6), slope: (z) => (z > 0 && z < 6 ? 1 : 0) },
  leaky_relu: { value: (z, leak = LEAK) => (z > 0 ? z : leak * z), slope: (z, leak = LEAK) => (z > 0 ? 1 : leak) },
  elu: { value: elu, slope: eluSlope },
  selu: { value: (z) => SELU_SCALE * elu(z, SELU_ALPHA), slope: (z) => SELU_SCALE * eluSlope(z, SELU_ALPHA) },
  silu: { value: (z) => z * sigmoid.value(z), slope: (z) => sigmoid.value(z) + z * sigmoid.slope(z) },
  gelu: {
    value: (z) => z * normalShare(z),
    slope: (z) => normalShare(z) + (z * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  },
  softplus: { value: softplus, slope: sigmoid.value },
  softsign: { value: (z) => z / (1 + Math.abs(z)), slope: (z) => (1 + Math.abs(z)) ** -2 },
  exponential: { value: Math.exp, slope: Math.exp },
  hard_sigmoid: { value: gate, slope: gateSlope },
  mish: { value: (z) => z * tanh.value(softplus(z)), slope: mishSlope },
  celu: { value: elu, slope: eluSlope }, // with Keras's alpha, 1
  hard_tanh: { value: (z) => Math.min(Math.max(z, -1), 1), slope: (z) => (z > -1 && z < 1 ? 1 : 0) },
  log_sigmoid: { value: (z) => -softplus(-z), slope: (z) => sigmoid.value(-z) },
  tanh_shrink: { value: (z) => z - tanh.value(z), slope: (z) => tanh.value(z) ** 2 },
  soft_shrink: { value: (z) => z - Math.min(Math.max(z, -SHRINK), SHRINK), slope: beyond },
  hard_shrink: { value: (z) => z * beyond(z), slope: beyond },
  squareplus: { value: (z) => (z + Math.sqrt(z * z + SQUARE_PLUS)) / 2, slope: (z) => (1 + z / Math.sqrt(z * z + SQUARE_PLUS)) / 2 },
  sparse_plus: {
    value: (z) => (z <= -1 ? 0 : z < 1 ? (z + 1) ** 2 / 4 : z),
    slope: (z) => Math.min(Math.max((z + 1) / 2, 0), 1),
  },
  sparse_sigmoid: { value: (z) => Math.min(Math.max((z + 1) / 2, 0), 1), slope: (z) => (z > -1 && z < 1 ? 1 / 2 : 0) },
  hard_silu: { value: (z) => z * gate(z), slope: (z) => gate(z) + z * gateSlope(z) },
};

module.exports = { LAYER_ACTIVATIONS };
