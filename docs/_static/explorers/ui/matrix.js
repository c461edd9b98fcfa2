// @ts-check
"use strict";

/**
 * @typedef {{node: HTMLElement, value?: number, paper?: string, ink?: string}} Cell
 * @typedef {{row: number, column: number, height: number, width: number}} Window
 * @typedef {object} Settings
 * @property {string} label
 * @property {string} role input, kernel, output, highlight or ink: the colour of its frame
 * @property {ReturnType<typeof import("./fields.js").fields>} [edited] what makes its cells into inputs
 * @property {boolean} [large] keeps its cells large, however many there are
 */

const { faceOf } = require("../lib/colour.js");
const { fitting, printed } = require("../lib/format.js");
const { h, setText } = require("./dom.js");

const GAP = 2; // pixels between the cells

/**
 * A small table of coloured numbers; with `edited` each is an input, and all of them are one stop of the Tab key.
 *
 * @param {Settings} settings
 */
function matrix(settings) {
  const { label, role, edited, large = false } = settings;
  const body = h("tbody");
  const title = h("caption", {}, h("span", {}, label));
  const node = h("table", { class: `explorer-matrix explorer-${role}` }, title, body);
  /** Cells and rows of each size that was shown: to make them takes longer than to show them. @type {Map<string, {cells: Cell[], rows: HTMLElement[]}>} */
  const sizes = new Map();
  const outline = h("span", { class: "explorer-outline", "aria-hidden": "true" });
  /** @type {Cell[]} */
  let cells = [];
  let shape = "";
  let framed = "";

  /** @param {number} height @param {number} width */
  const resize = (height, width) => {
    shape = `${height} ${width}`;
    const known = sizes.get(shape) ?? made(height, width, edited);
    sizes.set(shape, known);
    cells = known.cells;
    framed = "";
    body.replaceChildren(...known.rows);
    node.classList.toggle("explorer-small", !large && width > 3);
  };
  edited?.follow(node, title, () => cells.map(({ node: cell }) => cell));

  /** One outline around a window. @param {Window | undefined} window @param {number} width of the table, in cells */
  const frame = (window, width) => {
    const next = JSON.stringify(window ?? "");
    if (next === framed) return;
    framed = next;
    outline.remove();
    if (!window) return;
    const side = (/** @type {number} */ count) => `calc(${100 * count}% + ${GAP * (count + 1)}px)`;
    Object.assign(outline.style, { height: side(window.height), width: side(window.width) });
    cells[window.row * width + window.column].node.append(outline);
  };

  /**
   * @param {import("../lib/windows.js").Grid} grid
   * @param {import("../lib/colour.js").Scale | undefined} scale no colours without it
   * @param {(index: number) => string} [className]
   * @param {Window} [window] to be outlined
   */
  const update = (grid, scale, className, window) => {
    if (shape !== `${grid.height} ${grid.width}`) resize(grid.height, grid.width);
    cells.forEach((cell, index) => showCell(cell, grid.data[index], scale, className?.(index) ?? "", edited));
    frame(window, grid.width);
  };
  const say = (/** @type {string} */ words) => setText(/** @type {Node} */ (title.firstChild), words);
  return { node, update, say };
}

/** @param {number} height @param {number} width @param {Settings["edited"]} edited */
function made(height, width, edited) {
  const cells = Array.from({ length: height * width }, (_, index) => ({ node: edited?.cell(index, width) ?? h("td") }));
  const rows = Array.from(
    { length: height },
    (_, row) => h("tr", {}, ...cells.slice(row * width, (row + 1) * width).map((cell) => cell.node)),
  );
  return { cells, rows };
}

/**
 * @param {Cell} cell
 * @param {number} value
 * @param {import("../lib/colour.js").Scale | undefined} scale
 * @param {string} names of its classes
 * @param {Settings["edited"]} edited
 */
function showCell(cell, value, scale, names, edited) {
  const plain = !scale || Number.isNaN(value) || names.includes("explorer-padding");
  const { paper, ink } = plain ? { paper: "", ink: "" } : faceOf(scale, value);
  if (cell.paper !== paper) cell.node.style.backgroundColor = cell.paper = paper;
  if (cell.ink !== ink) cell.node.style.color = cell.ink = ink;
  if (cell.value === value && cell.node.className === names) return; // most cells stay as they are
  cell.value = value;
  if (cell.node.className !== names) cell.node.className = names;
  if (edited) edited.show(cell.node, value, names);
  else setNumber(cell.node, printed(fitting(value)));
}

/** The number of a cell that may hold the outline, too. @param {HTMLElement} node @param {string} text */
function setNumber(node, text) {
  if (node.firstChild instanceof Text) setText(node.firstChild, text);
  else node.prepend(text);
}

module.exports = { matrix };
