// @ts-check
"use strict";

/**
 * The arithmetic of one unit of the digits network: of a convolution the kernel on one of its input maps and the sums
 * of all, of a pooling the four values.
 *
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {import("../lib/colour.js").Scale} Scale
 * @typedef {import("../lib/unit-sums.js").Cell} Cell
 * @typedef {import("../lib/unit-sums.js").Part} Part
 * @typedef {import("../lib/unit-sums.js").Story} Story
 * @typedef {{layer: string, map: number, row: number, column: number, channel: number}} Unit
 */

const { shown } = require("../lib/format.js");
const { closeUp } = require("./close-up.js");
const { slider } = require("./controls.js");
const { assign, h, setText } = require("./dom.js");
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
  const parts = { channel, detail, sums };
  /**
   * @param {Unit} unit
   * @param {Story} story of its value
   * @param {Scale} scale of what its layer reads
   * @param {number} value that it puts out
   * @param {string} field in words
   */
  const update = (unit, story, scale, value, field) => {
    const place = { layer: unit.layer, map: unit.map, row: unit.row, column: unit.column };
    const shared = { ...place, value: shown(value), field };
    const pools = story.kind === "pool";
    assign(four.node, { hidden: !pools });
    for (const node of [detail.node, sums]) assign(node, { hidden: pools });
    assign(choice, { hidden: pools || story.parts?.length === 1 });
    if (pools) {
      const data = /** @type {Cell[]} */ (story.cells).map((cell) => cell.value);
      const largest = data.indexOf(Math.max(...data));
      const look = (/** @type {number} */ index) => (index === largest ? "explorer-winner" : "");
      four.update({ height: 2, width: 2, data }, scale, look);
      setText(words, text("unitPool", shared));
    } else setText(words, text("unitConv", { ...shared, ...showSums(text, parts, story, scale, unit) }));
  };
  const node = h("div", { class: "explorer-unit" }, words, choice, detail.node, sums, four.node);
  return { node, update };
}

/**
 * Kernel and products on the chosen input map, and all maps' sums; returns the numbers for the sentence.
 *
 * @param {Context["text"]} text
 * @param {{channel: import("./controls.js").Part, detail: ReturnType<typeof closeUp>, sums: HTMLElement}} nodes
 * @param {Story} story
 * @param {Scale} scale
 * @param {Unit} unit
 */
function showSums(text, { channel, detail, sums }, { parts: all, height = 1, width = 1, numbers: { sum, bias, z } }, scale, unit) {
  const parts = /** @type {Part[]} */ (all);
  const one = parts[unit.channel];
  channel.update(unit);
  assign(/** @type {HTMLInputElement} */ (channel.node.querySelector("input")), { max: parts.length - 1 });
  detail.update(one.cells, { height, width, data: one.kernel }, scale, one.sum);
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
