// @ts-check
"use strict";

/**
 * Layers whose values depend on others of their set, on learned slopes, or on their neighbours: forwards and backwards.
 *
 * @typedef {import("../lib/live-windows.js").Known} Known
 * @typedef {import("../lib/live-windows.js").Worker} Worker
 * @typedef {import("./store.js").Numbers} Numbers
 */

const { cornersOf, setOf } = require("./mixed.js");

/** Mean and spread of each set, by the number of the set. @param {Numbers} data @param {(at: number) => number} set @param {number} epsilon */
function momentsOf(data, set, epsilon) {
  const count = set(data.length - 1) + 1;
  const [means, variances] = [new Float64Array(count), new Float64Array(count)];
  const each = data.length / count;
  data.forEach((value, at) => void (means[set(at)] += value / each));
  data.forEach((value, at) => void (variances[set(at)] += (value - means[set(at)]) ** 2 / each));
  return { means, spreads: variances.map((variance) => Math.sqrt(variance + epsilon)), each };
}

/** Normalised with the mean and the spread of its own set of values. @param {Known} known @returns {Worker} */
function standardised({ operation, maps, weights: { gamma, beta } }) {
  const set = setOf(operation, maps);
  const places = (maps.height * maps.width * maps.count) / gamma.length; // that have one gamma
  const shift = (maps.height * maps.width * maps.count) / beta.length;
  return {
    forward: ([data]) => {
      const { means, spreads } = momentsOf(data, set, operation.epsilon);
      return { values: Float64Array.from(data, (value, at) => (
        (gamma[Math.floor(at / places)] * (value - means[set(at)])) / spreads[set(at)] + beta[Math.floor(at / shift)]
      )) };
    },
    backward: (_, slopes, [data]) => {
      const { means, spreads, each } = momentsOf(data, set, operation.epsilon);
      const own = Float64Array.from(data, (value, at) => (value - means[set(at)]) / spreads[set(at)]);
      const upstream = slopes.map((slope, at) => slope * gamma[Math.floor(at / places)]);
      const [level, tilt] = [new Float64Array(means.length), new Float64Array(means.length)];
      upstream.forEach((slope, at) => {
        level[set(at)] += slope / each;
        tilt[set(at)] += (slope * own[at]) / each;
      });
      return [upstream.map((slope, at) => (slope - level[set(at)] - own[at] * tilt[set(at)]) / spreads[set(at)])];
    },
  };
}

/** @param {Known} known @returns {Worker} */
function leaking({ maps, weights: { alpha } }) {
  const places = (maps.height * maps.width * maps.count) / alpha.length; // that have one slope
  const slopeAt = (/** @type {number} */ value, /** @type {number} */ at) => (value > 0 ? 1 : alpha[Math.floor(at / places)]);
  return {
    forward: ([data]) => ({ values: Float64Array.from(data, (value, at) => value * slopeAt(value, at)) }),
    backward: (_, slopes, [data]) => [slopes.map((slope, at) => slope * slopeAt(data[at], at))],
  };
}

/** @param {Known} known @returns {Worker} */
function interpolated({ operation: { size }, maps, inputs: [source] }) {
  const corners = cornersOf(source, size);
  const [area, before] = [maps.height * maps.width, source.height * source.width];
  const each = (/** @type {(from: number, to: number, share: number) => void} */ action) => {
    for (let at = 0; at < maps.count * area; at++) {
      const start = Math.floor(at / area) * before;
      for (const { row, column, share } of corners[at % area]) action(start + row * source.width + column, at, share);
    }
  };
  return {
    forward: ([data]) => {
      const values = new Float64Array(maps.count * area);
      each((from, to, share) => void (values[to] += share * data[from]));
      return { values };
    },
    backward: (_, slopes, [data]) => {
      const result = new Float64Array(data.length);
      each((from, to, share) => void (result[from] += share * slopes[to]));
      return [result];
    },
  };
}

module.exports = { interpolated, leaking, standardised };
