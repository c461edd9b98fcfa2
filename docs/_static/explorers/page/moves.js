// @ts-check
"use strict";

const { indexOf, unitAt } = require("../lib/model-maps.js");
const { flattened, kept } = require("../lib/moves.js");

/** Where the value of a unit comes from, by kind of layer. @type {Record<string, import("../lib/moves.js").Move>} */
const MOVES = {
  same: kept,
  flatten: flattened,
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

module.exports = { MOVES };
