// @ts-check
"use strict";

/**
 * A small convolutional network, forwards with every map kept, and backwards to its input.
 *
 * @typedef {{name: string, kind: "scale" | "conv" | "pool" | "flatten" | "dense", factor?: number, size?: number,
 *   inputs?: number, outputs?: number, relu?: boolean}} Shape
 * @typedef {Shape & {kernel?: string, bias?: string}} Entry with its weights as texts
 * @typedef {Shape & {kernel?: Float64Array, bias?: Float64Array}} Layer
 * @typedef {import("./layers.js").Maps & {name: string, winners?: Int32Array}} Maps
 */

const { softmax } = require("./activations.js");
const { activationGradient, flattenGradient, inputGradient, maxPoolGradient } = require("./gradients.js");
const { activate, convolve, dense, flatten, maps, maxPool } = require("./layers.js");
const { numbersOf } = require("./letters.js");

const POOL = 2;
const SAME = /** @type {const} */ ({ padding: "same" });

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

/** The layers with their weights decoded. @param {Entry[]} entries @returns {Layer[]} */
function readNetwork(entries) {
  return entries.map(({ kernel, bias, ...shape }) => {
    if (kernel === undefined || bias === undefined) return shape;
    const { size = 1, inputs = 1, outputs = 1 } = shape;
    return { ...shape, kernel: halves(kernel, size ** 2 * inputs * outputs), bias: halves(bias, outputs) };
  });
}

/** The kernel of a convolution or of a dense layer. @param {Layer} layer @returns {import("./layers.js").Kernel} */
function kernelOf({ size = 1, inputs = 1, outputs = 1, kernel }) {
  return { height: size, width: size, inputs, outputs, data: /** @type {Float64Array} */ (kernel) };
}

/** A picture as the input of the first layer. @param {ArrayLike<number>} picture @param {number} side @returns {Maps} */
function inputOf(picture, side) {
  return { name: "input", ...maps(1, side, side, 1, Float64Array.from(picture)) };
}

/** Values times the factor of a layer. @param {Layer} layer @param {import("./layers.js").Maps} input */
function scaled({ factor = 1 }, input) {
  return { ...input, data: input.data.map((value) => value * factor) };
}

/** @param {import("./layers.js").Maps} input @param {Layer} layer @returns {import("./layers.js").Maps} */
function apply(input, layer) {
  if (layer.kind === "scale") return scaled(layer, input);
  if (layer.kind === "pool") return maxPool(input, POOL);
  if (layer.kind === "flatten") return flatten(input);
  const bias = /** @type {Float64Array} */ (layer.bias);
  const output = layer.kind === "conv" ? convolve(input, kernelOf(layer), bias, SAME) : dense(input, kernelOf(layer), bias);
  return layer.relu ? activate(output, "relu") : output;
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
  let current = inputOf(picture, side);
  for (const layer of layers) {
    current = { ...apply(current, layer), name: layer.name };
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
  const { count, height, width, channels } = outputs[outputs.length - 1];
  let slope = maps(count, height, width, channels);
  slope.data[target] = 1;
  for (let index = layers.length - 1; index >= 0; index--) {
    const input = index > 0 ? outputs[index - 1] : inputOf(picture, side);
    slope = backward(layers[index], input, outputs[index], slope);
  }
  return slope.data.map(Math.abs);
}

/**
 * The slope at a layer's input from that at its output.
 *
 * @param {Layer} layer
 * @param {Maps} input
 * @param {Maps} output
 * @param {import("./layers.js").Maps} slope
 */
function backward(layer, input, output, slope) {
  if (layer.kind === "flatten") return flattenGradient(input, slope);
  if (layer.kind === "scale") return scaled(layer, slope);
  if (layer.kind === "pool") return maxPoolGradient(input, /** @type {Int32Array} */ (output.winners), slope);
  const passed = layer.relu ? activationGradient(output, "relu", slope) : slope; // what ReLU lets through is positive behind it, too
  return inputGradient(input, kernelOf(layer), passed, layer.kind === "conv" ? SAME : {});
}

module.exports = { forward, readNetwork, saliency };
