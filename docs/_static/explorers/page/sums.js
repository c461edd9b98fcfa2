// @ts-check
"use strict";

/**
 * What a unit adds up, with the numbers of the page, of every kind of layer that a page tells.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/model-maps.js").Maps} Maps
 * @typedef {import("../lib/model-maps.js").Unit} Unit
 * @typedef {import("../lib/unit-sums.js").Read} Read
 * @typedef {import("../lib/unit-sums.js").Story} Story
 * @typedef {import("../lib/unit-sums.js").Values} Values
 */

const { LAYER_ACTIVATIONS } = require("../lib/layer-activations.js");
const { slotOf, termOf } = require("../lib/model-maps.js");
const { isInside } = require("../lib/moves.js");
const { drawn, pooled, summed, toldBy, weighted: activatedSum } = require("../lib/unit-sums.js");
const { cornersOf, setOf } = require("./mixed.js");
const { MOVES } = require("./moves.js");

/** @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function weighted(layer, unit) {
  if (layer.operation.activation !== "softmax") return activatedSum(LAYER_ACTIVATIONS, layer, unit);
  const found = summed(layer, unit);
  const scores = found && scoresOf(layer, unit, found.parts);
  if (!found || !scores) return undefined;
  const { result, ...numbers } = share(scores, unit.map);
  return { kind: "weighted", ...found, numbers: { ...found.numbers, ...numbers }, scores, result };
}

/** What all units of a place have before the softmax; undefined where some are left out. @param {Read} layer @param {Unit} unit @param {import("../lib/unit-sums.js").Part[]} parts of one of them */
function scoresOf({ weights, maps }, unit, parts) {
  const { count, chosen } = /** @type {Maps} */ (maps);
  if (chosen) return undefined;
  const [channels, area] = [parts.length, parts[0].cells.length];
  const seen = Float64Array.from({ length: channels * area }, (_, at) => parts[at % channels].cells[Math.floor(at / channels)].value);
  return Array.from({ length: count }, (_, map) => {
    let total = weights.bias[map];
    for (let at = 0; at < seen.length; at++) total += seen[at] * weights.kernel[map * seen.length + at];
    return total;
  });
}

/** @param {number[]} scores @param {number} own */
function share(scores, own) {
  const most = Math.max(...scores);
  const grown = scores.map((score) => Math.exp(score - most));
  const total = grown.reduce((sum, one) => sum + one, 0);
  return { most, grown: grown[own], total, result: grown[own] / total };
}

/** @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function overAll({ inputs: [{ maps, data }], operation: { way } }, unit) {
  const slot = slotOf(maps, unit.map);
  if (slot < 0) return undefined;
  const area = maps.height * maps.width;
  const values = data.subarray(slot * area, (slot + 1) * area);
  return { kind: "mean", way, numbers: { count: area }, result: drawn(way, values) };
}

/** @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function normalised({ inputs, weights, operation: { epsilon }, maps }, unit) {
  const term = termOf(inputs[0], unit);
  const slot = slotOf(/** @type {Maps} */ (maps), unit.map);
  if (!term || !weights.mean) return undefined;
  const [mean, variance] = [weights.mean[slot], weights.variance[slot]];
  const [gamma, beta] = [weights.gamma[slot], weights.beta[slot]];
  const spread = Math.sqrt(variance + epsilon);
  const result = (gamma * (term.value - mean)) / spread + beta;
  return { kind: "normalised", terms: [term], numbers: { mean, spread, gamma, beta }, result };
}

/** Less the mean of its set, over the spread there. @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function standardised({ inputs: [input], weights, operation, maps }, unit) {
  const [term, { height, width, chosen, count }] = [termOf(input, unit), input.maps];
  if (!term || chosen || !weights.gamma) return undefined;
  const [area, set] = [height * width, setOf(operation, input.maps)];
  const place = unit.row * width + unit.column;
  const own = set(unit.map * area + place);
  const values = Float64Array.from(input.data).filter((_, at) => set(at) === own);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const spread = Math.sqrt(variance + operation.epsilon);
  const at = slotOf(/** @type {Maps} */ (maps), unit.map);
  const [gamma, beta] = [weights.gamma, weights.beta].map((numbers) => numbers[numbers.length > count ? at * area + place : at]);
  return { kind: "normalised", terms: [term], numbers: { mean, spread, gamma, beta }, result: (gamma * (term.value - mean)) / spread + beta };
}

