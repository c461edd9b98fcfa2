// @ts-check
"use strict";

/**
 * Pooling: the window's winner or mean, and what a shift of the input changes.
 *
 * @typedef {import("./lib/pooling-model.js").State} State
 * @typedef {import("./lib/pooling-model.js").Pooled} Pooled
 * @typedef {import("./ui/explorer.js").Context<State>} Context
 */

const START = /** @type {Record<string, number[]>} */ (require("./data/grids.json"));
const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./pooling.json"));
const { unsignedScale } = require("./lib/colour.js");
const { general, pythonRows, shown } = require("./lib/format.js");
const { outputSize } = require("./lib/sizes.js");
const { toRows } = require("./lib/windows.js");
const { inputLooks, outlineOf, outputLook, pooled } = require("./lib/pooling-model.js");
const STRINGS = require("./strings/pooling.json");
const { assign, h, setText } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { fields } = require("./ui/fields.js");
const { matrix } = require("./ui/matrix.js");
const { picture } = require("./ui/picture.js");
const { filledPart, player } = require("./ui/player.js");
const { segments } = require("./ui/segments.js");

const NO_COLOURS = unsignedScale([1]);

/** @param {Context} context */
function pooling(context) {
  const { text, set } = context;
  const parts = ["pool", "size", "stride", "padding", "grid", "shift"].map((name) => segments(context, name));
  const input = inputGrid(context);
  const stepTo = (/** @type {number} */ row, /** @type {number} */ column) => set({
    row: Math.max(0, row),
    column: Math.max(0, column),
  });
  const output = picture({
    label: text("output"),
    keys: text("keys"),
    small: true,
    onPoint: (cell) => stepTo(cell.row, cell.column),
    onStep: (rows, columns) => stepTo(context.state().row + rows, context.state().column + columns),
  });
  const before = picture({ label: text("before") });
  const [sum, sizes, shifted] = [0, 0, 0].map(() => h("p", { class: "explorer-equation" }));
  let key = "";
  let whole = /** @type {Pooled} */ ({});
  const sweep = player(context, () => whole.map);

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const next = JSON.stringify({ ...state, row: 0, column: 0 });
    if (key !== next) whole = pooled(state, valuesOf(state));
    key = next;
    const { image, map, still, windows } = whole;
    const cells = windows[state.row * map.width + state.column];
    const value = map.data[state.row * map.width + state.column];
    const looks = inputLooks(whole, state);
    const faces = outputLook(whole, state);
    input.update(image, undefined, (index) => looks[index], outlineOf(cells));
    const marked = [{ row: state.row, column: state.column }];
    output.update({ grid: filledPart(map, state), scale: NO_COLOURS, faces, marked });
    assign(before.node, { hidden: state.shift === 0 });
    before.update({ grid: still, scale: NO_COLOURS, faces: outputLook(whole, { row: -1, column: -1 }), caption: "" });
    before.say(text("beforeAlt", { rows: rowsText(still) }));
    setText(shifted, shiftText(text, whole, state));
    const values = cells.map((cell) => shown(cell.value)).join(", ");
    const words = { kind: text(`formula.${state.pool}`), values, value: shown(value, 6) };
    setText(sum, `${words.kind}(${values}) = ${words.value}`);
    setText(sizes, sizeText(text, whole.side, state));
    return {
      message: text("message", { row: state.row, column: state.column, ...words }),
      ...python(state, whole.side, map),
    };
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node));
  const arrow = h("span", { class: "explorer-arrow", "aria-hidden": "true" }, "\u2192");
  const grids = h("div", { class: "explorer-grids" }, input.node, arrow, output.node, before.node);
  const hint = h("p", { class: "explorer-hint" }, text("hint"));
  return { nodes: [controls, grids, sweep.node, hint, sum, sizes, shifted], update, settle };
}

/** The input, whose numbers can be changed. @param {Context} context */
function inputGrid(context) {
  return matrix({
    label: context.text("input"),
    role: "input",
    large: true,
    edited: fields({
      limits: /** @type {import("./lib/state.js").Numbers} */ (context.options.values),
      onRefuse: context.note,
      fixed: context.text("fixed"),
      name: (row, column) => context.text("cell", { row, column }),
      onEdit: (index, value) => {
        const state = context.state();
        if (index % Number(state.grid) < state.shift) return;
        const values = [...valuesOf(state)];
        values[index - state.shift] = value;
        context.set({ values });
      },
    }),
  });
}

/** @param {State} next @param {State | undefined} previous */
function settle(next, previous) {
  const state = { ...next };
  const side = Number(state.grid);
  if (previous && previous.grid !== state.grid) state.values = [];
  if (state.values.length && state.values.length !== side ** 2) {
    if (previous) state.values = [];
    else state.grid = String(Math.sqrt(state.values.length));
  }
  const length = outputSize(Number(state.grid), state.size, { stride: state.stride, padding: state.padding });
  state.row = Math.min(state.row, length - 1);
  state.column = Math.min(state.column, length - 1);
  return state;
}

/** @param {import("./lib/windows.js").Grid} grid */
function rowsText(grid) {
  return toRows(grid).map((row) => row.map((number) => shown(number)).join(" ")).join("; ");
}

/** @param {Context["text"]} text @param {Pooled} whole @param {State} state */
function shiftText(text, { map, still }, { shift }) {
  if (shift === 0) return text("noShift");
  const changed = map.data.filter((number, index) => number !== still.data[index]).length;
  return text("shifted", { shift, changed, count: map.data.length });
}

/** @param {State} state @returns {number[]} */
function valuesOf(state) {
  return state.values.length ? state.values : START[state.grid];
}

/** @param {Context["text"]} text @param {number} side @param {State} state */
function sizeText(text, side, state) {
  const length = outputSize(side, state.size, { stride: state.stride, padding: state.padding });
  if (state.padding === "same") return `${text("outputSize")} \u2308${side} / ${state.stride}\u2309 = ${length}.`;
  const formula = `\u230a(${side} \u2212 ${state.size}) / ${state.stride}\u230b + 1 = ${length}`;
  const unused = side - ((length - 1) * state.stride + state.size);
  return `${text("outputSize")} ${formula}.${unused > 0 ? ` ${text("unused", { unused })}` : ""}`;
}

/** @param {State} state @param {number} side @param {import("./lib/windows.js").Grid} map */
function python(state, side, map) {
  const name = state.pool === "max" ? "max_pool" : "average_pool";
  const original = { height: side, width: side, data: valuesOf(state) };
  const lines = [
    "import numpy as np",
    `from cnn_docs import ${name}`,
    "",
    `image = np.array(${pythonRows(toRows(original), " ".repeat(18))})`,
  ];
  if (state.shift) lines.push(`image = np.pad(image, ((0, 0), (${state.shift}, 0)))[:, :-${state.shift}]`);
  const padding = state.padding === "same" ? ', padding="same"' : "";
  lines.push(
    `output = ${name}(image, ${state.size}, stride=${state.stride}${padding})`,
    "",
    "for row in output:",
    '    print(*(f"{value:.6g}" for value in row))',
  );
  const printed = toRows(map).map((row) => row.map((value) => general(value)).join(" "));
  return { python: lines.join("\n"), printed: printed.join("\n") };
}

mount("pooling", OPTIONS, STRINGS, pooling);
