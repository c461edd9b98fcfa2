// @ts-check
"use strict";

const { h } = require("./dom.js");

/** A small picture of square pixels. @param {number} width @param {number} [height] */
function smallPicture(width, height = width) {
  const node = h("canvas", { width, height, "aria-hidden": "true" });
  const brush = /** @type {CanvasRenderingContext2D} */ (node.getContext("2d"));
  const image = brush.createImageData(width, height);
  /** @param {(pixels: Uint8ClampedArray) => void} fill */
  const update = (fill) => {
    fill(image.data);
    brush.putImageData(image, 0, 0);
  };
  return { node, update };
}

module.exports = { smallPicture };
