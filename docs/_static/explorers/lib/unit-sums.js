// @ts-check
"use strict";

/**
 * What a unit adds up, in a layer with windows and weights or in a pooling; nothing is told where the terms do not make the
 * unit's value.
 *
 * @typedef {import("./model-maps.js").Layer} Layer
 * @typedef {import("./model-maps.js").Maps} Maps
 * @typedef {import("./model-maps.js").Unit} Unit
 * @typedef {{maps: Record<string, Numbers>, weights: Record<string, Record<string, Numbers>>}} Values of one image
 * @typedef {import("./model-maps.js").Numbers} Numbers
 * @typedef {import("./model-maps.js").Operation} Operation
 * @typedef {{name: string, maps: Maps, data: Numbers}} Input
 * @typedef {Layer & {operation: Operation, inputs: Input[], weights: Record<string, Numbers>}} Read
 * @typedef {Record<string, (layer: Read, unit: Unit) => Story | undefined>} Tellers
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
 * @property {number[]} [scores] of all units of the place, before a softmax
 * @property {number} result
 */

const { slotOf, valueAt } = require("./model-maps.js");
const { isInside } = require("./moves.js");

const TOLERANCE = 1e-4; // of the value, or of one

/**
 * @param {Tellers} tellers by kind of layer
 * @param {Record<string, Layer>} layers by name
 * @param {Values} values
 * @param {string} name of the layer
 * @param {Unit} unit
 * @returns {Story | undefined}
 */
function toldBy(tellers, layers, values, name, unit) {
  const layer = layers[name];
  const data = values.maps[name];
  const value = layer.maps && data && valueAt(layer.maps, data, unit);
  if (!layer.operation || value === undefined) return undefined;
  const inputs = (layer.sources ?? []).map((source) => inputOf(layers, values, source.name));
  if (!inputs.length || inputs.some((input) => !input)) return undefined;
  const weights = values.weights[name] ?? {};
  const { operation } = layer;
  const story = tellers[operation.kind]({ ...layer, operation, inputs: /** @type {Input[]} */ (inputs), weights }, unit);
  const close = story && Math.abs(story.result - value) <= TOLERANCE * Math.max(1, Math.abs(value));
  return close ? story : undefined;
}

/** @param {Record<string, Layer>} layers @param {Values} values @param {string} name @returns {Input | undefined} */
function inputOf(layers, values, name) {
  const [maps, data] = [layers[name]?.maps, values.maps[name]];
  return maps && data && { name, maps, data };
}

/** The place along one axis that meets a cell of the window: of a transposed layer, the one whose window reaches the unit with it. @param {Operation} operation @param {number} axis @param {number} at of the unit @param {number} cell */
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

/**
 * The sum of products of a unit, before its activation function.
 *
 * @param {Read} layer
 * @param {Unit} unit
 */
function summed(layer, unit) {
  const { operation: { size: [height, width], activation }, weights, maps } = layer;
  const parts = partsOf(layer, unit);
  if (!parts) return undefined;
  const bias = weights.bias[slotOf(/** @type {Maps} */ (maps), unit.map)];
  const sum = parts.reduce((total, part) => total + part.sum, 0);
  return { parts, height, width, activation, numbers: { sum, bias, z: sum + bias } };
}

/** A sum of products and its activation function. @param {import("./live-windows.js").Functions} functions @param {Read} layer @param {Unit} unit @returns {Story | undefined} */
function weighted(functions, layer, unit) {
  const found = summed(layer, unit);
  return found && { kind: "weighted", ...found, result: functions[found.activation].value(found.numbers.z) };
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

/**
 * The terms of a weighted sum, the largest first: one for each input map, or for each place of a vector.
 *
 * @param {Part[]} parts
 * @param {number} most that are told one by one; one more stands for itself, as the others are at least two
 */
function largestFirst(parts, most) {
  const order = [...parts].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const count = order.length === most + 1 ? most + 1 : most;
  const rest = order.slice(count);
  return { first: order.slice(0, count), rest: rest.reduce((sum, part) => sum + part.sum, 0), others: rest.length };
}

module.exports = { TOLERANCE, drawn, largestFirst, pooled, summed, toldBy, weighted };
