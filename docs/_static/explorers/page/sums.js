// @ts-check
"use strict";

/**
 * What a unit adds up, with the numbers of the page. Nothing is told where the terms do not make the unit's value.
 *
 * @typedef {import("./units.js").Layer} Layer
 * @typedef {import("./units.js").Maps} Maps
 * @typedef {import("./units.js").Unit} Unit
 * @typedef {Pick<import("./store.js").Values, "maps" | "weights">} Values
 * @typedef {{inside: boolean, value: number}} Cell
 * @typedef {{map: number, sum: number, cells: Cell[], kernel: number[]}} Part what one input map adds
 * @typedef {object} Story
 * @property {"weighted" | "pool" | "mean" | "normalised" | "activation" | "leaking" | "softmax" | "sum" | "mixed" | "product" | "padding" | "scaled" | "same"} kind
 * @property {Part[]} [parts]
 * @property {number} [height] of the window
 * @property {number} [width]
 * @property {Cell[]} [cells]
 * @property {string} [way]
 * @property {{name: string, unit: Unit, value: number, share?: number}[]} [terms]
 * @property {Record<string, number>} numbers
 * @property {string} [activation]
 * @property {number} result
 */

const { LAYER_ACTIVATIONS } = require("../lib/layer-activations.js");
const { cornersOf, setOf } = require("./mixed.js");
const { MOVES, isInside } = require("./moves.js");
const { slotOf, termOf, valueAt } = require("./units.js");

const TOLERANCE = 1e-4; // of the value, or of one

/**
 * @param {Record<string, Layer>} layers by name
 * @param {Values} values
 * @param {string} name of the layer
 * @param {Unit} unit
 * @returns {Story | undefined}
 */
function storyOf(layers, values, name, unit) {
  const layer = layers[name];
  const data = values.maps[name];
  const value = layer.maps && data && valueAt(layer.maps, data, unit);
  if (!layer.operation || value === undefined) return undefined;
  const inputs = (layer.sources ?? []).map((source) => inputOf(layers, values, source.name));
  if (!inputs.length || inputs.some((input) => !input)) return undefined;
  const weights = values.weights[name] ?? {};
  const story = TELLERS[layer.operation.kind](
    { ...layer, inputs: /** @type {Input[]} */ (inputs), weights },
    unit,
  );
  const close = story && Math.abs(story.result - value) <= TOLERANCE * Math.max(1, Math.abs(value));
  return close ? story : undefined;
}

/** @typedef {{name: string, maps: Maps, data: import("./store.js").Numbers}} Input */
/** @typedef {Layer & {inputs: Input[], weights: Record<string, import("./store.js").Numbers>}} Read */

/** @param {Record<string, Layer>} layers @param {Values} values @param {string} name @returns {Input | undefined} */
function inputOf(layers, values, name) {
  const [maps, data] = [layers[name]?.maps, values.maps[name]];
  return maps && data && { name, maps, data };
}

/** The place along one axis that meets a cell of the window: of a transposed layer, the one whose window reaches the unit with it. @param {any} operation @param {number} axis @param {number} at of the unit @param {number} cell */
function placeUnder({ kind, stride, dilation, before }, axis, at, cell) {
  if (kind === "transposed") return (at + before[axis] - cell * dilation[axis]) / stride[axis];
  return at * stride[axis] - before[axis] + cell * dilation[axis];
}

/** The cells under a window on one input map; undefined where the map is left out. @param {Read} layer @param {Unit} unit @param {number} map */
function cellsUnder({ inputs, operation }, unit, map) {
  const { size } = operation;
  const [{ maps, data }] = inputs;
  if (slotOf(maps, map) < 0) return undefined;
  return Array.from({ length: size[0] * size[1] }, (_, at) => {
    const row = placeUnder(operation, 0, unit.row, Math.floor(at / size[1]));
    const column = placeUnder(operation, 1, unit.column, at % size[1]);
    const inside = Number.isInteger(row) && Number.isInteger(column) && isInside(maps, { map, row, column });
    const value = inside ? /** @type {number} */ (valueAt(maps, data, { map, row, column })) : 0;
    return { row, column, inside, value };
  });
}

