// @ts-check
"use strict";

/**
 * A table with a bar in each row: what it is of, the bar, and numbers.
 *
 * @typedef {{name: string, part: number, numbers: string[], look?: string}} Line `part`, a share of one, is how much of the
 *   room the bar takes; `look` is a class of the row
 * @typedef {object} Settings
 * @property {string} caption
 * @property {string[]} [columns] what heads the columns, where they have heads: there is a number for each but the first two
 * @property {number} rows the most that are shown
 * @property {string} name class of the table
 */

const { h, setText } = require("./dom.js");

/** @param {Settings} settings */
function barTable({ caption, columns = [], rows: count, name }) {
  const rows = Array.from({ length: count }, () => {
    const [bar, head] = [h("span", { class: "explorer-bar" }), h("th", { scope: "row" })];
    const cells = [h("td"), ...columns.slice(3).map(() => h("td"))];
    return { node: h("tr", {}, head, h("td", { class: "explorer-bar-cell" }, bar), ...cells), head, bar, cells };
  });
  const heads = columns.map((words) => h("th", { scope: "col" }, words));
  const top = heads.length ? [h("thead", {}, h("tr", {}, ...heads))] : [];
  const node = h("table", { class: name }, h("caption", {}, caption), ...top, h("tbody", {}, ...rows.map((row) => row.node)));
  /** @param {Line[]} lines rows without one are hidden */
  const update = (lines) => rows.forEach((row, at) => showLine(row, lines[at]));
  return { node, update };
}

/**
 * @param {{node: HTMLElement, head: HTMLElement, bar: HTMLElement, cells: HTMLElement[]}} row
 * @param {Line | undefined} line
 */
function showLine({ node, head, bar, cells }, line) {
  node.hidden = !line;
  if (!line) return;
  setText(head, line.name);
  bar.style.width = `${100 * (line.part || 0)}%`; // what is no number has no bar
  cells.forEach((cell, at) => setText(cell, line.numbers[at]));
  node.className = line.look ?? "";
}

/** A share in hundredths. @param {number} share */
function percents(share) {
  return `${(100 * share).toFixed(1)} %`;
}

module.exports = { barTable, percents };
