// @ts-check
"use strict";

/**
 * The arithmetic of one unit of the digits network: of a convolution the kernel on one of its input maps and the sums
 * of all, of a pooling the four values.
 *
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {import("../lib/network.js").Layer} Layer
 * @typedef {import("../lib/network.js").Maps} Maps
 * @typedef {import("../lib/digits-model.js").Unit} Unit
 */

const { unsignedScale } = require("../lib/colour.js");
const { convolved, fourValues } = require("../lib/digits-model.js");
const { shown } = require("../lib/format.js");
const { closeUp } = require("./close-up.js");
const { slider } = require("./controls.js");
const { h, setText } = require("./dom.js");
const { matrix } = require("./matrix.js");

/** @param {Context} context */
function unitArithmetic(context) {
  const { text } = context;
  const words = h("p", { class: "explorer-equation" });
  const channel = slider(context, "channel");
  const detail = closeUp(text);
  const sums = h("p", { class: "explorer-equation" });
  const four = matrix({ label: text("four"), role: "highlight" });
  const choice = h("div", { class: "explorer-controls" }, channel.node);
  const parts = { channel, choice, detail, sums };
  /**
   * @param {{layer: Layer, input: Maps}} read
   * @param {Unit} unit
   * @param {number} value that it puts out
   * @param {string} field in words
   */
  const update = (read, unit, value, field) => {
    const place = { layer: unit.layer, map: unit.map, row: unit.row, column: unit.column };
    const shared = { ...place, value: shown(value), field };
    const pools = read.layer.kind === "pool";
    four.node.hidden = !pools;
    for (const node of [choice, detail.node, sums]) node.hidden = pools;
    if (pools) {
      const data = fourValues(read.input, unit);
      const largest = data.indexOf(Math.max(...data));
      const look = (/** @type {number} */ index) => (index === largest ? "explorer-winner" : "");
      four.update({ height: 2, width: 2, data }, unsignedScale(read.input.data), look);
      setText(words, text("unitPool", shared));
    } else setText(words, text("unitConv", { ...shared, ...showSums(text, parts, read, unit) }));
  };
  const node = h("div", { class: "explorer-unit" }, words, choice, detail.node, sums, four.node);
  return { node, update };
}

/**
 * Kernel and products on the chosen input map, and all maps' sums; returns the numbers for the sentence.
 *
 * @param {Context["text"]} text
 * @param {{channel: import("./controls.js").Part, choice: HTMLElement, detail: ReturnType<typeof closeUp>, sums: HTMLElement}} parts
 * @param {{layer: Layer, input: Maps}} read
 * @param {Unit} unit
 */
function showSums(text, { channel, choice, detail, sums }, read, unit) {
  const { parts, sum, bias, z } = convolved(read, unit);
  const one = parts[unit.channel];
  channel.update(unit);
  choice.hidden = parts.length === 1;
  /** @type {HTMLInputElement} */ (channel.node.querySelector("input")).max = String(parts.length - 1);
  detail.update(one.cells, one.kernel, unsignedScale(read.input.data), one.sum);
  const terms = parts.map((part, index) => {
    const size = shown(Math.abs(part.sum), 3);
    if (index === 0) return part.sum < 0 ? `\u2212${size}` : size;
    return `${part.sum < 0 ? "\u2212" : "+"} ${size}`;
  });
  const numbers = { sum: shown(sum), bias: shown(bias), z: shown(z), maps: parts.length };
  setText(sums, parts.length > 1 ? text("sums", { ...numbers, terms: terms.join(" ") }) : "");
  return numbers;
}

module.exports = { unitArithmetic };
