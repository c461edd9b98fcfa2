// @ts-check
"use strict";

const { h } = require("./dom.js");

/** A small picture of square pixels. @param {number} side */
function smallPicture(side) {
  const node = h("canvas", { width: side, height: side, "aria-hidden": "true" });
  const brush = /** @type {CanvasRenderingContext2D} */ (node.getContext("2d"));
  const image = brush.createImageData(side, side);
  /** @param {(pixels: Uint8ClampedArray) => void} fill */
  const update = (fill) => {
    fill(image.data);
    brush.putImageData(image, 0, 0);
  };
  return { node, update };
}

module.exports = { smallPicture };
