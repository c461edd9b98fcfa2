// @ts-check
"use strict";

/**
 * The layers of a CNN forwards, for a batch of examples: pure functions, the numbers of Keras.
 *
 * Values lie example by example, row by row, column by column, channel by channel.
 *
 * @typedef {{count: number, height: number, width: number, channels: number, data: Float64Array}} Maps
 * @typedef {{height: number, width: number, inputs: number, outputs: number, data: Float64Array}} Kernel
 * @typedef {{stride?: number, padding?: "valid" | "same"}} Sliding
 * @typedef {object} Placement where windows stand, along rows and columns
 * @property {number[]} stride
 * @property {number[]} dilation
 * @property {number[]} before cells of padding before the first
 * @property {number} height of the output
 * @property {number} width
 * @typedef {{height: number, width: number, list: Int32Array}} Taps size of the output, and its taps
 */

const { ACTIVATIONS } = require("./activations.js");
const { exp, log } = require("./exponential.js");
const { outputSize, paddingAmounts } = require("./sizes.js");
const { afterDropout } = require("./units.js");

/**
 * Maps of that size, of zeros where no values are given.
 *
 * @param {number} count
 * @param {number} height
 * @param {number} width
 * @param {number} channels
 * @param {Float64Array} [data]
 * @returns {Maps}
 */
function maps(count, height, width, channels, data) {
  return { count, height, width, channels, data: data ?? new Float64Array(count * height * width * channels) };
}

/**
 * Which cell of the input meets which cell of the window at which cell of the output, as triples; padding meets none.
 *
 * @param {{height: number, width: number}} input
 * @param {{height: number, width: number}} sides of the window
 * @param {Sliding | Taps} sliding the taps themselves, where they are known
 * @returns {Taps}
 */
function tapsOf(input, sides, sliding) {
  if ("list" in sliding) return sliding;
  const { stride = 1 } = sliding;
  const [height, width] = [outputSize(input.height, sides.height, sliding), outputSize(input.width, sides.width, sliding)];
  if (height < 1 || width < 1) throw new RangeError("the window is larger than the maps");
  const [top] = paddingAmounts(input.height, sides.height, sliding);
  const [left] = paddingAmounts(input.width, sides.width, sliding);
  return placedTaps(input, sides, { stride: [stride, stride], dilation: [1, 1], before: [top, left], height, width });
}

/**
 * The taps of windows that stand where they are told to.
 *
 * @param {{height: number, width: number}} input
 * @param {{height: number, width: number}} sides of the window
 * @param {Placement} placement
 * @returns {Taps}
 */
function placedTaps(input, sides, { stride, dilation: [down, across], before, height, width }) {
  const list = [];
  for (let cell = 0; cell < height * width; cell++) {
    const [row, column] = [Math.floor(cell / width) * stride[0] - before[0], (cell % width) * stride[1] - before[1]];
    for (let i = 0; i < sides.height; i++) {
      const y = row + i * down;
      if (y < 0 || y >= input.height) continue;
      for (let j = 0; j < sides.width; j++) {
        const x = column + j * across;
        if (x >= 0 && x < input.width) list.push(y * input.width + x, i * sides.width + j, cell);
      }
    }
  }
  return { height, width, list: Int32Array.from(list) };
}

/** Put into `places` which of its many values from a place on are not zero; return how many. @param {Float64Array} values @param {number} from @param {Int32Array} places */
function placesOf(values, from, places) {
  let count = 0;
  for (let place = 0; place < places.length; place++) if (values[from + place] !== 0) places[count++] = place;
  return count;
}

/** @param {Maps} input @param {Kernel} kernel @param {Float64Array} bias @param {Sliding | Taps} [sliding] @returns {Maps} */
function convolve(input, kernel, bias, sliding = {}) {
  const { inputs, outputs, data: weights } = kernel;
  const { height, width, list } = tapsOf(input, kernel, sliding);
  const result = maps(input.count, height, width, outputs);
  const [values, sums] = [input.data, result.data];
  const heard = new Int32Array(inputs); // of a cell: after ReLU many channels are zero
  for (let at = 0; at < sums.length; at++) sums[at] = bias[at % outputs];
  for (let example = 0; example < input.count; example++) {
    const [first, target] = [example * input.height * input.width, example * height * width];
    for (let tap = 0; tap < list.length; tap += 3) {
      const [from, to] = [(first + list[tap]) * inputs, (target + list[tap + 2]) * outputs];
      const count = placesOf(values, from, heard);
      for (let index = 0; index < count; index += 2) { // two at once: the sums are read and written half as often
        const value = values[from + heard[index]];
        const at = (list[tap + 1] * inputs + heard[index]) * outputs;
        if (index + 1 === count) {
          for (let output = 0; output < outputs; output++) sums[to + output] += value * weights[at + output];
          break;
        }
        const other = values[from + heard[index + 1]];
        const next = (list[tap + 1] * inputs + heard[index + 1]) * outputs;
        for (let output = 0; output < outputs; output++) {
          sums[to + output] = sums[to + output] + value * weights[at + output] + other * weights[next + output];
        }
      }
    }
  }
  return result;
}

