// @ts-check
"use strict";

/**
 * A table with a bar in each row: what it is of, the bar, and numbers.
 *
 * @typedef {{name: string, part: number, numbers: string[], look?: string | false}} Line `part`, a share of one, is how much of the
 *   room the bar takes; `look` is a class of the row
 * @typedef {object} Settings
 * @property {string} caption
 * @property {string[]} [columns] what heads the columns, where they have heads: there is a number for each but the first and
 *   that of the bar
 * @property {number} [before] numbers that stand before the bar
 * @property {number} rows the most that are shown
 * @property {string} [name] class of the table
 */

const { assign, h, setText } = require("./dom.js");

/** @param {Settings} settings */
function barTable({ caption, columns = [], before = 0, rows: count, name = "" }) {
  const rows = Array.from({ length: count }, () => barRow(Math.max(columns.length - 2, 1), before));
  const heads = columns.map((words) => h("th", { scope: "col" }, words));
  const node = h(
    "table",
    { class: `explorer-rows ${name}` },
    h("caption", {}, caption),
    heads.length ? h("thead", {}, h("tr", {}, ...heads)) : null,
    h("tbody", {}, ...rows.map((row) => row.node)),
  );
  /** @param {Line[]} lines rows without one are hidden */
  const update = (lines) => rows.forEach((row, at) => row.update(lines[at]));
  return { node, update };
}

/** @param {number} count of numbers @param {number} before those that stand before the bar */
function barRow(count, before) {
  const [bar, head] = [h("span", { class: "explorer-bar" }), h("th", { scope: "row" })];
  const cells = Array.from({ length: count }, () => h("td"));
  const node = h("tr", {}, head, ...cells);
  cells[before].before(h("td", { class: "explorer-bar-cell" }, bar));
  const update = (/** @type {Line | undefined} */ line) => {
    assign(node, { hidden: !line, class: line?.look });
    if (!line) return;
    setText(head, line.name);
    bar.style.width = `${100 * (line.part || 0)}%`; // what is no number has no bar
    cells.forEach((cell, at) => setText(cell, line.numbers[at]));
  };
  return { node, update };
}

/** A share in hundredths. @param {number} share */
function percents(share) {
  return `${(100 * share).toFixed(1)} %`;
}

module.exports = { barTable, percents };
