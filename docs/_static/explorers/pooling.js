// @ts-check
"use strict";

/** Pooling: the window's winner or mean, and what a shift of the input changes. */

const START = /** @type {Record<string, number[]>} */ (require("./data/grids.json"));
const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./pooling.json"));
const { signedScale, unsignedScale } = require("./lib/colour.js");
const { general, pythonRows, shown } = require("./lib/format.js");
const { outputSize } = require("./lib/geometry.js");
const { pool, shiftRight, toRows, windowAt } = require("./lib/operations.js");
const STRINGS = require("./strings/pooling.json");
const { segments } = require("./ui/controls.js");
const { h, setText } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { matrix } = require("./ui/matrix.js");
const { picture } = require("./ui/picture.js");
const { common } = require("./ui/strings.js");

/** @param {import("./ui/explorer.js").Context} context */
function pooling(context) {
  const { text, set } = context;
  const parts = ["pool", "size", "stride", "padding", "grid", "shift"].map((name) => segments(context, name));
  const limits = /** @type {import("./lib/state.js").Numbers} */ (context.options.values);
  const input = matrix({
    label: text("input"),
    role: "input",
    limits,
    onRefuse: () => context.note(common("beyond", { low: shown(limits.low), high: limits.high })),
    large: true,
    name: (row, column) => text("cell", { row, column }),
    onEdit: (index, value) => {
      const state = context.state();
      const side = Number(state.grid);
      if (index % side < state.shift) return;
      const values = [...valuesOf(state)];
      values[index - state.shift] = value;
      set({ values });
    },
  });
  const step = (/** @type {number} */ rows, /** @type {number} */ columns) => {
    const { row, column } = context.state();
    set({ row: Math.max(0, row + rows), column: Math.max(0, column + columns) });
  };
  const output = picture({
    label: text("output"),
    keys: text("keys"),
    onPoint: (cell) => set({ row: Math.max(cell.row, 0), column: Math.max(cell.column, 0) }),
    onStep: step,
  });
  const before = picture({ label: text("before") });
  const sum = h("p", { class: "explorer-equation" });
  const sizes = h("p", { class: "explorer-equation" });
  const shifted = h("p", { class: "explorer-equation" });
  let last = {
    key: "",
    /** @type {any} */ image: null,
    /** @type {any} */ map: null,
    /** @type {any} */ still: null,
    /** @type {any} */ scale: null,
  };

  const update = (/** @type {any} */ state) => {
    for (const part of parts) part.update(state);
    const side = Number(state.grid);
    const key = JSON.stringify({ ...state, row: 0, column: 0 });
    const options = { stride: state.stride, padding: state.padding, kind: state.pool };
    if (key !== last.key) {
      const original = { height: side, width: side, data: valuesOf(state) };
      const image = shiftRight(original, state.shift);
      const scale = image.data.some((value) => value < 0) ? signedScale(image.data) : unsignedScale(
        image.data,
      );
      last = {
        key,
        image,
        map: pool(image, state.size, options),
        still: pool(original, state.size, options),
        scale,
      };
    }
    const { image, map, still, scale } = last;
    const cells = windowAt(image, { height: state.size, width: state.size }, state.row, state.column, options).filter(
      (cell) => cell.inside,
    );
    const value = map.data[state.row * map.width + state.column];
    const under = new Set(cells.map((cell) => cell.row * side + cell.column));
    const winner = state.pool === "max" ? cells.findIndex((cell) => cell.value === value) : -1;
    const winnerAt = winner < 0 ? -1 : cells[winner].row * side + cells[winner].column;
    input.update(image, scale, (index) => {
      const names = [];
      if (index % side < state.shift) names.push("explorer-padding");
      if (under.has(index)) names.push("explorer-in-window");
      if (index === winnerAt) names.push("explorer-winner");
      return names.join(" ");
    });
    output.update({ grid: map, scale, marked: [{ row: state.row, column: state.column }] });
    const changed = Array.from(map.data).filter((number, index) => number !== still.data[index]).length;
    before.node.hidden = state.shift === 0;
    before.update({ grid: still, scale, caption: "" });
    before.say(
      text(
        "beforeAlt",
        { rows: toRows(still).map((row) => row.map((number) => shown(number)).join(" ")).join("; ") },
      ),
    );
    setText(
      shifted,
      state.shift === 0 ? text("noShift") : text(
        "shifted",
        { shift: state.shift, changed, count: map.data.length },
      ),
    );
    const listed = cells.map((cell) => shown(cell.value)).join(", ");
    setText(sum, `${text(`formula.${state.pool}`)}(${listed}) = ${shown(value, 6)}`);
    setText(sizes, sizeText(text, side, state));
    const words = {
      row: state.row,
      column: state.column,
      kind: text(`formula.${state.pool}`),
      values: listed,
      value: shown(value, 6),
    };
    return { message: text("message", words), ...python(state, side, map) };
  };

  /** @param {any} next @param {any} previous */
  const settle = (next, previous) => {
    const state = { ...next };
    const side = Number(state.grid);
    if (previous && previous.grid !== state.grid) state.values = [];
    if (state.values.length && state.values.length !== side ** 2) {
      if (previous) state.values = [];
      else state.grid = String(Math.sqrt(state.values.length));
    }
    const length = outputSize(
      Number(state.grid),
      state.size,
      { stride: state.stride, padding: state.padding },
    );
    state.row = Math.min(state.row, length - 1);
    state.column = Math.min(state.column, length - 1);
    return state;
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node));
  const arrow = h("span", { class: "explorer-arrow", "aria-hidden": "true" }, "\u2192");
  const grids = h("div", { class: "explorer-grids" }, input.node, arrow, output.node, before.node);
  return {
    nodes: [controls, grids, h("p", { class: "explorer-hint" }, text("hint")), sum, sizes, shifted],
    update,
    settle,
  };
}

/** @param {any} state @returns {number[]} */
function valuesOf(state) {
  return state.values.length ? state.values : START[state.grid];
}

/** @param {import("./ui/explorer.js").Context["text"]} text @param {number} side @param {any} state */
function sizeText(text, side, state) {
  const length = outputSize(side, state.size, { stride: state.stride, padding: state.padding });
  if (state.padding === "same") return `${text("outputSize")} \u2308${side} / ${state.stride}\u2309 = ${length}.`;
  const formula = `\u230a(${side} \u2212 ${state.size}) / ${state.stride}\u230b + 1 = ${length}`;
  const unused = side - ((length - 1) * state.stride + state.size);
  return `${text("outputSize")} ${formula}.${unused > 0 ? ` ${text("unused", { unused })}` : ""}`;
}

/** @param {any} state @param {number} side @param {any} map */
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
