// @ts-check
"use strict";

/**
 * One step of an optimiser for an array of weights: the numbers of Keras's SGD, SGD with momentum 0.9, and Adam.
 *
 * @typedef {"sgd" | "momentum" | "adam"} Optimiser
 * @typedef {{steps: number, first: Float64Array, second: Float64Array}} Memory what it keeps from step to step
 */

const MOMENTUM = 0.9;
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-7];

/** Nothing is remembered before the first step. @param {number} count of weights @returns {Memory} */
function noMemory(count) {
  return { steps: 0, first: new Float64Array(count), second: new Float64Array(count) };
}

/** A number times itself that often: `**` is not the same to the last bit in every browser. @param {number} base @param {number} times */
function power(base, times) {
  let result = 1;
  for (let square = base, rest = times; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2) result *= square;
  }
  return result;
}

/**
 * What is added to each weight, and what is remembered then.
 *
 * @param {Optimiser} optimiser
 * @param {number} rate
 * @param {Float64Array} gradient
 * @param {Memory} memory
 * @returns {{change: Float64Array, memory: Memory}}
 */
function stepOf(optimiser, rate, gradient, memory) {
  const steps = memory.steps + 1;
  if (optimiser === "sgd") return { change: gradient.map((slope) => -rate * slope), memory: { ...memory, steps } };
  if (optimiser === "momentum") {
    const first = gradient.map((slope, at) => MOMENTUM * memory.first[at] - rate * slope);
    return { change: first, memory: { ...memory, steps, first } };
  }
  const first = gradient.map((slope, at) => memory.first[at] + (slope - memory.first[at]) * (1 - BETA_1));
  const second = gradient.map((slope, at) => memory.second[at] + (slope * slope - memory.second[at]) * (1 - BETA_2));
  const scaled = adamRate(rate, steps);
  const change = first.map((mean, at) => (-scaled * mean) / (Math.sqrt(second[at]) + EPSILON));
  return { change, memory: { steps, first, second } };
}

/** The rate, made up for the means that begin at 0. @param {number} rate @param {number} steps */
function adamRate(rate, steps) {
  return (rate * Math.sqrt(1 - power(BETA_2, steps))) / (1 - power(BETA_1, steps));
}

module.exports = { BETA_1, BETA_2, EPSILON, MOMENTUM, adamRate, noMemory, stepOf };
