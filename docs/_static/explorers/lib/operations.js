// @ts-check
"use strict";

/**
 * The operations on one channel: the same numbers as `cnn_docs.operations`.
 *
 * @typedef {import("./geometry.js").Sliding} Sliding
 * @typedef {{height: number, width: number, data: ArrayLike<number>}} Grid rows one after another
 * @typedef {{height: number, width: number, data: Float64Array}} Result
 */

const { extent, outputSize, paddingAmounts } = require("./geometry.js");

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
  return Array.from({ length: height }, (_, row) => Array.from(data).slice(row * width, (row + 1) * width));
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

/**
 * The image with its padding around it.
 *
 * @param {Grid} image
 * @param {number} top
 * @param {number} left
 * @param {number} height of the padded image
 * @param {number} width of the padded image
 * @param {boolean} repeat the border instead of zeros
 */
function padded(image, top, left, height, width, repeat) {
  const result = zeros(height, width);
  for (let row = 0; row < height; row++) {
    const y = row - top;
    if (!repeat && (y < 0 || y >= image.height)) continue;
    const source = clamp(y, image.height - 1) * image.width;
    for (let column = 0; column < width; column++) {
      const x = column - left;
      if (!repeat && (x < 0 || x >= image.width)) continue;
      result.data[row * width + column] = image.data[source + clamp(x, image.width - 1)];
    }
  }
  return result;
}

/**
 * Cross-correlation, what deep learning calls convolution: the kernel is not flipped.
 *
 * @param {Grid} image
 * @param {Grid} kernel
 * @param {Sliding & {bias?: number}} [options]
 * @returns {Result}
 */
function correlate(image, kernel, options = {}) {
  const { stride = 1, padding = "valid", dilation = 1, bias = 0 } = options;
  const { height, width, top, left } = placement(image, kernel, options);
  if (height < 1 || width < 1) throw new RangeError("the kernel is larger than the padded image");
  const spanned = (height - 1) * stride + extent(kernel.height, dilation);
  const across = (width - 1) * stride + extent(kernel.width, dilation);
  const source = padding === "valid" ? image : padded(image, top, left, spanned, across, padding === "edge");
  const output = zeros(height, width);
  output.data.fill(bias);
  for (let i = 0; i < kernel.height; i++) {
    for (let j = 0; j < kernel.width; j++) {
      const weight = kernel.data[i * kernel.width + j];
      if (weight !== 0) addScaled(output, source, weight, i * dilation, j * dilation, stride);
    }
  }
  return output;
}

/**
 * Add `weight` times the source, read from (top, left) in steps of `stride`, to the output.
 *
 * @param {Result} output
 * @param {Grid} source
 * @param {number} weight
 * @param {number} top
 * @param {number} left
 * @param {number} stride
 */
function addScaled(output, source, weight, top, left, stride) {
  const { height, width, data } = output;
  const pixels = source.data;
  for (let row = 0; row < height; row++) {
    let from = (row * stride + top) * source.width + left;
    const end = (row + 1) * width;
    for (let to = row * width; to < end; to++, from += stride) data[to] += weight * pixels[from];
  }
}

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

/**
 * Products and weighted input of a neuron, which is rounded where the last bits of decimal fractions would show.
 *
 * @param {number[]} inputs
 * @param {number[]} weights
 * @param {number} bias
 */
function neuronSum(inputs, weights, bias) {
  const products = inputs.map((value, index) => value * weights[index]);
  const sum = products.reduce((total, product) => total + product, 0) + bias;
  return { products, sum: Math.round(sum * 1e12) / 1e12 + 0 };
}

/**
 * Inverted dropout with the given uniform draws: a value survives where its draw reaches the rate.
 *
 * @param {ArrayLike<number>} values
 * @param {number} rate
 * @param {ArrayLike<number>} draws from [0, 1), one a value
 * @returns {{kept: boolean[], output: number[], scale: number}}
 */
function dropout(values, rate, draws) {
  const scale = 1 / (1 - rate);
  const kept = Array.from(values, (_, index) => draws[index] >= rate);
  return { kept, output: kept.map((keep, index) => (keep ? values[index] / (1 - rate) : 0)), scale };
}

module.exports = {
  correlate,
  dropout,
  fromRows,
  neuronSum,
  padded,
  placement,
  pool,
  shiftRight,
  toRows,
  windowAt,
  zeros,
};
