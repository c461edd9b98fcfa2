// @ts-check
"use strict";

/**
 * The layers that a page computes, forwards and backwards, by the kind of their arithmetic.
 *
 * @typedef {import("../lib/live-windows.js").Known} Known
 * @typedef {import("../lib/live-windows.js").Worker} Worker
 * @typedef {import("../lib/live-windows.js").Made} Made
 * @typedef {import("../lib/model-maps.js").Maps} Maps
 * @typedef {import("./store.js").Numbers} Numbers
 */

const { normalise, normaliseGradient } = require("../lib/batch-normalisation.js");
const { LAYER_ACTIVATIONS } = require("../lib/layer-activations.js");
const { moved, scaled } = require("../lib/live-moves.js");
const { activationOf, channelsLast, planesOf } = require("../lib/live-windows.js");
const { depthwise, grouped, pooled, transposed } = require("./live-kernels.js");
const { interpolated, leaking, standardised } = require("./live-mixed.js");
const { MOVES } = require("./moves.js");

/** @param {Maps} maps */
function areaOf({ height, width }) {
  return height * width;
}

/** @param {Known} known @returns {Worker} */
function overAll({ operation: { way }, inputs: [source] }) {
  const area = areaOf(source);
  const planes = (/** @type {Numbers} */ data) => (
    Array.from({ length: source.count }, (_, map) => Float64Array.from(data.subarray(map * area, (map + 1) * area)))
  );
  if (way === "average") return {
    forward: ([data]) => ({ values: Float64Array.from(planes(data), (plane) => plane.reduce((sum, one) => sum + one, 0) / area) }),
    backward: (_, slopes) => [Float64Array.from({ length: source.count * area }, (_, at) => slopes[Math.floor(at / area)] / area)],
  };
  return {
    forward: ([data]) => ({ values: Float64Array.from(planes(data), largest) }),
    backward: (_, slopes, [data]) => [Float64Array.from(planes(data).flatMap((plane, map) => {
      const most = largest(plane);
      const winners = plane.filter((one) => one === most).length; // equal ones share
      return Array.from(plane, (one) => (one === most ? slopes[map] / winners : 0));
    }))],
  };
}

/** @param {Float64Array} plane */
function largest(plane) {
  return plane.reduce((most, one) => Math.max(most, one), -Infinity);
}

/** @param {Known} known @returns {Worker} */
function normalised({ operation: { epsilon }, maps, weights: { gamma, beta, mean, variance } }) {
  const norm = { scale: gamma, shift: beta, mean, variance, epsilon };
  return {
    forward: ([data]) => ({ values: planesOf(normalise(channelsLast(data, maps), norm)) }),
    backward: (_, slopes, [data]) => [planesOf(normaliseGradient(channelsLast(data, maps), norm, channelsLast(slopes, maps)).input)],
  };
}

/** @param {Known} known @returns {Worker} */
function activated({ operation, maps }) {
  const { value, slopes: through } = activationOf(LAYER_ACTIVATIONS, operation, maps);
  return {
    forward: ([data]) => {
      const kept = Float64Array.from(data);
      return { values: value(kept), kept };
    },
    backward: (made, slopes) => [through(made, slopes)],
    fromScores: (_, slopes) => [slopes],
  };
}

/** @param {Known} known @returns {Worker} */
function added({ operation: { factors } }) {
  return {
    forward: (all) => ({ values: Float64Array.from(all[0], (_, at) => all.reduce((sum, one, which) => sum + factors[which] * one[at], 0)) }),
    backward: (_, slopes, all) => all.map((_one, which) => slopes.map((slope) => slope * factors[which])),
  };
}

/** Products of maps, or of maps with one number for each. @param {Known} known @returns {Worker} */
function multiplied({ maps, inputs }) {
  const area = areaOf(maps);
  const places = inputs.map((input) => (areaOf(input) === 1 ? (/** @type {number} */ at) => Math.floor(at / area) : (/** @type {number} */ at) => at));
  const without = (/** @type {Numbers[]} */ all, /** @type {number} */ at, /** @type {number} */ one) => (
    all.reduce((product, data, other) => (other === one ? product : product * data[places[other](at)]), 1)
  );
  return {
    forward: (all) => ({ values: Float64Array.from({ length: maps.count * area }, (_, at) => without(all, at, -1)) }),
    backward: (_, slopes, all) => all.map((data, one) => {
      const result = new Float64Array(data.length);
      slopes.forEach((slope, at) => void (result[places[one](at)] += slope * without(all, at, one)));
      return result;
    }),
  };
}

/** @type {Record<string, (known: Known) => Worker>} */
const WORKERS = {
  conv: grouped,
  depthwise,
  transposed,
  dense: grouped,
  pool: pooled,
  global: overAll,
  normalised,
  standardised,
  activation: activated,
  leaking,
  interpolated,
  sum: added,
  product: multiplied,
  scaled,
  ...Object.fromEntries(Object.keys(MOVES).map((kind) => [kind, (/** @type {Known} */ known) => moved(MOVES[kind], known)])),
};

module.exports = { WORKERS };
