// @ts-check
"use strict";

/**
 * What lies over the cells of a picture: numbers, the outline of a window, its single cells.
 *
 * @typedef {import("./picture.js").View} View
 * @typedef {{node: SVGTextElement, drawn: string}} Numbered the number of a cell, and what of it is drawn
 */

const { faceOf } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { assign, setText, svg } = require("./dom.js");

const LEAST_RING = 13; // pixels of the screen: what is in a smaller ring cannot be seen
const LEAST_TAP = 7; // and no cell in a smaller frame of its own

/** Lines between the cells. @param {import("../lib/windows.js").Grid} grid */
function lattice({ height, width }) {
  const across = Array.from({ length: height - 1 }, (_, row) => `M0 ${row + 1}h${width}`);
  const down = Array.from({ length: width - 1 }, (_, column) => `M${column + 1} 0v${height}`);
  return [...across, ...down].join("");
}

/** @param {View} view @returns {(row: number, column: number) => boolean} */
function isPadding({ grid, inner }) {
  const { top, left, height, width } = inner ?? { top: 0, left: 0, height: grid.height, width: grid.width };
  return (row, column) => row < top || column < left || row >= top + height || column >= left + width;
}

/**
 * The numbers of a picture: the text of a cell keeps its place, so that another shape lays out only the cells that come.
 */
function numberTexts() {
  const node = svg("g", { class: "explorer-numbers" });
  /** Those that were shown once. @type {{line: SVGGElement, cells: Numbered[]}[]} */
  const rows = [];
  /** One for each cell, row by row. @param {{height: number, width: number}} grid */
  const fit = ({ height, width }) => {
    while (node.childElementCount > height) node.lastChild?.remove();
    const shown = [];
    for (let row = 0; row < height; row++) {
      const { line, cells } = (rows[row] ??= { line: svg("g"), cells: [] });
      while (line.childElementCount > width) line.lastChild?.remove();
      for (let column = line.childElementCount; column < width; column++) {
        cells[column] ??= { node: svg("text", { x: column + 0.5, y: row + 0.5 }), drawn: "" };
        line.append(cells[column].node);
      }
      if (!line.parentNode) node.append(line);
      shown.push(...cells.slice(0, width));
    }
    return shown;
  };
  return { node, fit };
}

/** @param {Numbered[]} cells @param {View} view */
function drawNumbers(cells, view) {
  const { grid, scale, faces } = view;
  const padding = isPadding(view);
  cells.forEach((cell, index) => {
    const [row, column] = [Math.floor(index / grid.width), index % grid.width];
    const value = grid.data[index];
    const fill = faces || Number.isNaN(value) ? "var(--cnn-ink)" : faceOf(scale, value).ink;
    const look = padding(row, column) ? "explorer-padding" : undefined;
    const next = `${value} ${fill} ${look}`;
    if (next === cell.drawn) return; // most cells stay as they are
    cell.drawn = next;
    const words = Number.isNaN(value) ? "" : shown(value, 3);
    setText(cell.node, words);
    assign(cell.node, { fill, "font-size": Math.min(0.4, 1.5 / words.length), class: look });
  });
}

/**
 * Cells that have the look of a class instead of a colour of their value.
 *
 * @param {SVGGElement} group
 * @param {import("../lib/windows.js").Grid} grid
 * @param {(index: number) => string} faces
 */
function drawFaces(group, grid, faces) {
  const count = grid.height * grid.width;
  while (group.childElementCount > count) group.lastChild?.remove();
  while (group.childElementCount < count) group.append(svg("rect", { width: 1, height: 1 }));
  for (let index = 0; index < count; index++) {
    const look = Number.isNaN(grid.data[index]) ? "explorer-unfilled" : faces(index);
    assign(group.children[index], { x: index % grid.width, y: Math.floor(index / grid.width), class: look });
  }
}

/**
 * The cells' frame; where cells are tiny, a ring that leaves them to be seen.
 *
 * @param {{top: number, left: number, height: number, width: number}} cells
 * @param {number} least side of the ring, in cells
 */
function around({ top, left, height, width }, least) {
  const gap = Math.max(0, least - Math.max(height, width)) / 2;
  return { x: left - gap, y: top - gap, width: width + 2 * gap, height: height + 2 * gap };
}

/** Frame of the marked cells, in cells. @param {View} view @param {number} wide pixels of the screen that the picture takes */
function frameOf({ grid, marked = [], framed }, wide) {
  const least = (LEAST_RING * grid.width) / wide;
  if (framed) return { ...around(framed, least), spread: false };
  const rows = marked.map((cell) => cell.row);
  const columns = marked.map((cell) => cell.column);
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  const size = { height: Math.max(...rows) - top + 1, width: Math.max(...columns) - left + 1 };
  return { ...around({ top, left, ...size }, least), spread: size.height * size.width > marked.length };
}

/** @param {SVGGElement} group @param {View} view @param {number} wide pixels of the screen that the picture takes */
function drawMarks(group, view, wide) {
  const { marked = [], framed } = view;
  if (!marked.length && !framed) {
    group.replaceChildren();
    return undefined;
  }
  const { spread, ...box } = frameOf(view, wide);
  const [halo, mark] = group.childElementCount >= 2 ? group.children : [svg("rect"), svg("rect")];
  assign(halo, { class: "explorer-halo", ...box });
  assign(mark, { class: "explorer-mark explorer-highlight", ...box });
  const taps = spread && wide >= LEAST_TAP * view.grid.width ? marked.map((cell) => svg(
    "rect",
    { class: "explorer-tap explorer-highlight", x: cell.column, y: cell.row, width: 1, height: 1 },
  )) : [];
  if (group.childElementCount !== 2 || taps.length) group.replaceChildren(halo, mark, ...taps);
  return box;
}

module.exports = { drawFaces, drawMarks, drawNumbers, lattice, numberTexts };
