// @ts-check
"use strict";

/**
 * What a convolution shows of a state: the padded input, and the output with its colours.
 *
 * @typedef {import("./windows.js").Grid} Grid
 * @typedef {import("./windows.js").Result} Result
 * @typedef {import("./images.js").Picture} Picture
 * @typedef {import("./colour.js").Scale} Scale
 * @typedef {Required<import("./sizes.js").Sliding>} Sliding
 * @typedef {import("./sizes.js").Padding} Padding
 * @typedef {{image: string, bias: number, filled: string, row: number, column: number, padding: Padding, stride: number, dilation: number}} Placed
 * @typedef {Placed & import("./kernel.js").Settled} State
 * @typedef {Result & {source: Picture, frame: string}} Framed
 * @typedef {object} Whole
 * @property {string} key of the state that it belongs to
 * @property {Result} output
 * @property {Framed} framed the input with its padding
 * @property {{top: number, left: number, height: number, width: number}} inner the input without it
 * @property {Scale} scale of the output
 * @property {Scale} inputScale
 * @property {{low: number, high: number}} range of the output
 */

const { signedScale, unsignedScale } = require("./colour.js");
const { extent, paddingAmounts } = require("./sizes.js");
const { kernelOf, settleKernel } = require("./kernel.js");
const { correlate, padded } = require("./correlate.js");
const { strongest } = require("./strongest.js");
const { placement } = require("./windows.js");

/** @param {State} state @returns {Sliding} */
function slidingOf({ stride, padding, dilation }) {
  return { stride, padding, dilation };
}

/**
 * Output and padded input; what still serves of `before` is taken from there.
 *
 * @param {Picture} image
 * @param {State} state
 * @param {Whole | undefined} before
 * @returns {Whole}
 */
function wholePicture(image, state, before) {
  const [kernel, sliding] = [kernelOf(state), slidingOf(state)];
  const key = JSON.stringify([state.image, Array.from(kernel.data), sliding, state.bias, state.show]);
  if (before && key === before.key && before.framed.source === image) return before;
  const [top, bottom] = paddingAmounts(image.height, kernel.height, sliding);
  const [left, right] = paddingAmounts(image.width, kernel.width, sliding);
  const size = [image.height + top + bottom, image.width + left + right];
  const edge = sliding.padding === "edge";
  const frame = String([top, left, ...size, edge]);
  const same = before?.framed.source === image && before.framed.frame === frame;
  const framed = same ? before.framed : {
    ...padded(image, top, left, size[0], size[1], edge),
    source: image,
    frame,
  };
  const output = displayed(correlate(image, kernel, { ...sliding, bias: state.bias }), state.show, image.high);
  const ends = range(output.data);
  return {
    key,
    output,
    framed,
    inner: { top, left, height: image.height, width: image.width },
    scale: scaleOf(ends, state.show, image.high),
    inputScale: same ? before.inputScale : { name: "gray", low: 0, high: image.high },
    range: ends,
  };
}

/** @param {Result} output @param {string} show @param {number} high @returns {Result} */
function displayed(output, show, high) {
  const { data } = output;
  if (show === "signed") return output;
  const most = show === "picture" ? high : Infinity;
  for (let at = 0; at < data.length; at++) data[at] = Math.min(Math.max(data[at], 0), most);
  return output;
}

/** The ends of the values say as much as all of them. @param {{low: number, high: number}} range @param {string} show @param {number} most @returns {Scale} */
function scaleOf({ low, high }, show, most) {
  if (show === "picture") return { name: "gray", low: 0, high: most };
  return show === "relu" ? unsignedScale([low, high]) : signedScale([low, high]);
}

/** Smallest and largest value. @param {Float64Array} data */
function range(data) {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < data.length; at++) {
    if (data[at] < low) low = data[at];
    if (data[at] > high) high = data[at];
  }
  return { low, high };
}

/**
 * Keep kernel, stride, dilation and padding possible together; returns the keys of what is to be told.
 *
 * @param {State} state changed in place
 * @param {State | undefined} previous
 * @param {Picture} image
 * @returns {[string, Record<string, number>][]}
 */
function settleSliding(state, previous, image) {
  /** @type {[string, Record<string, number>][]} */
  const told = [];
  settleKernel(state, previous);
  if (state.stride > 1 && state.dilation > 1) {
    if (previous && state.stride === previous.stride) state.stride = 1;
    else state.dilation = 1;
    told.push(["strideOrDilation", {}]);
  }
  const span = extent(kernelOf(state).height, state.dilation);
  if (state.padding === "valid" && span > Math.min(image.height, image.width)) {
    state.padding = "same";
    told.push(["tooLarge", { span, height: image.height, width: image.width }]);
  }
  return told;
}

/**
 * Keep the window in the output; on a new picture it starts where the answer is strongest.
 *
 * @param {State} state changed in place
 * @param {State | undefined} previous
 * @param {Picture} image
 */
function settleWindow(state, previous, image) {
  const [kernel, sliding] = [kernelOf(state), slidingOf(state)];
  if (state.row < 0 || state.column < 0 || (previous && previous.image !== state.image)) {
    Object.assign(state, strongest(image, kernel, sliding, correlate(image, kernel, sliding)));
  }
  const place = placement(image, kernel, sliding);
  state.row = Math.min(state.row, place.height - 1);
  state.column = Math.min(state.column, place.width - 1);
}

module.exports = { settleSliding, settleWindow, slidingOf, wholePicture };
