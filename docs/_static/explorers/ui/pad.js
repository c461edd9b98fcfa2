// @ts-check
"use strict";

const { SIDE, stroke } = require("../lib/drawing.js");
const { paintInk } = require("../lib/ink.js");
const { h } = require("./dom.js");
const { pen } = require("./pen.js");
const { smallPicture } = require("./small-picture.js");

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
  const picture = smallPicture(SIDE);
  const stage = h("div", { class: "explorer-stage" }, picture.node);
  const onLine = (/** @type {number[]} */ from, /** @type {number[]} */ to) => {
    const next = pixels().slice();
    stroke(next, from, to, radius());
    onDraw(next);
  };
  pen({ stage, label, height: SIDE, width: SIDE, place, onLine });
  return { node: stage, update: (/** @type {Uint8Array} */ drawn) => picture.update((shades) => paintInk(drawn, 1, shades)) };
}

module.exports = { pad };
