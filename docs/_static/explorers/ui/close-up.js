// @ts-check
"use strict";

/**
 * The arithmetic of one window: its values, the kernel, their products and the sum.
 *
 * @typedef {import("../lib/windows.js").Grid} Grid
 * @typedef {import("../lib/colour.js").Scale} Scale
 */

const { signedScale } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { h, setText } = require("./dom.js");
const { matrix } = require("./matrix.js");

/** @param {string} mark */
function sign(mark) {
  return h("span", { class: "explorer-sign", "aria-hidden": "true" }, mark);
}

/**
 * @param {(key: string) => string} text
 * @param {object} [settings]
 * @param {ReturnType<typeof import("./fields.js").fields>} [settings.kernel] makes the weights editable
 * @param {Node | null} [settings.bias]
 */
function closeUp(text, { kernel: edited, bias = null } = {}) {
  const values = matrix({ label: text("window"), role: "highlight" });
  const weights = matrix({ label: text("kernel"), role: "kernel", edited });
  const products = matrix({ label: text("products"), role: "ink" });
  const result = h("output", { class: "explorer-result", "aria-live": "off" }); // what is around it speaks, once
  const sum = h(
    "div",
    { class: "explorer-sum" },
    h("span", {}, text("sum")),
    bias,
    h("span", { class: "explorer-result-label" }, text("outputCell")),
    result,
  );
  const node = h(
    "div",
    { class: "explorer-close-up" },
    values.node,
    sign("\u00d7"),
    weights.node,
    sign("="),
    products.node,
    sum,
  );
  /**
   * @param {{inside: boolean, value: number}[]} cells of the window
   * @param {Grid} kernel
   * @param {Scale} scale of the values
   * @param {number} value of the output
   */
  const update = (cells, kernel, scale, value) => {
    const { height, width } = kernel;
    const under = { height, width, data: cells.map((cell) => cell.value) };
    const times = { height, width, data: cells.map((cell, index) => cell.value * kernel.data[index]) };
    values.update(under, scale, (index) => (cells[index].inside ? "" : "explorer-padding"));
    weights.update(kernel, signedScale(kernel.data));
    products.update(times, signedScale(times.data));
    const short = width === 3 && Array.from(kernel.data).every(Number.isInteger);
    node.classList.toggle("explorer-sum-below", width > 3);
    node.classList.toggle("explorer-in-one-row", short);
    setText(result, shown(value, 6));
    return times.data;
  };
  return { node, update };
}

module.exports = { closeUp };
