// @ts-check
"use strict";

/**
 * The bundled pictures, and the Python that makes the same arrays.
 *
 * @typedef {{height: number, width: number, high: number, python: string, imports: string[]}} Facts
 * @typedef {import("./windows.js").Result & Facts} Picture
 */

const { numbersOf } = require("./letters.js");

/**
 * A picture from the differences of neighbouring values, of which the small ones of either sign come first.
 *
 * @param {Facts & {values: string}} entry
 * @returns {Picture}
 */
function decoded({ values, ...facts }) {
  let last = 0;
  const data = Float64Array.from(numbersOf(values), (code) => {
    last = (last + (code % 2 ? -(code + 1) / 2 : code / 2) + 256) % 256;
    return last;
  });
  return { ...facts, data };
}

module.exports = { decoded };
