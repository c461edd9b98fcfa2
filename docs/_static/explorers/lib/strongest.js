// @ts-check
"use strict";

/**
 * @typedef {import("./windows.js").Grid} Grid
 */

const { extent } = require("./sizes.js");
const { placement } = require("./windows.js");

/**
 * Where a window shows most: the largest output of either sign whose window lies in the picture, if one does.
 *
 * Sums that differ by less than a millionth are equal, and the first one counts: their last digits depend on the order
 * of the products.
 *
 * @param {Grid} image
 * @param {Grid} kernel
 * @param {import("./sizes.js").Sliding} sliding
 * @param {Grid} output without its bias
 * @returns {{row: number, column: number}}
 */
function strongest(image, kernel, sliding, output) {
  const { stride = 1, dilation = 1 } = sliding;
  const { top, left } = placement(image, kernel, sliding);
  const inside = (/** @type {number} */ at, /** @type {number} */ before, /** @type {number} */ size, /** @type {number} */ side) => {
    const start = at * stride - before;
    return start >= 0 && start + extent(size, dilation) <= side;
  };
  const columns = Array.from({ length: output.width }, (_, column) => inside(column, left, kernel.width, image.width));
  let [found, most, isWhole] = [0, -1, false];
  for (let at = 0, row = 0; row < output.height; row++) {
    const rowInside = inside(row, top, kernel.height, image.height);
    for (let column = 0; column < output.width; column++, at++) {
      const whole = rowInside && columns[column];
      const size = Math.abs(output.data[at]);
      if (whole === isWhole ? size * (1 - 1e-6) > most : whole) [found, most, isWhole] = [at, size, whole];
    }
  }
  return { row: Math.floor(found / output.width), column: found % output.width };
}

module.exports = { strongest };
