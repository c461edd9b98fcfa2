// @ts-check
"use strict";

/**
 * Which maps a unit is computed from, of each tensor that its layer reads.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/model-maps.js").Maps} Maps
 * @typedef {import("../lib/model-maps.js").Operation} Operation
 * @typedef {import("../lib/model-maps.js").Unit} Unit
 * @typedef {{first: number, count: number}} Range of maps
 * @typedef {Range & {name: string, total: number, kind: "maps" | "units"}} Reads of a tensor, which has so many in all
 * @typedef {{operation: Operation, maps: Maps, inputs: Maps[]}} Read
 */

const { isInside } = require("../lib/moves.js");
const { MOVES } = require("./moves.js");

/** The group that a map belongs to, where they are equally large. @param {Maps} source @param {number} groups @param {number} group @returns {Range} */
function groupOf({ count }, groups, group) {
  return { first: (group * count) / groups, count: count / groups };
}

/** The maps of its group, of all where there are no groups. @param {Read} layer @param {Unit} unit */
function weighed({ operation: { groups = 1 }, maps, inputs: [source] }, unit) {
  return [groupOf(source, groups, Math.floor((unit.map * groups) / maps.count))];
}

/** The one map that has several kernels, or one. @param {Read} layer @param {Unit} unit */
function apart(layer, unit) {
  return weighed({ ...layer, operation: { ...layer.operation, groups: layer.inputs[0].count } }, unit);
}

/** The map with the same number, of each tensor. @param {Read} layer @param {Unit} unit @returns {Range[]} */
function alike({ inputs }, unit) {
  return inputs.map(() => ({ first: unit.map, count: 1 }));
}

/** @param {Read} layer @param {Unit} unit */
function activated(layer, unit) {
  return layer.operation.activation === "softmax" ? [groupOf(layer.inputs[0], 1, 0)] : alike(layer, unit);
}

/** All maps that are normalised together. @param {Read} layer @param {Unit} unit */
function standardised({ operation: { by, groups = 1 }, inputs: [source] }, unit) {
  const sets = by === "place" ? 1 : groups;
  return [groupOf(source, sets, Math.floor((unit.map * sets) / source.count))];
}

/** The map of the unit that it was; none for padding. @param {Read} layer @param {Unit} unit @returns {(Range | undefined)[]} */
function moved(layer, unit) {
  const found = MOVES[layer.operation.kind](layer, unit);
  const inside = isInside(layer.inputs[found.at], found.unit);
  return layer.inputs.map((_, at) => (inside && at === found.at ? { first: found.unit.map, count: 1 } : undefined));
}

/** @type {Record<string, (layer: Read, unit: Unit) => (Range | undefined)[]>} */
const READERS = {
  conv: weighed,
  depthwise: apart,
  transposed: weighed,
  dense: weighed,
  pool: alike,
  global: alike,
  normalised: alike,
  standardised,
  activation: activated,
  leaking: alike,
  interpolated: alike,
  sum: alike,
  product: alike,
  scaled: alike,
  ...Object.fromEntries(Object.keys(MOVES).map((kind) => [kind, moved])),
};

/**
 * Which maps a unit is computed from; nothing where that is not known.
 *
 * @param {Record<string, Layer>} layers by name
 * @param {string} name of the layer
 * @param {Unit} unit
 * @param {boolean} told whether the numbers of what the layer reads make the unit's value
 * @returns {Reads[]}
 */
function readsOf(layers, name, unit, told) {
  const { operation, maps, sources = [] } = layers[name];
  const inputs = sources.flatMap((source) => layers[source.name]?.maps ?? []);
  if (!operation || !maps || inputs.length < sources.length || !(told || sources.every((source) => source.certain))) return [];
  /** @type {Map<string, Reads>} */
  const found = new Map();
  READERS[operation.kind]({ operation, maps, inputs }, unit).forEach((range, at) => {
    const [{ name: source }, { count, height, width }] = [sources[at], inputs[at]];
    if (range) found.set(`${source}/${range.first}`, { name: source, ...range, total: count, kind: height * width > 1 ? "maps" : "units" });
  });
  return [...found.values()];
}

module.exports = { readsOf };
