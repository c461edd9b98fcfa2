// @ts-check
"use strict";

/**
 * Layers that only put values into other places: where the value of a unit comes from.
 *
 * @typedef {import("./model-maps.js").Maps} Maps
 * @typedef {import("./model-maps.js").Unit} Unit
 * @typedef {{at: number, unit: Unit}} From a unit of the tensor with this number among those that the layer reads; it
 *   may lie beyond the edge, where padding is
 * @typedef {{operation: import("./model-maps.js").Operation, maps: Maps, inputs: Maps[]}} Moved
 * @typedef {(layer: Moved, unit: Unit) => From} Move
 */

const { indexOf, unitAt } = require("./model-maps.js");

/** The same place. @param {Moved} _ @param {Unit} unit @returns {From} */
function kept(_, unit) {
  return { at: 0, unit };
}

/** The place that has the same number when all values are counted. @param {Moved} layer @param {Unit} unit @returns {From} */
function flattened({ maps, inputs: [source] }, unit) {
  const index = indexOf(maps, unit);
  let rest = maps.shape.reduce((place, side, axis) => place * side + index[axis], 0);
  const before = new Array(source.shape.length).fill(0);
  for (let axis = before.length - 1; axis >= 0; axis--) {
    before[axis] = rest % source.shape[axis];
    rest = Math.floor(rest / source.shape[axis]);
  }
  return { at: 0, unit: unitAt(source, before) };
}

/** Whether a unit lies in its map, and not in the padding around it. @param {Maps} maps @param {Unit} unit */
function isInside({ height, width }, { row, column }) {
  return row >= 0 && column >= 0 && row < height && column < width;
}

module.exports = { flattened, isInside, kept };
