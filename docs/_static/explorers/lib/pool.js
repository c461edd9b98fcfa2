// @ts-check
"use strict";

/** Pooling of one channel: the same numbers as `cnn_docs.max_pool` and `average_pool`. */

/**
 * @typedef {import("./sizes.js").Sliding} Sliding
 * @typedef {import("./windows.js").Grid} Grid
 * @typedef {import("./windows.js").Result} Result
 */

const { placement, windowAt, zeros } = require("./windows.js");

/**
 * Largest or mean value of each window: padding is never the largest and never counts for a mean.
 *
 * @param {Grid} image
 * @param {number} poolSize
 * @param {{stride?: number | null, padding?: "valid" | "same", kind?: "max" | "average"}} [options]
 * @returns {Result}
 */
function pool(image, poolSize, { stride = null, padding = "valid", kind = "max" } = {}) {
  const sliding = { stride: stride ?? poolSize, padding };
  const size = { height: poolSize, width: poolSize };
  const { height, width } = placement(image, size, sliding);
  if (height < 1 || width < 1) throw new RangeError("the pool is larger than the image");
  const output = zeros(height, width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const cells = windowAt(image, size, row, column, sliding).filter((cell) => cell.inside);
      const values = cells.map((cell) => cell.value);
      const sum = values.reduce((total, value) => total + value, 0);
      output.data[row * width + column] = kind === "max" ? Math.max(...values) : sum / values.length;
    }
  }
  return output;
}

/**
 * The image moved right by whole pixels; what enters is `fill`.
 *
 * @param {Grid} image
 * @param {number} columns
 * @param {number} [fill]
 * @returns {Result}
 */
function shiftRight(image, columns, fill = 0) {
  const result = zeros(image.height, image.width);
  result.data.fill(fill);
  for (let row = 0; row < image.height; row++) {
    for (let column = columns; column < image.width; column++) {
      result.data[row * image.width + column] = image.data[row * image.width + column - columns];
    }
  }
  return result;
}

module.exports = { pool, shiftRight };
