// @ts-check
"use strict";

/** @typedef {{node: HTMLElement, field?: ReturnType<typeof typedNumber>, shown: string}} Cell */

const { colour, inkOn } = require("../lib/colour.js");
const { fitting, general, printed } = require("../lib/format.js");
const { h, setText } = require("./dom.js");
const { typedNumber } = require("./typed.js");

/**
 * A small table of coloured numbers; with `onEdit` each is an input.
 *
 * @param {object} settings
 * @param {string} settings.label
 * @param {string} settings.role input, kernel or output: the colour of its frame
 * @param {(row: number, column: number) => string} [settings.name] of a cell that can be edited
 * @param {(index: number, value: number) => void} [settings.onEdit]
 * @param {{low: number, high: number}} [settings.limits] of what is typed
 * @param {() => void} [settings.onRefuse] a number beyond the limits was typed
 * @param {boolean} [settings.large] keeps its cells large, however many there are
 */
function matrix({ label, role, name, onEdit, onRefuse, limits, large = false }) {
  const body = h("tbody");
  const node = h("table", { class: `explorer-matrix explorer-${role}` }, h("caption", {}, label), body);
  /** Cells and rows of each size that was shown: to make them takes longer than to show them. @type {Map<string, {cells: Cell[], rows: HTMLElement[]}>} */
  const sizes = new Map();
  /** @type {Cell[]} */
  let cells = [];
  let shape = "";

  /** @param {number} index @param {number} width */
  const cellAt = (index, width) => {
    /** @type {Cell} */
    const cell = { node: h("td"), shown: "" };
    if (!onEdit || !name || !limits) return cell;
    cell.field = typedNumber({
      label: name(Math.floor(index / width) + 1, (index % width) + 1),
      limits,
      write: fitting,
      onValue: (value) => onEdit(index, value),
      onRefuse,
    });
    cell.node.append(cell.field.node);
    return cell;
  };

  /** @param {number} height @param {number} width */
  const made = (height, width) => {
    const all = Array.from({ length: height * width }, (_, index) => cellAt(index, width));
    const rows = Array.from(
      { length: height },
      (_, row) => h("tr", {}, ...all.slice(row * width, (row + 1) * width).map((cell) => cell.node)),
    );
    return { cells: all, rows };
  };

  /** @param {number} height @param {number} width */
  const resize = (height, width) => {
    const known = sizes.get(shape) ?? made(height, width);
    sizes.set(shape, known);
    cells = known.cells;
    body.replaceChildren(...known.rows);
    node.style.setProperty("--columns", String(width));
    node.classList.toggle("explorer-small", !large && width > 3);
  };

  /**
   * @param {import("../lib/operations.js").Grid} grid
   * @param {import("../lib/colour.js").Scale} scale
   * @param {(index: number) => string} [className]
   */
  const update = (grid, scale, className) => {
    if (shape !== `${grid.height} ${grid.width}`) {
      shape = `${grid.height} ${grid.width}`;
      resize(grid.height, grid.width);
    }
    cells.forEach((cell, index) => {
      const value = grid.data[index];
      const rgb = colour(scale, value);
      const names = className?.(index) ?? "";
      const next = `${value} ${rgb} ${names}`;
      if (next === cell.shown) return; // most cells stay as they are
      cell.shown = next;
      cell.node.style.backgroundColor = `rgb(${rgb})`;
      cell.node.style.color = inkOn(rgb);
      cell.node.className = names;
      if (cell.field) showIn(cell.field, value, names);
      else setText(cell.node, printed(fitting(value)));
    });
  };
  return { node, update };
}

/** @param {ReturnType<typeof typedNumber>} field @param {number} value @param {string} names of the cell's classes */
function showIn({ node, update }, value, names) {
  node.readOnly = names.includes("explorer-padding");
  node.title = fitting(value) === general(value, 12) ? "" : printed(general(value, 12));
  update(value);
}

module.exports = { matrix };
