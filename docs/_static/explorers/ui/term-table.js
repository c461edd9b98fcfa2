// @ts-check
"use strict";

/** Softmax as a table: a row for each class with its score, its term, and its share with a bar; and one for the sum. */

const { shown } = require("../lib/format.js");
const { h, setText } = require("./dom.js");
const { barTable } = require("./shares.js");

/**
 * @param {(key: "terms" | "sum" | "columns.name" | "columns.scaled" | "columns.term" | "columns.bar" | "columns.share") => string} text
 * @param {number} rows the most that are shown
 */
function termTable(text, rows) {
  const columns = /** @type {const} */ (["name", "scaled", "term", "bar", "share"]).map((key) => text(`columns.${key}`));
  const bars = barTable({ caption: text("terms"), columns, before: 2, rows, name: "explorer-terms" });
  const [total, whole] = [h("td"), h("td", {}, "100")];
  bars.node.caption?.classList.add("explorer-hidden");
  bars.node.append(h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, text("sum")), h("td"), total, h("td"), whole)));
  /** @param {import("./shares.js").Line[]} lines @param {number} sum of the terms */
  const update = (lines, sum) => {
    bars.update(lines);
    setText(total, shown(sum));
  };
  return { node: bars.node, update };
}

/** @param {number} share */
function percentOf(share) {
  return (100 * share).toFixed(2);
}

module.exports = { percentOf, termTable };
