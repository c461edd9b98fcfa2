// @ts-check
"use strict";

/**
 * The layers of a CNN backwards: from the slopes of the loss for what a layer gives (`upstream`, of the shape of
 * that) to its slopes for the layer's input, kernel and bias. Pure functions, the numbers of Keras.
 *
 * @typedef {import("./layers.js").Maps} Maps
 * @typedef {import("./layers.js").Kernel} Kernel
 * @typedef {import("./layers.js").Sliding} Sliding
 * @typedef {import("./layers.js").Taps} Taps
 */

const { ACTIVATIONS } = require("./activations.js");
const { cellsUnder, drop, maps, placesOf, tapsOf } = require("./layers.js");

/** Maps of the same size, all zeros. @param {Maps} like @returns {Maps} */
function empty({ count, height, width, channels }) {
  return maps(count, height, width, channels);
}

/**
 * What reaches a kernel: the input, correlated with what comes back.
 *
 * @param {Maps} input
 * @param {Kernel} kernel
 * @param {Maps} upstream
 * @param {Sliding | Taps} [sliding]
 */
function kernelGradient(input, kernel, upstream, sliding = {}) {
  const { inputs, outputs } = kernel;
  const { height, width, list } = tapsOf(input, kernel, sliding);
  const [values, slopes, result] = [input.data, upstream.data, new Float64Array(kernel.data.length)];
  for (let example = 0; example < input.count; example++) {
    const [first, target] = [example * input.height * input.width, example * height * width];
    for (let tap = 0; tap < list.length; tap += 3) {
      const [from, to] = [(first + list[tap]) * inputs, (target + list[tap + 2]) * outputs];
      for (let channel = 0; channel < inputs; channel++) {
        const value = values[from + channel];
        if (value === 0) continue;
        const at = (list[tap + 1] * inputs + channel) * outputs;
        for (let output = 0; output < outputs; output++) result[at + output] += value * slopes[to + output];
      }
    }
  }
  return result;
}

/** What reaches the bias of each output. @param {Maps} upstream */
function biasGradient({ channels, data }) {
  const result = new Float64Array(channels);
  for (let at = 0; at < data.length; at++) result[at % channels] += data[at];
  return result;
}

/** What reaches the input of a convolution. @param {Maps} input @param {Kernel} kernel @param {Maps} upstream @param {Sliding | Taps} [sliding] @returns {Maps} */
function inputGradient(input, kernel, upstream, sliding = {}) {
  const { inputs, outputs } = kernel;
  const { height, width, list } = tapsOf(input, kernel, sliding);
  const result = empty(input);
  const heard = new Int32Array(outputs); // those of a cell with a slope: after ReLU and pooling many have none
  for (let example = 0; example < input.count; example++) {
    const [first, target] = [example * input.height * input.width, example * height * width];
    let [cell, count] = [-1, 0];
    for (let tap = 0; tap < list.length; tap += 3) {
      const [from, to] = [(first + list[tap]) * inputs, (target + list[tap + 2]) * outputs];
      if (list[tap + 2] !== cell) [cell, count] = [list[tap + 2], placesOf(upstream.data, to, heard)];
      if (count === 0) continue;
      for (let channel = 0; channel < inputs; channel++) {
        const at = (list[tap + 1] * inputs + channel) * outputs;
        let sum = 0;
        for (let index = 0; index < count; index++) sum += kernel.data[at + heard[index]] * upstream.data[to + heard[index]];
        result.data[from + channel] += sum;
      }
    }
  }
  return result;
}

/** All of it goes to the cells that won. @param {Maps} input @param {Int32Array} winners @param {Maps} upstream @returns {Maps} */
function maxPoolGradient(input, winners, upstream) {
  const result = empty(input);
  winners.forEach((from, at) => void (result.data[from] += upstream.data[at]));
  return result;
}

/** Each cell of a window gets the same share. @param {Maps} input @param {number} size @param {Maps} upstream @param {Sliding | Taps} [sliding] @returns {Maps} */
function averagePoolGradient(input, size, upstream, sliding = {}) {
  const { channels } = input;
  const taps = tapsOf(input, { height: size, width: size }, { stride: size, ...sliding });
  const cells = cellsUnder(taps);
  const result = empty(input);
  for (let example = 0; example < input.count; example++) {
    const [first, target] = [example * input.height * input.width, example * taps.height * taps.width];
    for (let tap = 0; tap < taps.list.length; tap += 3) {
      const [from, to] = [(first + taps.list[tap]) * channels, (target + taps.list[tap + 2]) * channels];
      const share = 1 / cells[taps.list[tap + 2]];
      for (let channel = 0; channel < channels; channel++) result.data[from + channel] += upstream.data[to + channel] * share;
    }
  }
  return result;
}

/** @param {Maps} input @param {Maps} upstream @returns {Maps} */
function globalAverageGradient(input, upstream) {
  const { channels, height, width } = input;
  const places = height * width;
  const data = input.data.map(
    (_, at) => upstream.data[Math.floor(at / channels / places) * channels + (at % channels)] / places,
  );
  return { ...input, data };
}

/** In the shape that it had. @param {Maps} input @param {Maps} upstream @returns {Maps} */
function flattenGradient({ count, height, width, channels }, upstream) {
  return maps(count, height, width, channels, upstream.data);
}

/** Times the slope at what came in. @param {Maps} input @param {string} name @param {Maps} upstream @returns {Maps} */
function activationGradient(input, name, upstream) {
  const { slope } = ACTIVATIONS[name];
  return { ...input, data: input.data.map((value, at) => slope(value) * upstream.data[at]) };
}

/** What went through the mask comes back through it. @param {ArrayLike<number>} mask @param {number} rate @param {Maps} upstream @returns {Maps} */
function dropGradient(mask, rate, upstream) {
  return drop(upstream, mask, rate);
}

/**
 * Of softmax with cross-entropy: the probabilities, less 1 for the right class, over the number of examples.
 *
 * @param {Maps} scores
 * @param {Float64Array} probabilities
 * @param {ArrayLike<number>} labels
 * @returns {Maps}
 */
function crossEntropyGradient(scores, probabilities, labels) {
  const { channels: classes, count } = scores;
  const data = probabilities.map(
    (share, at) => (share - Number(labels[Math.floor(at / classes)] === at % classes)) / count,
  );
  return { ...scores, data };
}

module.exports = {
  activationGradient, averagePoolGradient, biasGradient, crossEntropyGradient, dropGradient, flattenGradient,
  globalAverageGradient, inputGradient, kernelGradient, maxPoolGradient,
};
