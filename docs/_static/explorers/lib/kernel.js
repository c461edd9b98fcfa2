// @ts-check
"use strict";

/**
 * The kernel that a state names or holds, and the state's other parts that follow it.
 *
 * @typedef {import("./windows.js").Grid} Grid
 * @typedef {{kernel: string, values: number[]}} Named
 * @typedef {Named & {size: string, show: string}} Settled
 */

const KERNELS = /** @type {Record<string, number[][]>} */ (require("../data/kernels.json"));
const { fromRows } = require("./windows.js");

const NAMED = Object.fromEntries(Object.entries(KERNELS).map(([name, rows]) => [name, fromRows(rows)]));

/** @param {Named} state @returns {Grid} */
function kernelOf(state) {
  if (state.kernel !== "custom") return NAMED[state.kernel];
  const side = Math.sqrt(state.values.length);
  return { height: side, width: side, data: state.values };
}

/**
 * Keep kernel, its size and its own values in step; the display follows the kind of kernel.
 *
 * @param {Settled} state changed in place
 * @param {Settled | undefined} previous
 */
function settleKernel(state, previous) {
  const resized = previous && state.size !== previous.size && state.kernel === previous.kernel;
  if (state.kernel === "custom" || resized) {
    const own = state.kernel === "custom";
    const values = own && state.values.length ? state.values : KERNELS[own ? "identity" : state.kernel].flat();
    const side = resized ? Number(state.size) : Math.sqrt(values.length);
    state.values = resizedValues(values, side);
    state.size = String(side);
    state.kernel = resized ? nameOf(state.values) : "custom";
    if (state.kernel !== "custom") state.values = [];
    return;
  }
  state.values = [];
  state.size = String(KERNELS[state.kernel].length);
  if (previous && previous.kernel !== state.kernel && previous.show === state.show) {
    const total = KERNELS[state.kernel].flat().reduce((sum, weight) => sum + weight, 0);
    state.show = Math.abs(total) > 0.5 ? "picture" : "signed";
  }
}

/** The named kernel that has just these weights, or "custom". @param {number[]} values */
function nameOf(values) {
  const same = (/** @type {number[][]} */ rows) => rows.flat().join() === values.join();
  return Object.keys(KERNELS).find((name) => same(KERNELS[name])) ?? "custom";
}

/** A square kernel grown by zeros or cut to its middle. @param {number[]} values @param {number} side */
function resizedValues(values, side) {
  const old = Math.sqrt(values.length);
  if (old === side) return values;
  const edge = (side - old) / 2;
  return Array.from({ length: side * side }, (_, index) => {
    const row = Math.floor(index / side) - edge;
    const column = (index % side) - edge;
    return row >= 0 && column >= 0 && row < old && column < old ? values[row * old + column] : 0;
  });
}

module.exports = { kernelOf, settleKernel };
