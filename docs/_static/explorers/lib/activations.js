// @ts-check
"use strict";

/**
 * Activation functions and their slopes: the same as `cnn_docs.ACTIVATIONS`.
 *
 * @typedef {{value: (z: number) => number, slope: (z: number) => number, low: number, high: number}} Activation
 */

const LEAK = 0.2;

/** @param {number} z */
function sigmoid(z) {
  // Two forms, so that neither overflows.
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const grown = Math.exp(z);
  return grown / (1 + grown);
}

/** @type {Record<string, Activation>} */
const ACTIVATIONS = {
  linear: { value: (z) => z, slope: () => 1, low: -Infinity, high: Infinity },
  sigmoid: { value: sigmoid, slope: (z) => sigmoid(z) * (1 - sigmoid(z)), low: 0, high: 1 },
  tanh: { value: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2, low: -1, high: 1 },
  relu: { value: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0), low: 0, high: Infinity },
  leaky_relu: {
    value: (z) => (z > 0 ? z : LEAK * z),
    slope: (z) => (z > 0 ? 1 : LEAK),
    low: -Infinity,
    high: Infinity,
  },
  step: { value: (z) => (z >= 0 ? 1 : 0), slope: () => 0, low: 0, high: 1 },
};

/** Probabilities that sum to 1. @param {ArrayLike<number>} scores @returns {number[]} */
function softmax(scores) {
  const values = Array.from(scores);
  const largest = Math.max(...values);
  const grown = values.map((score) => Math.exp(score - largest));
  const total = grown.reduce((sum, value) => sum + value, 0);
  return grown.map((value) => value / total);
}

module.exports = { ACTIVATIONS, LEAK, softmax };
