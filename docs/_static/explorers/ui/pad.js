// @ts-check
"use strict";

const { SIDE, stroke } = require("../lib/drawing.js");
const { h } = require("./dom.js");
const { pen } = require("./pen.js");

const [BLACK, WHITE] = [0xff000000, 0xffffffff]; // the bytes of a pixel, opacity first as computers have it

/**
 * A square of dark and light pixels to draw on, by pointer or with the keyboard.
 *
 * @param {object} settings
 * @param {string} settings.label
 * @param {(row: number, column: number, down: boolean) => string} settings.place in words, of the pen that keys move
 * @param {() => number} settings.radius of the pen, in its pixels
 * @param {() => Uint8Array} settings.pixels what is drawn so far
 * @param {(pixels: Uint8Array) => void} settings.onDraw
 */
function pad({ label, place, radius, pixels, onDraw }) {
  const canvas = h("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  const stage = h("div", { class: "explorer-stage" }, canvas);
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const onLine = (/** @type {number[]} */ from, /** @type {number[]} */ to) => {
    const next = pixels().slice();
    stroke(next, from, to, radius());
    onDraw(next);
  };
  pen({ stage, label, height: SIDE, width: SIDE, place, onLine });
  return { node: stage, update: (/** @type {Uint8Array} */ drawn) => paintInk(brush, drawn) };
}

/** @param {CanvasRenderingContext2D} brush @param {Uint8Array} drawn */
function paintInk(brush, drawn) {
  const image = brush.createImageData(SIDE, SIDE);
  const pixels = new Uint32Array(image.data.buffer);
  for (let index = 0; index < pixels.length; index++) pixels[index] = drawn[index] ? BLACK : WHITE;
  brush.putImageData(image, 0, 0);
}

module.exports = { pad };
