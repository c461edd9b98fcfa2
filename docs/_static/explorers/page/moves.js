// @ts-check
"use strict";

/**
 * Layers that only put values into other places: where the value of a unit comes from.
 *
 * @typedef {import("./units.js").Layer} Layer
 * @typedef {import("./units.js").Maps} Maps
 * @typedef {import("./units.js").Unit} Unit
 * @typedef {{at: number, unit: Unit}} From a unit of the tensor with this number among those that the layer reads; it
 *   may lie beyond the edge, where padding is
 * @typedef {{operation: Layer["operation"], maps: Maps, inputs: Maps[]}} Moved
 */

const { indexOf, unitAt } = require("./units.js");

/** @type {Record<string, (layer: Moved, unit: Unit) => From>} */
const MOVES = {
  same: (_, unit) => ({ at: 0, unit }),
  flatten: ({ maps, inputs: [source] }, unit) => {
    const index = indexOf(maps, unit);
    let rest = maps.shape.reduce((place, side, axis) => place * side + index[axis], 0);
    const before = new Array(source.shape.length).fill(0);
    for (let axis = before.length - 1; axis >= 0; axis--) {
      before[axis] = rest % source.shape[axis];
      rest = Math.floor(rest / source.shape[axis]);
    }
    return { at: 0, unit: unitAt(source, before) };
  },
  permuted: ({ operation: { axes }, maps, inputs: [source] }, unit) => {
    const before = new Array(axes.length).fill(0);
    indexOf(maps, unit).forEach((place, axis) => void (before[axes[axis]] = place));
    return { at: 0, unit: unitAt(source, before) };
  },
  joined: ({ operation: { counts } }, unit) => {
    let [map, at] = [unit.map, 0];
    while (map >= counts[at]) map -= counts[at++];
    return { at, unit: { ...unit, map } };
  },
  padded: ({ operation: { before } }, { map, row, column }) => ({
    at: 0,
    unit: { map, row: row - before[0], column: column - before[1] },
  }),
  repeated: ({ operation: { size } }, { map, row, column }) => ({
    at: 0,
    unit: { map, row: Math.floor(row / size[0]), column: Math.floor(column / size[1]) },
  }),
};

/** Whether a unit lies in its map, and not in the padding around it. @param {Maps} maps @param {Unit} unit */
function isInside({ height, width }, { row, column }) {
  return row >= 0 && column >= 0 && row < height && column < width;
}

module.exports = { MOVES, isInside };
