// @ts-check
"use strict";

/** A neuron and dropout: the same numbers as `cnn_docs.neuron` and `cnn_docs.dropout`. */

/**
 * Products and weighted input of a neuron, which is rounded where the last bits of decimal fractions would show.
 *
 * @param {number[]} inputs
 * @param {number[]} weights
 * @param {number} bias
 */
function neuronSum(inputs, weights, bias) {
  const products = inputs.map((value, index) => value * weights[index]);
  const sum = products.reduce((total, product) => total + product, 0) + bias;
  return { products, sum: Math.round(sum * 1e12) / 1e12 + 0 };
}

/** What is left of a value: nothing where it is dropped, more where it is kept. @param {number} value @param {boolean} keep @param {number} rate */
function afterDropout(value, keep, rate) {
  return keep ? value / (1 - rate) : 0;
}

/**
 * Inverted dropout with the given uniform draws: a value survives where its draw reaches the rate.
 *
 * @param {ArrayLike<number>} values
 * @param {number} rate
 * @param {ArrayLike<number>} draws from [0, 1), one a value
 * @returns {{kept: boolean[], output: number[], scale: number}}
 */
function dropout(values, rate, draws) {
  const scale = 1 / (1 - rate);
  const kept = Array.from(values, (_, index) => draws[index] >= rate);
  return { kept, output: kept.map((keep, index) => afterDropout(values[index], keep, rate)), scale };
}

module.exports = { afterDropout, dropout, neuronSum };
