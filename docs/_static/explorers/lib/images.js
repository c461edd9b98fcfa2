// @ts-check
"use strict";

/**
 * The bundled pictures, their values in base 64, and the Python that makes the same arrays.
 *
 * @typedef {import("./operations.js").Result & {high: number, start: number[], python: string, imports: string[]}} Picture
 */

/**
 * @param {{height: number, width: number, high: number, start: number[], values: string, python: string, imports: string[]}} entry
 * @returns {Picture}
 */
function decoded({ height, width, high, start, values, python, imports }) {
  const data = Float64Array.from(atob(values), (letter) => letter.charCodeAt(0));
  return { height, width, high, start, data, python, imports };
}

module.exports = { decoded };
