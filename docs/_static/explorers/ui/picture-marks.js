// @ts-check
"use strict";

/**
 * What lies over the cells of a picture: numbers, the outline of a window, its single cells.
 *
 * @typedef {import("./picture.js").View} View
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

/** The numbers of a picture, a part for each cell: one text is laid out in less time than many. @param {import("../lib/windows.js").Grid} grid */
function numberText({ height, width }) {
  return svg("text", {}, ...Array.from(
    { length: height * width },
    (_, index) => svg("tspan", { x: (index % width) + 0.5, y: Math.floor(index / width) + 0.5 }),
  ));
}

/** @param {Element} group of the parts of its numbers @param {View} view */
function drawNumbers(group, view) {
  const { grid, scale, faces } = view;
  const { height, width, data } = grid;
  const padding = isPadding(view);
  for (let index = 0; index < height * width; index++) {
    const [row, column] = [Math.floor(index / width), index % width];
    const words = Number.isNaN(data[index]) ? "" : shown(data[index], 3);
    const node = group.children[index];
    setText(node, words);
    assign(node, {
      fill: faces || words === "" ? "var(--cnn-ink)" : faceOf(scale, data[index]).ink,
      "font-size": Math.min(0.4, 1.5 / words.length),
      class: padding(row, column) ? "explorer-padding" : undefined,
    });
  }
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
  const some = marked.length || framed;
  assign(group, { display: some ? undefined : "none" });
  if (!some) return undefined;
  const { spread, ...box } = frameOf(view, wide);
  const [halo, mark, taps] = group.children;
  assign(halo, box);
  assign(mark, box);
  const cells = marked.map(({ row, column }) => `M${column} ${row}h1v1h-1z`).join("");
  assign(taps, { d: spread && wide >= LEAST_TAP * view.grid.width ? cells : "" });
  return box;
}

module.exports = { drawFaces, drawMarks, drawNumbers, lattice, numberText };
