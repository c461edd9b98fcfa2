// @ts-check
"use strict";

/**
 * A small convolutional network, forwards with every map kept, and backwards to its input.
 *
 * Values of a layer lie row by row, column by column, channel by channel, as in Keras.
 *
 * @typedef {{name: string, kind: "scale" | "conv" | "pool" | "flatten" | "dense", factor?: number, size?: number,
 *   inputs?: number, outputs?: number, relu?: boolean, kernel?: Float64Array, bias?: Float64Array}} Layer
 * @typedef {{name: string, height: number, width: number, channels: number, data: Float64Array}} Maps
 */

const { softmax } = require("./activations.js");
const { numbersOf } = require("./letters.js");

/** A number of half precision from its sixteen bits. @param {number} bits */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? NaN : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Numbers of half precision: of each a letter for the exponent with three bits of the fraction, then in base 64 the
 * other bits and the sign.
 *
 * @param {string} text
 * @param {number} count
 */
function halves(text, count) {
  const high = numbersOf(text.slice(0, count));
  const low = atob(text.slice(count));
  return Float64Array.from(high, (upper, index) => {
    const turned = (((upper + 26) & 255) << 8) | low.charCodeAt(index);
    return half((turned >> 1) | ((turned & 1) << 15));
  });
}

/** The layers with their weights decoded. @param {any[]} entries @returns {Layer[]} */
function readNetwork(entries) {
  return entries.map((entry) => {
    if (!entry.kernel) return entry;
    const count = (entry.size ?? 1) ** 2 * entry.inputs * entry.outputs;
    return { ...entry, kernel: halves(entry.kernel, count), bias: halves(entry.bias, entry.outputs) };
  });
}

/**
 * 3x3 or larger, stride 1, padding with zeros to the same size.
 *
 * @param {Maps} input
 * @param {Layer} layer
 * @returns {Maps}
 */
function conv(input, layer) {
  const { height, width, channels, data: values } = input;
  const [size, outputs, kernel, bias] = [
    layer.size ?? 3,
    layer.outputs ?? 1,
    /** @type {Float64Array} */ (layer.kernel),
    /** @type {Float64Array} */ (layer.bias),
  ];
  const before = Math.floor((size - 1) / 2);
  const data = new Float64Array(height * width * outputs);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const to = (row * width + column) * outputs;
      for (let output = 0; output < outputs; output++) data[to + output] = bias[output];
      for (let i = Math.max(0, before - row); i < Math.min(size, height - row + before); i++) {
        for (let j = Math.max(0, before - column); j < Math.min(size, width - column + before); j++) {
          const from = ((row + i - before) * width + column + j - before) * channels;
          for (let channel = 0; channel < channels; channel++) {
            const value = values[from + channel];
            if (value === 0) continue;
            const at = ((i * size + j) * channels + channel) * outputs;
            for (let output = 0; output < outputs; output++) data[to + output] += value * kernel[at + output];
          }
        }
      }
    }
  }
  return { name: layer.name, height, width, channels: outputs, data };
}

/** Largest of each 2x2 block. @param {Maps} input @param {Layer} layer @returns {Maps} */
function pool(input, layer) {
  const [height, width, channels] = [input.height >> 1, input.width >> 1, input.channels];
  const data = new Float64Array(height * width * channels);
  for (let index = 0; index < data.length; index++) data[index] = input.data[winner(input, index)];
  return { name: layer.name, height, width, channels, data };
}

/**
 * Place in the input of the largest value under one pooled value.
 *
 * @param {Maps} input
 * @param {number} index
 */
function winner({ width, channels, data }, index) {
  const channel = index % channels;
  const place = Math.floor(index / channels);
  const [row, column] = [Math.floor(place / (width >> 1)), place % (width >> 1)];
  const first = (2 * row * width + 2 * column) * channels + channel;
  const below = first + width * channels;
  const upper = data[first + channels] > data[first] ? first + channels : first;
  const lower = data[below + channels] > data[below] ? below + channels : below;
  return data[lower] > data[upper] ? lower : upper;
}

/** @param {Maps} input @param {Layer} layer @returns {Maps} */
function dense(input, layer) {
  const [outputs, kernel] = [layer.outputs ?? 1, /** @type {Float64Array} */ (layer.kernel)];
  const data = Float64Array.from(/** @type {Float64Array} */ (layer.bias));
  for (const index of placesOf(input.data, 0, input.data.length)) {
    const value = input.data[index];
    for (let output = 0; output < outputs; output++) data[output] += value * kernel[index * outputs + output];
  }
  return { name: layer.name, height: 1, width: 1, channels: outputs, data };
}

