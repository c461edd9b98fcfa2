// @ts-check
"use strict";

/**
 * A grid of values: coloured pixels, with the numbers in them where they are few, and marked cells
 * over them. With `onMove` the reader moves a window over it by mouse, touch or arrow keys.
 *
 * @typedef {import("../lib/operations.js").Grid} Grid
 * @typedef {{row: number, column: number}} Cell
 * @typedef {{grid: Grid, scale: import("../lib/colour.js").Scale, inner?: {top: number, left: number, height: number, width: number},
 *   marked?: Cell[], role?: string, focus?: Cell, caption?: string}} View
 */

const { colour, inkOn, paint } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { assign, h, setText, svg } = require("./dom.js");
const { dragging } = require("./dragging.js");

const LEAST_RING = 13; // pixels of the screen: what is in a smaller ring cannot be seen
const MOST_NUMBERED = 14;
const TALLEST = 26; // height in rem that a picture may take

/**
 * @param {object} settings
 * @param {string} settings.label
 * @param {string} [settings.keys] how to use the keys, for those who hear the page
 * @param {boolean} [settings.plain] leaves the numbers out, however few cells there are
 * @param {(cell: Cell) => void} [settings.onPoint] a cell was pointed at
 * @param {(rows: number, columns: number, far: boolean) => void} [settings.onStep] an arrow key was pressed
 */
function picture({ label, keys = "", plain = false, onPoint, onStep }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const numbers = svg("g", { class: "explorer-numbers" });
  const border = svg("rect", { class: "explorer-border" });
  const veil = svg("path", { class: "explorer-veil", "fill-rule": "evenodd" });
  const lines = svg("path", { class: "explorer-lines" });
  const marks = svg("g");
  const overlay = svg("svg", { "aria-hidden": "true" }, lines, veil, numbers, border, marks);
  const stage = h("div", { class: "explorer-stage" }, canvas, overlay);
  const caption = h("figcaption", {}, label);
  const size = h("span", { class: "explorer-size" });
  caption.append(" ", size);
  const node = h("figure", { class: "explorer-picture" }, caption, stage);
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const isNumbered = (/** @type {Grid} */ { height, width }) => !plain && Math.max(height, width) <= MOST_NUMBERED;
  /** @type {View | undefined} */
  let view;
  let wide = 300; // until it is known
  new ResizeObserver(([entry]) => {
    wide = entry.contentRect.width || wide;
    if (view) drawMarks(marks, view, wide);
  }).observe(stage);

  if (onPoint && onStep) {
    assign(stage, { tabindex: 0, role: "application", "aria-label": `${label}. ${keys}` });
    stage.classList.add("explorer-live-stage");
    stage.addEventListener("keydown", (event) => stepByKey(event, onStep));
    pointing(stage, () => view, onPoint);
  } else {
    assign(stage, { role: "img", "aria-label": label });
  }

  /** @param {View} next */
  const update = (next) => {
    const { grid, scale } = next;
    const resized = !view || view.grid.height !== grid.height || view.grid.width !== grid.width;
    if (resized) {
      canvas.width = grid.width;
      canvas.height = grid.height;
      assign(overlay, { viewBox: `0 0 ${grid.width} ${grid.height}` });
      stage.style.aspectRatio = `${grid.width} / ${grid.height}`;
      stage.style.maxWidth = `${(TALLEST * grid.width) / grid.height}rem`;
      node.style.setProperty("--columns", String(grid.width));
      assign(lines, { d: isNumbered(grid) ? lattice(grid) : "" });
      const count = isNumbered(grid) ? grid.height * grid.width : 0;
      while (numbers.childElementCount > count) numbers.lastChild?.remove();
      while (numbers.childElementCount < count) numbers.append(svg("text"));
    }
    if (resized || view?.grid.data !== grid.data || view?.scale !== scale) {
      const pixels = brush.createImageData(grid.width, grid.height);
      paint(grid.data, scale, pixels.data);
      brush.putImageData(pixels, 0, 0);
      if (isNumbered(grid)) drawNumbers(numbers, next);
    }
    node.classList.toggle("explorer-numbered", isNumbered(grid));
    const { top, left, height, width } = next.inner ?? {
      top: 0,
      left: 0,
      height: grid.height,
      width: grid.width,
    };
    assign(border, { x: left, y: top, width, height });
    const padding = height < grid.height || width < grid.width;
    const hole = `M${left} ${top}h${width}v${height}h${-width}z`;
    assign(veil, { d: padding ? `M0 0h${grid.width}v${grid.height}h${-grid.width}z${hole}` : "" });
    drawMarks(marks, next, wide);
    setText(size, next.caption ?? `${height}\u2009\u00d7\u2009${width}`);
    view = next;
  };
  const say = (/** @type {string} */ words) => {
    if (onPoint) return;
    stage.setAttribute("aria-label", words);
  };
  return { node, stage, update, say };
}

