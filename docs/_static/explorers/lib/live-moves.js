// @ts-check
"use strict";

/**
 * Layers that put values into other places, or on another scale, forwards and backwards.
 *
 * @typedef {import("./live-windows.js").Known} Known
 * @typedef {import("./live-windows.js").Worker} Worker
 */

const { isInside } = require("./moves.js");

/** @param {Known} known @returns {Worker} */
function scaled({ operation: { scale, offset } }) {
  return {
    forward: ([data]) => ({ values: Float64Array.from(data, (value) => value * scale + offset) }),
    backward: (_, slopes) => [slopes.map((slope) => slope * scale)],
  };
}

/** Values in other places, and zeros where padding is. @param {import("./moves.js").Move} move @param {Known} known @returns {Worker} */
function moved(move, known) {
  const { maps, inputs } = known;
  const area = maps.height * maps.width;
  const length = maps.count * area;
  const [input, from] = [new Uint8Array(length), new Int32Array(length).fill(-1)];
  for (let at = 0; at < length; at++) {
    const place = at % area;
    const unit = { map: Math.floor(at / area), row: Math.floor(place / maps.width), column: place % maps.width };
    const found = move(known, unit);
    const source = inputs[found.at];
    input[at] = found.at;
    if (isInside(source, found.unit)) from[at] = (found.unit.map * source.height + found.unit.row) * source.width + found.unit.column;
  }
  return {
    forward: (all) => ({ values: Float64Array.from(from, (place, at) => (place < 0 ? 0 : all[input[at]][place])) }),
    backward: (_, slopes, all) => {
      const results = all.map((data) => new Float64Array(data.length));
      from.forEach((place, at) => {
        if (place >= 0) results[input[at]][place] += slopes[at];
      });
      return results;
    },
  };
}

module.exports = { moved, scaled };