/** @param {Maps} input @param {Layer} layer @returns {Maps} */
function apply(input, layer) {
  if (layer.kind === "scale") return {
    ...input,
    name: layer.name,
    data: input.data.map((value) => value * (layer.factor ?? 1)),
  };
  if (layer.kind === "pool") return pool(input, layer);
  if (layer.kind === "flatten") return {
    name: layer.name,
    height: 1,
    width: 1,
    channels: input.data.length,
    data: input.data,
  };
  const output = layer.kind === "conv" ? conv(input, layer) : dense(input, layer);
  if (layer.relu) output.data = output.data.map((value) => Math.max(value, 0));
  return output;
}

/**
 * Every layer's output for one picture, and the probabilities.
 *
 * @param {Layer[]} layers
 * @param {ArrayLike<number>} picture
 * @param {number} side
 */
function forward(layers, picture, side) {
  /** @type {Maps[]} */
  const outputs = [];
  /** @type {Maps} */
  let current = { name: "input", height: side, width: side, channels: 1, data: Float64Array.from(picture) };
  for (const layer of layers) {
    current = apply(current, layer);
    outputs.push(current);
  }
  return { outputs, logits: current.data, probabilities: softmax(current.data) };
}

/**
 * Size of the slope of one class's logit at every input value.
 *
 * @param {Layer[]} layers
 * @param {Maps[]} outputs of `forward`
 * @param {ArrayLike<number>} picture
 * @param {number} side
 * @param {number} target
 */
function saliency(layers, outputs, picture, side, target) {
  /** @type {Float64Array} */
  let slope = new Float64Array(outputs[outputs.length - 1].data.length);
  slope[target] = 1;
  const first = { name: "input", height: side, width: side, channels: 1, data: Float64Array.from(picture) };
  for (let index = layers.length - 1; index >= 0; index--) {
    const input = index > 0 ? outputs[index - 1] : first;
    slope = backward(layers[index], input, outputs[index], slope);
  }
  return slope.map(Math.abs);
}

/**
 * The slope at a layer's input from that at its output.
 *
 * @param {Layer} layer
 * @param {Maps} input
 * @param {Maps} output
 * @param {Float64Array} slope
 */
function backward(layer, input, output, slope) {
  if (layer.kind === "flatten") return slope;
  if (layer.kind === "scale") return slope.map((value) => value * (layer.factor ?? 1));
  const result = new Float64Array(input.data.length);
  if (layer.kind === "pool") {
    slope.forEach((value, index) => void (result[winner(input, index)] += value));
    return result;
  }
  const passed = layer.relu ? slope.map((value, index) => (output.data[index] > 0 ? value : 0)) : slope;
  const kernel = /** @type {Float64Array} */ (layer.kernel);
  const outputs = layer.outputs ?? 1;
  if (layer.kind === "dense") {
    for (let index = 0; index < result.length; index++) {
      for (let unit = 0; unit < outputs; unit++) result[index] += passed[unit] * kernel[index * outputs + unit];
    }
    return result;
  }
  return convBackward(layer, input, passed, kernel, result);
}

/**
 * @param {Layer} layer
 * @param {Maps} input
 * @param {Float64Array} slope
 * @param {Float64Array} kernel
 * @param {Float64Array} result
 */
function convBackward(layer, { height, width, channels }, slope, kernel, result) {
  const [size, outputs] = [layer.size ?? 3, layer.outputs ?? 1];
  const before = Math.floor((size - 1) / 2);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * outputs;
      const some = placesOf(slope, from, outputs);
      if (some.length === 0) continue;
      for (let i = Math.max(0, before - row); i < Math.min(size, height - row + before); i++) {
        for (let j = Math.max(0, before - column); j < Math.min(size, width - column + before); j++) {
          const to = ((row + i - before) * width + column + j - before) * channels;
          for (let channel = 0; channel < channels; channel++) {
            const at = ((i * size + j) * channels + channel) * outputs;
            let sum = 0;
            for (const output of some) sum += slope[from + output] * kernel[at + output];
            result[to + channel] += sum;
          }
        }
      }
    }
  }
  return result;
}

/** Which of `count` values are not zero: many are, after a ReLU or a pooling. @param {Float64Array} values @param {number} from @param {number} count */
function placesOf(values, from, count) {
  const places = [];
  for (let place = 0; place < count; place++) if (values[from + place] !== 0) places.push(place);
  return places;
}

module.exports = { forward, readNetwork, saliency };
