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
    const at = 4 * index;
    pixels[at] = pixels[at + 1] = pixels[at + 2] = 255 - (255 * values[index]) / darkest;
    pixels[at + 3] = 255;
  }
}

module.exports = { paintInk };
