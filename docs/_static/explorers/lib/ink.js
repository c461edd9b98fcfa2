// @ts-check
"use strict";

/**
 * Paint counts of ink, from white paper to black, into the four-byte pixels of an ImageData.
 *
 * @param {ArrayLike<number>} values
 * @param {number} darkest
 * @param {Uint8ClampedArray} pixels
 */
function paintInk(values, darkest, pixels) {
  for (let index = 0; index < values.length; index++) {
    pixels.fill(255 - (255 * values[index]) / darkest, index * 4, index * 4 + 3);
    pixels[index * 4 + 3] = 255;
  }
}

module.exports = { paintInk };
