// @ts-check
"use strict";

/**
 * The digits network as the page of a model has it: every map of a picture, a unit of one, and whether a picture is like a digit.
 *
 * @typedef {import("./model-maps.js").Layer} Layer
 * @typedef {import("./model-maps.js").Maps} Maps
 * @typedef {import("./model-maps.js").Unit} Unit
 * @typedef {{layers: import("./network.js").Entry[], weights: string, facts: Layer[], live: {image: string, names: string[]}}} Network
 * @typedef {{least: number, most: number, middles: number[][]}} Known
 * @typedef {ReturnType<ReturnType<typeof digitsNetwork>["read"]>} Read
 */

const { ACTIVATIONS } = require("./activations.js");
const { numbersOf } = require("./letters.js");
const { moved, scaled } = require("./live-moves.js");
const { LiveNetwork, saliency } = require("./live-network.js");
const { largestUnder, weighted } = require("./live-windows.js");
const { flattened, kept } = require("./moves.js");
const { readWeights } = require("./network.js");
const { pooled, toldBy, weighted: sumOf } = require("./unit-sums.js");

const CELLS = 64; // of a picture
const ANSWER = "output"; // the layer with the probabilities

/** @type {import("./live-network.js").Workers} */
const WORKERS = {
  conv: (known) => weighted(ACTIVATIONS, known),
  dense: (known) => weighted(ACTIVATIONS, known),
  pool: largestUnder,
  flatten: (known) => moved(flattened, known),
  same: (known) => moved(kept, known),
  scaled,
};
/** @type {import("./unit-sums.js").Tellers} */
const TELLERS = { conv: (layer, unit) => sumOf(ACTIVATIONS, layer, unit), pool: pooled };

/** @param {Network} network as Python writes it */
function digitsNetwork({ layers: entries, weights: text, facts, live }) {
  const layers = Object.fromEntries(facts.map((layer) => [layer.name, inFull(layer)]));
  const weights = readWeights(entries, text);
  const network = new LiveNetwork(WORKERS, layers, live, weights);
  const input = mapsOf(layers[live.image]);
  /** Every layer for a picture, the answer, and the size of the slope of its logit at each pixel. @param {number[]} counts */
  const read = (counts) => {
    const run = network.run({}, Float64Array.from(counts));
    const probabilities = Array.from(run.values[ANSWER]);
    const digit = probabilities.indexOf(Math.max(...probabilities));
    const slope = saliency(network.slopes(run, ANSWER, digit)[live.image], input);
    return { maps: run.values, weights, logits: /** @type {Float64Array} */ (run.made[ANSWER].kept), probabilities, digit, slope };
  };
  return { layers, read, input };
}

/** A layer in double precision, in which a value can be compared with the sum behind it. @param {Layer} layer @returns {Layer} */
function inFull(layer) {
  return { ...layer, maps: { ...mapsOf(layer), type: "<f8" } };
}

/** @param {Layer} layer */
function mapsOf({ maps }) {
  return /** @type {Maps} */ (maps);
}

/** What the layer reads. @param {Record<string, Layer>} layers @param {string} name @returns {Layer} */
function sourceOf(layers, name) {
  const [{ name: source }] = /** @type {NonNullable<Layer["sources"]>} */ (layers[name].sources);
  return layers[source];
}

/** Input maps that a unit adds up, each with a kernel of its own; one where it adds up none. @param {Record<string, Layer>} layers @param {string} name */
function channelsOf(layers, name) {
  return layers[name].operation?.kind === "conv" ? mapsOf(sourceOf(layers, name)).count : 1;
}

/** What makes the value of a unit. @param {Record<string, Layer>} layers @param {Read} read @param {string} name @param {Unit} unit */
function storyOf(layers, read, name, unit) {
  return /** @type {import("./unit-sums.js").Story} */ (toldBy(TELLERS, layers, read, name, unit));
}

/**
 * Whether a picture is less like any digit than every held-out digit is, or has far more ink.
 *
 * @param {number[]} counts
 * @param {Known} known
 */
function isUnlike(counts, { least, most, middles }) {
  const ink = counts.reduce((sum, count) => sum + count, 0);
  if (ink === 0 || ink > most) return true;
  const length = Math.hypot(...counts);
  const cosines = middles.map((middle) => {
    const along = middle.reduce((sum, value, index) => sum + value * counts[index], 0);
    return along / (Math.hypot(...middle) * length);
  });
  return Math.max(...cosines) < least;
}

/** Counts of pictures out of a text. @param {string} text */
function picturesOf(text) {
  const all = numbersOf(text);
  return Array.from({ length: all.length / CELLS }, (_, index) => Array.from(all.subarray(index * CELLS, (index + 1) * CELLS)));
}

/** Place of a held-out digit among all: of those of a kind, counted from 0. @param {import("./training-run.js").Digits} digits @param {number} label @param {number} nth */
function placeOf({ labels, learnt }, label, nth) {
  let place = learnt - 1;
  for (let found = -1; found < nth; found++) place = labels.indexOf(label, place + 1);
  return place;
}

module.exports = { channelsOf, digitsNetwork, isUnlike, mapsOf, picturesOf, placeOf, sourceOf, storyOf };