/** A slope below zero that was learned. @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function leaking({ inputs: [input], weights: { alpha }, maps }, unit) {
  const own = /** @type {Maps} */ (maps);
  const term = termOf(input, unit);
  if (!term || !alpha) return undefined;
  const at = slotOf(own, unit.map);
  const single = alpha.length === (own.chosen?.length ?? own.count);
  const factor = term.value > 0 ? 1 : alpha[single ? at : (at * own.height + unit.row) * own.width + unit.column];
  return { kind: "leaking", terms: [term], numbers: { factor }, result: term.value * factor };
}

/** The nearest values, each with its share. @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function interpolated({ inputs: [input], operation: { size }, maps }, unit) {
  const corners = cornersOf(input.maps, size)[unit.row * /** @type {Maps} */ (maps).width + unit.column];
  const terms = corners.flatMap(({ row, column, share }) => {
    const term = termOf(input, { map: unit.map, row, column });
    return term ? [{ ...term, share }] : [];
  });
  if (terms.length < corners.length) return undefined;
  return { kind: "mixed", terms, numbers: {}, result: terms.reduce((sum, term) => sum + term.share * term.value, 0) };
}

/** @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function activated({ inputs, operation: { activation, parameter } }, unit) {
  const term = termOf(inputs[0], unit);
  if (!term) return undefined;
  if (activation !== "softmax") {
    return { kind: "activation", activation, terms: [term], numbers: {}, result: LAYER_ACTIVATIONS[activation].value(term.value, parameter) };
  }
  const known = Array.from({ length: inputs[0].maps.count }, (_, map) => termOf(inputs[0], { ...unit, map })?.value);
  if (known.includes(undefined)) return undefined;
  const scores = /** @type {number[]} */ (known);
  const { result, ...numbers } = share(scores, unit.map);
  return { kind: "softmax", terms: [term], numbers, scores, result };
}

/** @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function added({ inputs, operation: { factors } }, unit) {
  const terms = inputs.map((input) => termOf(input, unit));
  if (terms.includes(undefined)) return undefined;
  const known = /** @type {{name: string, unit: Unit, value: number}[]} */ (terms).map((term, at) => ({ ...term, value: term.value * factors[at] }));
  return { kind: "sum", terms: known, numbers: {}, result: known.reduce((sum, term) => sum + term.value, 0) };
}

/** Factors of one value a map are those of each of its places. @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function multiplied({ inputs }, unit) {
  const terms = inputs.map((input) => {
    const single = input.maps.height * input.maps.width === 1;
    return termOf(input, single ? { map: unit.map, row: 0, column: 0 } : unit);
  });
  if (terms.includes(undefined)) return undefined;
  const known = /** @type {{name: string, unit: Unit, value: number}[]} */ (terms);
  return { kind: "product", terms: known, numbers: {}, result: known.reduce((product, term) => product * term.value, 1) };
}

/** The value of another unit, or of none where padding stands. @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function taken({ inputs, operation, maps }, unit) {
  const found = MOVES[operation.kind]({ operation, maps: /** @type {Maps} */ (maps), inputs: inputs.map((input) => input.maps) }, unit);
  const input = inputs[found.at];
  if (!isInside(input.maps, found.unit)) return { kind: "padding", numbers: {}, result: 0 };
  const term = termOf(input, found.unit);
  return term && { kind: "same", terms: [term], numbers: {}, result: term.value };
}

/** @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function scaled({ inputs, operation: { scale, offset } }, unit) {
  const term = termOf(inputs[0], unit);
  return term && { kind: "scaled", terms: [term], numbers: { scale, offset }, result: term.value * scale + offset };
}

/** @type {import("../lib/unit-sums.js").Tellers} */
const TELLERS = {
  conv: weighted,
  depthwise: weighted,
  transposed: weighted,
  dense: weighted,
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
  ...Object.fromEntries(Object.keys(MOVES).map((kind) => [kind, taken])),
};

/** @param {Record<string, Layer>} layers by name @param {Values} values @param {string} name of the layer @param {Unit} unit */
function storyOf(layers, values, name, unit) {
  return toldBy(TELLERS, layers, values, name, unit);
}

module.exports = { storyOf };