/**
 * The largest value of each window, and where in the input it stands: of equal ones the first, as in TensorFlow.
 *
 * @param {Maps} input
 * @param {number} size
 * @param {Sliding | Taps} [sliding]
 * @returns {Maps & {winners: Int32Array}}
 */
function maxPool(input, size, sliding = {}) {
  const { channels } = input;
  const { height, width, list } = tapsOf(input, { height: size, width: size }, { stride: size, ...sliding });
  const result = maps(input.count, height, width, channels);
  result.data.fill(-Infinity);
  const winners = new Int32Array(result.data.length).fill(-1);
  for (let example = 0; example < input.count; example++) {
    const [first, target] = [example * input.height * input.width, example * height * width];
    for (let tap = 0; tap < list.length; tap += 3) {
      const [from, to] = [(first + list[tap]) * channels, (target + list[tap + 2]) * channels];
      for (let channel = 0; channel < channels; channel++) {
        const value = input.data[from + channel];
        if (value <= result.data[to + channel] && winners[to + channel] >= 0) continue;
        result.data[to + channel] = value;
        winners[to + channel] = from + channel;
      }
    }
  }
  return { ...result, winners };
}

/** How many cells of the input each window of a pool has: padding counts for no mean. @param {Taps} taps */
function cellsUnder({ height, width, list }) {
  const cells = new Float64Array(height * width);
  for (let tap = 0; tap < list.length; tap += 3) cells[list[tap + 2]] += 1;
  return cells;
}

/** @param {Maps} input @param {number} size @param {Sliding | Taps} [sliding] @returns {Maps} */
function averagePool(input, size, sliding = {}) {
  const { channels } = input;
  const taps = tapsOf(input, { height: size, width: size }, { stride: size, ...sliding });
  const { height, width, list } = taps;
  const cells = cellsUnder(taps);
  const result = maps(input.count, height, width, channels);
  for (let example = 0; example < input.count; example++) {
    const [first, target] = [example * input.height * input.width, example * height * width];
    for (let tap = 0; tap < list.length; tap += 3) {
      const [from, to] = [(first + list[tap]) * channels, (target + list[tap + 2]) * channels];
      const share = 1 / cells[list[tap + 2]];
      for (let channel = 0; channel < channels; channel++) result.data[to + channel] += input.data[from + channel] * share;
    }
  }
  return result;
}

/** The mean of each channel. @param {Maps} input @returns {Maps} */
function globalAverage(input) {
  const { count, height, width, channels } = input;
  const result = maps(count, 1, 1, channels);
  const places = height * width;
  for (let at = 0; at < input.data.length; at++) {
    result.data[Math.floor(at / channels / places) * channels + (at % channels)] += input.data[at] / places;
  }
  return result;
}

/** One long row an example; the values stay where they are. @param {Maps} input @returns {Maps} */
function flatten({ count, height, width, channels, data }) {
  return maps(count, 1, 1, height * width * channels, data);
}

/** @param {Maps} input flat @param {Kernel} kernel of height and width 1 @param {Float64Array} bias @returns {Maps} */
function dense(input, kernel, bias) {
  return convolve(input, kernel, bias);
}

/** @param {Maps} input @param {string} name of an activation function @returns {Maps} */
function activate(input, name) {
  return { ...input, data: input.data.map(ACTIVATIONS[name].value) };
}

/** Units whose mask is 0 are dropped, the others grow by 1 / (1 - rate). @param {Maps} input @param {ArrayLike<number>} mask @param {number} rate @returns {Maps} */
function drop(input, mask, rate) {
  return { ...input, data: input.data.map((value, at) => afterDropout(value, Boolean(mask[at]), rate)) };
}

/**
 * The mean of -log p of the right class, and all probabilities.
 *
 * @param {Maps} scores flat
 * @param {ArrayLike<number>} labels
 */
function crossEntropy(scores, labels) {
  const { count, channels: classes, data } = scores;
  const probabilities = new Float64Array(data.length);
  let loss = 0;
  for (let example = 0; example < count; example++) {
    const first = example * classes;
    const own = data.subarray(first, first + classes);
    const top = own.reduce((most, score) => (score > most || Number.isNaN(score) ? score : most), -Infinity);
    let total = 0;
    for (let index = 0; index < classes; index++) total += probabilities[first + index] = exp(own[index] - top);
    for (let index = 0; index < classes; index++) probabilities[first + index] /= total;
    loss += log(total) + top - own[labels[example]];
  }
  return { loss: loss / count, probabilities };
}

module.exports = {
  activate, averagePool, cellsUnder, convolve, crossEntropy, dense, drop, flatten, globalAverage, maps, maxPool, placedTaps,
  placesOf, tapsOf,
};
