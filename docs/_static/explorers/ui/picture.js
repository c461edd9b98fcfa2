// @ts-check
"use strict";

/**
 * A grid of values: coloured pixels, with the numbers in them where they are few, and marked cells
 * over them. With `onPoint` the reader moves a window over it by mouse, touch or arrow keys.
 *
 * @typedef {import("../lib/windows.js").Grid} Grid
 * @typedef {{row: number, column: number}} Cell
 * @typedef {object} View
 * @property {Grid} grid values; what is not a number is left empty
 * @property {import("../lib/colour.js").Scale} scale
 * @property {{top: number, left: number, height: number, width: number}} [inner] all but the padding
 * @property {Cell[]} [marked] the window
 * @property {{top: number, left: number, height: number, width: number}} [framed] a window of which all cells are marked
 * @property {(index: number) => string} [faces] classes of the cells, where they have no colours of their values
 * @property {string} [caption]
 */

const { paint } = require("../lib/colour.js");
const { assign, h, setText, svg } = require("./dom.js");
const { dragging, hovering } = require("./dragging.js");
const { drawFaces, drawMarks, drawNumbers, lattice, numberText } = require("./picture-marks.js");

const MOST_NUMBERED = 14;
const TALLEST = 26; // height in rem that a picture may take
const IN_MEMORY = { willReadFrequently: true }; // of the canvas: its pixels are computed here
const MOST_SIZES = 12; // of which canvases and numbers are kept

/**
 * @param {object} settings
 * @param {string} settings.label
 * @param {string} [settings.keys] how to use the keys, for those who hear the page
 * @param {boolean} [settings.plain] leaves the numbers out, however few cells there are
 * @param {boolean} [settings.small] a finger moves the window any way: the page scrolls beside the picture
 * @param {typeof import("./handle.js").handle} [settings.knob] makes what a finger holds, where a window is far from another
 * @param {(cell: Cell) => void} [settings.onPoint] a cell was pointed at
 * @param {(rows: number, columns: number, far: boolean) => void} [settings.onStep] an arrow key was pressed
 */
function picture({ label, keys = "", plain = false, small = false, knob, onPoint, onStep }) {
  const parts = partsOf(label);
  const { stage, marks } = parts;
  const isNumbered = (/** @type {Grid} */ { height, width }) => !plain && Math.max(height, width) <= MOST_NUMBERED;
  /** @type {View | undefined} */
  let view;
  let wide = 300; // pixels of the stage, until they are known
  const rooms = roomsOf(parts.node);
  const held = onPoint && knob?.(stage, () => view?.grid, onPoint);
  const mark = () => {
    if (!view) return;
    const box = drawMarks(marks, view, wide);
    held?.update(box);
  };
  new ResizeObserver(([entry]) => {
    const next = entry.contentRect.width || wide;
    if (view) rooms.note(isNumbered(view.grid), view.grid, next);
    if (Math.abs(next - wide) < 0.5) return; // as it was, or expected: nothing has to be laid out again
    wide = next;
    mark();
  }).observe(stage);

  if (onPoint && onStep) {
    assign(stage, { tabindex: 0, role: "application", "aria-label": `${label}. ${keys}` });
    stage.classList.add("explorer-live-stage");
    stage.addEventListener("keydown", (event) => stepByKey(event, onStep));
    if (small) stage.style.touchAction = "none";
    pointing(stage, () => view, onPoint, !small);
  } else {
    assign(stage, { role: "img", "aria-label": label });
  }

  /** @param {View} next */
  const update = (next) => {
    const before = view;
    view = next;
    wide = rooms.expected(isNumbered(next.grid), next.grid) ?? wide;
    drawCells(parts, next, before, isNumbered(next.grid));
    mark();
    setText(parts.size, next.caption ?? `${next.grid.height}\u2009\u00d7\u2009${next.grid.width}`);
  };
  const say = (/** @type {string} */ words) => {
    if (!onPoint) assign(stage, { "aria-label": words });
  };
  return { node: parts.node, stage, update, say };
}

/**
 * How wide a stage will be, as far as that is known before it is laid out: pictures with numbers in them have other room.
 *
 * @param {HTMLElement} node of the picture
 */
function roomsOf(node) {
  /** @type {Map<boolean, {room: number, rem: number, screen: number}>} */
  const known = new Map();
  /** @param {boolean} numbered @param {Grid} grid @param {number} wide as it has been laid out */
  const note = (numbered, grid, wide) => {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    known.set(numbered, { room: node.clientWidth, rem, screen: innerWidth });
    if (Math.abs((expected(numbered, grid) ?? 0) - wide) >= 0.5) known.delete(numbered); // styles make it otherwise
  };
  /** @param {boolean} numbered @param {Grid} grid */
  const expected = (numbered, grid) => {
    const one = known.get(numbered);
    return one?.screen === innerWidth ? Math.min(one.room, one.rem * mostRem(grid)) : undefined;
  };
  return { note, expected };
}

