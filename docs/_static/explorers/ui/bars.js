// @ts-check
"use strict";

/**
 * A table with a bar in each row: what it is of, the bar, and numbers.
 *
 * @typedef {{name: string, part: number, from?: number, numbers: string[], look?: string}} Line `part` of the room is the
 *   bar, which begins at `from`; both are shares of one
 * @typedef {object} Settings
 * @property {string} caption
 * @property {string[]} [columns] what heads the columns, where they have heads
 * @property {number} rows the most that are shown
 * @property {number} [numbers] in each row
 * @property {string} name class of the table
 * @property {boolean} [silent] hides the caption from those who see
 */

const { h, setText } = require("./dom.js");

/** @param {number} numbers */
function rowOf(numbers) {
  const bar = h("span", { class: "explorer-bar" });
  const head = h("th", { scope: "row" });
  const cells = Array.from({ length: numbers }, () => h("td"));
  return { node: h("tr", {}, head, h("td", { class: "explorer-bar-cell" }, bar), ...cells), head, bar, cells };
}

/** @param {Settings} settings */
function barTable({ caption, columns = [], rows: count, numbers = 1, name, silent = false }) {
  const rows = Array.from({ length: count }, () => rowOf(numbers));
  const title = h("caption", silent ? { class: "explorer-hidden" } : {}, caption);
  const heads = h("thead", {}, h("tr", {}, ...columns.map((words) => h("th", { scope: "col" }, words))));
  const node = h("table", { class: name }, title, columns.length ? heads : null, h("tbody", {}, ...rows.map((row) => row.node)));
  /** @param {Line[]} lines rows without one are hidden */
  const update = (lines) => rows.forEach((row, at) => showLine(row, lines[at]));
  return { node, update, say: (/** @type {string} */ words) => setText(title, words) };
}

/** @param {ReturnType<typeof rowOf>} row @param {Line | undefined} line */
function showLine({ node, head, bar, cells }, line) {
  node.hidden = !line;
  if (!line) return;
  const { part, from = 0, look = "" } = line;
  setText(head, line.name);
  Object.assign(bar.style, { width: percent(part), marginLeft: percent(from) });
  cells.forEach((cell, at) => setText(cell, line.numbers[at]));
  if (node.className !== look) node.className = look;
}

/** @param {number} part what is no number has no bar */
function percent(part) {
  return `${(100 * (part || 0)).toFixed(1)}%`;
}

module.exports = { barTable };