/** Window, kernel and sum of each input map of one unit, before the bias. @param {Read} layer @param {Unit} unit @returns {Part[] | undefined} */
function partsOf(layer, unit) {
  const { inputs, operation, weights } = layer;
  const maps = /** @type {Maps} */ (layer.maps);
  const area = operation.size[0] * operation.size[1];
  const { groups = operation.kind === "depthwise" ? inputs[0].maps.count : 1 } = operation;
  const channels = inputs[0].maps.count / groups;
  const firstMap = Math.floor((unit.map * groups) / maps.count) * channels;
  const start = slotOf(maps, unit.map) * area * channels;
  const parts = [];
  for (let channel = 0; channel < channels; channel++) {
    const map = firstMap + channel;
    const cells = cellsUnder(layer, unit, map);
    if (!cells || !weights.kernel) return undefined;
    const kernel = cells.map((_, at) => weights.kernel[start + at * channels + channel]);
    const sum = cells.reduce((total, cell, at) => total + cell.value * kernel[at], 0);
    parts.push({ map, sum, cells, kernel });
  }
  return parts;
}

/** @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function weighted(layer, unit) {
  const { operation, weights, maps } = layer;
  const parts = partsOf(layer, unit);
  if (!parts) return undefined;
  const bias = weights.bias[slotOf(/** @type {Maps} */ (maps), unit.map)];
  const sum = parts.reduce((total, part) => total + part.sum, 0);
  const z = sum + bias;
  const shared = { parts, height: operation.size[0], width: operation.size[1], activation: operation.activation };
  if (operation.activation !== "softmax") {
    return { kind: "weighted", ...shared, numbers: { sum, bias, z }, result: LAYER_ACTIVATIONS[operation.activation].value(z) };
  }
  const scores = scoresOf(layer, unit, parts);
  if (!scores) return undefined;
  const { result, ...numbers } = share(scores, unit.map);
  return { kind: "weighted", ...shared, numbers: { sum, bias, z, ...numbers }, result };
}

/** What all units of a place have before the softmax; undefined where some are left out. @param {Read} layer @param {Unit} unit @param {Part[]} parts of one of them */
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
function pooled(layer, unit) {
  const { way, size } = layer.operation;
  const cells = cellsUnder(layer, unit, unit.map);
  if (!cells) return undefined;
  const inside = cells.filter((cell) => cell.inside).map((cell) => cell.value);
  return { kind: "pool", way, cells, height: size[0], width: size[1], numbers: { count: inside.length }, result: drawn(way, inside) };
}

/** @param {string} way @param {ArrayLike<number>} values */
function drawn(way, values) {
  let [sum, most] = [0, -Infinity];
  for (let at = 0; at < values.length; at++) {
    sum += values[at];
    most = Math.max(most, values[at]);
  }
  return way === "max" ? most : sum / values.length;
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
  const scores = Array.from({ length: inputs[0].maps.count }, (_, map) => termOf(inputs[0], { ...unit, map })?.value);
  if (scores.includes(undefined)) return undefined;
  const { result, ...numbers } = share(/** @type {number[]} */ (scores), unit.map);
  return { kind: "softmax", terms: [term], numbers, result };
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

/** @type {Record<string, (layer: Read, unit: Unit) => Story | undefined>} */
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

/**
 * The terms of a weighted sum, the largest first: one for each input map, or for each place of a vector.
 *
 * @param {Part[]} parts
 * @param {number} most that are told one by one
 */
function largestFirst(parts, most) {
  const order = [...parts].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const rest = order.slice(most);
  return { first: order.slice(0, most), rest: rest.reduce((sum, part) => sum + part.sum, 0), others: rest.length };
}

module.exports = { TOLERANCE, largestFirst, storyOf };
