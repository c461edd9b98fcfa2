// @ts-check
"use strict";

/**
 * Grids of values, and what lies under a window that slides over one.
 *
 * @typedef {import("./sizes.js").Sliding} Sliding
 * @typedef {{height: number, width: number, data: ArrayLike<number>}} Grid rows one after another
 * @typedef {{height: number, width: number, data: Float64Array}} Result
 */

const { outputSize, paddingAmounts } = require("./sizes.js");

/** @param {number} height @param {number} width @returns {Result} */
function zeros(height, width) {
  return { height, width, data: new Float64Array(height * width) };
}

/** A grid from nested rows. @param {number[][]} rows @returns {Result} */
function fromRows(rows) {
  return { height: rows.length, width: rows[0].length, data: Float64Array.from(rows.flat()) };
}

/** Nested rows of a grid. @param {Grid} grid @returns {number[][]} */
function toRows({ height, width, data }) {
  return Array.from(
    { length: height },
    (_, row) => Array.from({ length: width }, (_, column) => data[row * width + column]),
  );
}

/**
 * Output height and width, and the padding above and left; height or width below 1 means that the
 * kernel does not fit.
 *
 * @param {Grid} image
 * @param {{height: number, width: number}} kernel
 * @param {Sliding} sliding
 */
function placement(image, kernel, sliding) {
  return {
    height: outputSize(image.height, kernel.height, sliding),
    width: outputSize(image.width, kernel.width, sliding),
    top: paddingAmounts(image.height, kernel.height, sliding)[0],
    left: paddingAmounts(image.width, kernel.width, sliding)[0],
  };
}

/** @param {number} value @param {number} last */
function clamp(value, last) {
  return value < 0 ? 0 : value > last ? last : value;
}

/**
 * The values under the kernel at one output position, and where they come from: `rows` and
 * `columns` are positions in the image; `inside` is false where padding supplies the value.
 *
 * @param {Grid} image
 * @param {{height: number, width: number}} kernel
 * @param {number} row
 * @param {number} column
 * @param {Sliding} [sliding]
 */
function windowAt(image, kernel, row, column, sliding = {}) {
  const { stride = 1, padding = "valid", dilation = 1 } = sliding;
  const { top, left } = placement(image, kernel, sliding);
  const cells = [];
  for (let i = 0; i < kernel.height; i++) {
    for (let j = 0; j < kernel.width; j++) {
      const y = row * stride - top + i * dilation;
      const x = column * stride - left + j * dilation;
      const inside = y >= 0 && y < image.height && x >= 0 && x < image.width;
      const y0 = clamp(y, image.height - 1);
      const x0 = clamp(x, image.width - 1);
      const value = inside || padding === "edge" ? image.data[y0 * image.width + x0] : 0;
      cells.push({ row: y, column: x, inside, value });
    }
  }
  return cells;
}

module.exports = { clamp, fromRows, placement, toRows, windowAt, zeros };