/** The layers of a picture. @param {string} label */
function partsOf(label) {
  const canvas = h("canvas", { "aria-hidden": "true" }); // until there is something to paint
  const faces = svg("g");
  const numbers = svg("g", { class: "explorer-numbers" });
  const border = svg("rect", { class: "explorer-border" });
  const veil = svg("path", { class: "explorer-veil", "fill-rule": "evenodd" });
  const lines = svg("path", { class: "explorer-lines" });
  const marks = svg(
    "g",
    { class: "explorer-highlight" },
    svg("rect", { class: "explorer-halo" }),
    svg("rect", { class: "explorer-mark" }),
    svg("path", { class: "explorer-tap" }),
  );
  const overlay = svg("svg", { "aria-hidden": "true" }, faces, lines, veil, numbers, border, marks);
  const stage = h("div", { class: "explorer-stage" }, canvas, overlay);
  const size = h("span", { class: "explorer-size" });
  const node = h("figure", { class: "explorer-picture" }, h("figcaption", {}, label, " ", size), stage);
  return { canvas, canvasOf: keptBySize(canvasOf), textOf: keptBySize(numberText), faces, numbers, border, veil, lines, marks, overlay, stage, size, node };
}

/** A canvas of a size: to change the size of one takes longer than to paint it. @param {Grid} grid */
function canvasOf({ height, width }) {
  const canvas = h("canvas", { "aria-hidden": "true", height, width });
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", IN_MEMORY));
  return { canvas, brush, image: brush.createImageData(width, height) };
}

/**
 * Makes what has the size of a grid once for each of the sizes that were shown last.
 *
 * @template T
 * @param {(grid: Grid) => T} make
 */
function keptBySize(make) {
  /** @type {Map<string, T>} */
  const known = new Map();
  return (/** @type {Grid} */ grid) => {
    const size = `${grid.height} ${grid.width}`;
    const found = known.get(size) ?? make(grid);
    known.delete(size);
    known.set(size, found); // as the newest
    if (known.size > MOST_SIZES) known.delete(/** @type {string} */ (known.keys().next().value));
    return found;
  };
}

/**
 * Draw what differs from `before`.
 *
 * @param {ReturnType<typeof partsOf>} parts
 * @param {View} next
 * @param {View | undefined} before
 * @param {boolean} numbered
 */
function drawCells(parts, next, before, numbered) {
  const { grid, scale } = next;
  const resized = before?.grid.height !== grid.height || before.grid.width !== grid.width;
  if (resized) resize(parts, grid, numbered);
  if (resized || before?.grid.data !== grid.data || before.scale !== scale || before.faces !== next.faces) {
    if (next.faces) drawFaces(parts.faces, grid, next.faces);
    else drawPixels(parts, grid, scale);
    if (numbered) drawNumbers(parts.textOf(grid), next);
  }
  const whole = { top: 0, left: 0, height: grid.height, width: grid.width };
  const { top, left, height, width } = next.inner ?? whole;
  assign(parts.border, { x: left, y: top, width, height });
  const padding = height < grid.height || width < grid.width;
  const hole = `M${left} ${top}h${width}v${height}h${-width}z`;
  assign(parts.veil, { d: padding ? `M0 0h${grid.width}v${grid.height}h${-grid.width}z${hole}` : "" });
}

/** @param {ReturnType<typeof partsOf>} parts @param {Grid} grid @param {View["scale"]} scale */
function drawPixels(parts, grid, scale) {
  const { canvas, brush, image } = parts.canvasOf(grid);
  paint(grid.data, scale, image.data);
  brush.putImageData(image, 0, 0);
  if (canvas === parts.canvas) return;
  parts.canvas.replaceWith(canvas);
  parts.canvas = canvas;
}

/** The largest width of a picture of this shape, in rem. @param {Grid} grid */
function mostRem({ height, width }) {
  return (TALLEST * width) / height;
}

/** @param {ReturnType<typeof partsOf>} parts @param {Grid} grid @param {boolean} numbered */
function resize({ overlay, stage, node, lines, numbers, textOf }, grid, numbered) {
  assign(overlay, { viewBox: `0 0 ${grid.width} ${grid.height}` });
  stage.style.aspectRatio = `${grid.width} / ${grid.height}`;
  stage.style.maxWidth = `${mostRem(grid)}rem`;
  node.style.setProperty("--columns", String(grid.width));
  node.classList.toggle("explorer-numbered", numbered);
  node.classList.toggle("explorer-unnumbered", !numbered);
  assign(lines, { d: numbered ? lattice(grid) : "" });
  numbers.replaceChildren(...(numbered ? [textOf(grid)] : []));
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
 * A mouse moves the window where it goes; a finger where it taps or is drawn sideways, or any way if not `patient`.
 *
 * @param {HTMLElement} stage
 * @param {() => View | undefined} current
 * @param {(cell: Cell) => void} onPoint
 * @param {boolean} patient
 */
function pointing(stage, current, onPoint, patient) {
  const point = (/** @type {PointerEvent} */ event) => {
    const grid = current()?.grid;
    if (!grid) return;
    const box = stage.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * grid.height);
    const column = Math.floor(((event.clientX - box.left) / box.width) * grid.width);
    onPoint({ row, column });
  };
  dragging(stage, point, { patient });
  hovering(stage, point);
}

module.exports = { picture };
