// @ts-check
"use strict";

/** Convolution of one channel: the same numbers as `cnn_docs.correlate`. */

/**
 * @typedef {import("./sizes.js").Sliding} Sliding
 * @typedef {import("./windows.js").Grid} Grid
 * @typedef {import("./windows.js").Result} Result
 */

const { extent } = require("./sizes.js");
const { clamp, placement, zeros } = require("./windows.js");

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
  const [first, end] = repeat ? [0, width] : [left, Math.min(left + image.width, width)];
  for (let row = 0; row < height; row++) {
    const y = clamp(row - top, image.height - 1);
    if (!repeat && y !== row - top) continue;
    const source = y * image.width;
    for (let column = first; column < end; column++) {
      result.data[row * width + column] = image.data[source + clamp(column - left, image.width - 1)];
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

module.exports = { correlate, padded };