/** Lines between the cells. @param {Grid} grid */
function lattice({ height, width }) {
  const across = Array.from({ length: height - 1 }, (_, row) => `M0 ${row + 1}h${width}`);
  const down = Array.from({ length: width - 1 }, (_, column) => `M${column + 1} 0v${height}`);
  return [...across, ...down].join("");
}

/** @param {KeyboardEvent} event @param {(rows: number, columns: number, far: boolean) => void} onStep */
function stepByKey(event, onStep) {
  /** @type {Record<string, [number, number, boolean]>} */
  const steps = {
    ArrowUp: [-1, 0, false],
    ArrowDown: [1, 0, false],
    ArrowLeft: [0, -1, false],
    ArrowRight: [0, 1, false],
    PageUp: [-1, 0, true],
    PageDown: [1, 0, true],
    Home: [0, -1, true],
    End: [0, 1, true],
  };
  const step = steps[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const [rows, columns, far] = step;
  onStep(rows, columns, far || event.shiftKey);
}

/**
 * @param {HTMLElement} stage
 * @param {() => View | undefined} current
 * @param {(cell: Cell) => void} onPoint
 */
function pointing(stage, current, onPoint) {
  dragging(stage, (event) => {
    const grid = current()?.grid;
    if (!grid) return;
    const box = stage.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * grid.height);
    const column = Math.floor(((event.clientX - box.left) / box.width) * grid.width);
    onPoint({ row, column });
  });
}

/** @param {SVGGElement} group @param {View} view */
function drawNumbers(group, { grid, scale, inner }) {
  const { height, width, data } = grid;
  const frame = inner ?? { top: 0, left: 0, height, width };
  for (let index = 0; index < height * width; index++) {
    const words = shown(data[index], 3);
    const row = Math.floor(index / width) - frame.top;
    const column = (index % width) - frame.left;
    const padding = row < 0 || column < 0 || row >= frame.height || column >= frame.width;
    const node = /** @type {SVGTextElement} */ (group.children[index]);
    setText(node, words);
    assign(node, {
      x: (index % width) + 0.5,
      y: Math.floor(index / width) + 0.5,
      fill: inkOn(colour(scale, data[index])),
      "font-size": Math.min(0.4, 1.5 / words.length),
    });
    node.classList.toggle("explorer-padding", padding);
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

/** @param {SVGGElement} group @param {View} view @param {number} wide pixels of the screen that the picture takes */
function drawMarks(group, { grid, marked = [], role = "highlight", focus }, wide) {
  const nodes = [];
  if (marked.length) {
    const rows = marked.map((cell) => cell.row);
    const columns = marked.map((cell) => cell.column);
    const [top, left] = [Math.min(...rows), Math.min(...columns)];
    const [bottom, right] = [Math.max(...rows), Math.max(...columns)];
    const size = { height: bottom - top + 1, width: right - left + 1 };
    const box = around({ top, left, ...size }, (LEAST_RING * grid.width) / wide);
    if (size.height * size.width > marked.length) {
      for (const cell of marked) {
        nodes.push(
          svg(
            "rect",
            { class: `explorer-tap explorer-${role}`, x: cell.column, y: cell.row, width: 1, height: 1 },
          ),
        );
      }
    }
    nodes.push(
      svg("rect", { class: "explorer-halo", ...box }),
      svg("rect", { class: `explorer-mark explorer-${role}`, ...box }),
    );
  }
  if (focus) {
    const at = { x: focus.column, y: focus.row, width: 1, height: 1 };
    nodes.push(
      svg("rect", { class: "explorer-halo", ...at }),
      svg("rect", { class: "explorer-mark explorer-highlight", ...at }),
    );
  }
  group.replaceChildren(...nodes);
}

module.exports = { picture };
