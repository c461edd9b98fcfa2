// @ts-check
"use strict";

/**
 * Convolution: one window's arithmetic beside the whole picture it belongs to.
 *
 * @typedef {import("./lib/operations.js").Grid} Grid
 * @typedef {import("./ui/explorer.js").Context} Context
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./convolution.json"));
const IMAGES = /** @type {Record<string, any>} */ (require("./data/images.json"));
const { signedScale, unsignedScale } = require("./lib/colour.js");
const { ownPython, python, sizeText, sumText } = require("./lib/convolution-words.js");
const { shown } = require("./lib/format.js");
const { extent, paddingAmounts } = require("./lib/geometry.js");
const { decoded } = require("./lib/images.js");
const { kernelOf, settleKernel } = require("./lib/kernel.js");
const { correlate, padded, placement, windowAt } = require("./lib/operations.js");
const STRINGS = require("./strings/convolution.json");
const { segments, select } = require("./ui/controls.js");
const { h, setText, uniqueId } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { legend } = require("./ui/legend.js");
const { matrix } = require("./ui/matrix.js");
const { pictureInput } = require("./ui/own-picture.js");
const { picture } = require("./ui/picture.js");
const { common } = require("./ui/strings.js");
const { typedNumber } = require("./ui/typed.js");

const LIMITS = /** @type {import("./lib/state.js").Numeric} */ (OPTIONS.bias);

/** @param {Context} context */
function convolution(context) {
  const { text, set } = context;
  /** @type {Record<string, any>} */
  const images = {};
  const imageOf = (/** @type {any} */ state) => (images[state.image] ??= decoded(IMAGES[state.image]));

  const stepTo = (/** @type {number} */ row, /** @type {number} */ column) => set({ row, column });
  const input = picture({
    label: text("input"),
    keys: text("keys"),
    onPoint: (cell) => {
      const { sliding, kernel } = current(context.state(), imageOf);
      const reach = {
        row: (extent(kernel.height, sliding.dilation) - 1) / 2,
        column: (extent(kernel.width, sliding.dilation) - 1) / 2,
      };
      stepTo(
        Math.max(0, Math.round((cell.row - reach.row) / sliding.stride)),
        Math.max(0, Math.round((cell.column - reach.column) / sliding.stride)),
      );
    },
    onStep: (rows, columns, far) => {
      const { row, column } = context.state();
      const factor = far ? 10 : 1;
      stepTo(Math.max(0, row + rows * factor), Math.max(0, column + columns * factor));
    },
  });
  const output = picture({
    label: text("output"),
    keys: text("keys"),
    onPoint: (cell) => stepTo(Math.max(0, cell.row), Math.max(0, cell.column)),
    onStep: (rows, columns, far) => {
      const { row, column } = context.state();
      stepTo(Math.max(0, row + rows * (far ? 10 : 1)), Math.max(0, column + columns * (far ? 10 : 1)));
    },
  });
  const onRefuse = () => context.note(common("beyond", { low: shown(LIMITS.low), high: LIMITS.high }));
  const inputLegend = legend(text("inputLegend"));
  const outputLegend = legend(text("outputLegend"));
  input.node.append(inputLegend.node);
  output.node.append(outputLegend.node);

  const values = matrix({ label: text("window"), role: "input" });
  const weights = matrix({
    label: text("kernel"),
    role: "kernel",
    limits: LIMITS,
    onRefuse,
    name: (row, column) => text("weight", { row, column }),
    onEdit: (index, value) => {
      const { kernel } = current(context.state(), imageOf);
      const changed = Array.from(kernel.data);
      changed[index] = value;
      set({ kernel: "custom", values: changed });
    },
  });
  const products = matrix({ label: text("products"), role: "output" });
  const result = h("output", { class: "explorer-result" });
  const equation = h("p", { class: "explorer-equation" });
  const sizes = h("p", { class: "explorer-equation" });
  const bias = biasInput(context, onRefuse);

  const parts = [
    select(context, "image"),
    select(context, "kernel"),
    segments(context, "size"),
    segments(context, "padding"),
    segments(context, "stride"),
    segments(context, "dilation"),
    segments(context, "show"),
    bias,
  ];
  const pictures = h(
    "div",
    { class: "explorer-pictures" },
    input.node,
    h("span", { class: "explorer-arrow", "aria-hidden": "true" }, "\u2192"),
    output.node,
  );
  const file = pictureInput(context, pictures, (own) => {
    images.own = { ...own, high: 255, start: [0, 0], ...ownPython(own) };
    set({ image: "own", row: -1, column: -1 });
  });
  const [imagePart, ...others] = parts.slice(0, -1).map((part) => part.node);
  const controls = h("div", { class: "explorer-controls" }, imagePart, file, ...others);
  const sign = (/** @type {string} */ mark) => h(
    "span",
    { class: "explorer-sign", "aria-hidden": "true" },
    mark,
  );
  const closeUp = h(
    "div",
    { class: "explorer-close-up" },
    values.node,
    sign("\u00d7"),
    weights.node,
    sign("="),
    products.node,
    h(
      "div",
      { class: "explorer-sum" },
      h("span", {}, text("sum")),
      bias.node,
      h("span", { class: "explorer-result-label" }, text("outputCell")),
      result,
    ),
  );

  const ownChoice = /** @type {HTMLOptionElement} */ (imagePart.querySelector("option[value=own]"));
  let inputScale = { name: /** @type {"gray"} */ ("gray"), low: 0, high: 255 };
  /** @type {{key: string, output: any, framed: any, inner: any, scale: any, range: any}} */
  let whole = { key: "", output: null, framed: null, inner: null, scale: null, range: null };

  const update = (/** @type {any} */ state) => {
    for (const part of parts) part.update(state);
    ownChoice.disabled = !images.own;
    const { image, kernel, sliding } = current(state, imageOf);
    const key = JSON.stringify([state.image, Array.from(kernel.data), sliding, state.bias, state.show]);
    if (key !== whole.key || whole.framed.source !== image) {
      whole = wholePicture(image, kernel, sliding, state, key, whole.framed);
      inputScale = { name: "gray", low: 0, high: image.high };
    }
    const { output: map, inner } = whole;
    const cells = windowAt(image, kernel, state.row, state.column, sliding);
    const marked = cells.map((cell) => ({ row: cell.row + inner.top, column: cell.column + inner.left }));
    input.update({ grid: whole.framed, scale: inputScale, inner, marked });
    output.update({ grid: map, scale: whole.scale, marked: [{ row: state.row, column: state.column }] });
    inputLegend.update(inputScale);
    outputLegend.update(whole.scale);

    const under = { height: kernel.height, width: kernel.width, data: cells.map((cell) => cell.value) };
    const times = { ...under, data: cells.map((cell, index) => cell.value * kernel.data[index]) };
    values.update(under, inputScale, (index) => (cells[index].inside ? "" : "explorer-padding"));
    weights.update(kernel, signedScale(kernel.data));
    closeUp.classList.toggle("explorer-sum-below", kernel.width > 3);
    closeUp.classList.toggle("explorer-in-one-row", kernel.width === 3 && Array.from(kernel.data).every(Number.isInteger));
    products.update(times, signedScale(times.data));
    const sum = times.data.reduce((total, product) => total + product, state.bias); // in the order of correlate
    const value = map.data[state.row * map.width + state.column];
    setText(result, shown(value, 6));
    result.style.setProperty("--sign", sum < 0 ? "var(--cnn-negative)" : "var(--cnn-positive)");
    setText(equation, sumText(text, times.data, state, sum, value));
    setText(sizes, sizeText(text, image, kernel, sliding));
    return {
      message: text(
        value === sum ? "message" : "messageCut",
        {
          row: state.row,
          column: state.column,
          count: cells.length,
          sum: shown(sum, 6),
          value: shown(value, 6),
        },
      ),
      ...python(state, image, kernel, map, whole.range),
    };
  };

  /** @param {any} next @param {any} previous */
  const settle = (next, previous) => {
    const state = { ...next };
    if (state.image === "own" && !images.own) {
      state.image = previous && previous.image !== "own" ? previous.image : OPTIONS.image.default;
      context.note(text("own.missing"));
    }
    settleKernel(state, previous);
    if (state.stride > 1 && state.dilation > 1) {
      if (previous && state.stride === previous.stride) state.stride = 1;
      else state.dilation = 1;
      context.note(text("strideOrDilation"));
    }
    const { image, kernel, sliding } = current(state, imageOf);
    const span = extent(kernel.height, sliding.dilation);
    if (state.padding === "valid" && span > Math.min(image.height, image.width)) {
      state.padding = "same";
      context.note(text("tooLarge", { span, height: image.height, width: image.width }));
    }
    if (state.row < 0 || state.column < 0 || (previous && previous.image !== state.image)) {
      [state.row, state.column] = image.start;
    }
    const place = placement(image, kernel, { ...sliding, padding: state.padding });
    state.row = Math.min(state.row, place.height - 1);
    state.column = Math.min(state.column, place.width - 1);
    return state;
  };

  const hint = h("p", { class: "explorer-hint" }, text("hint"));
  return { nodes: [controls, pictures, hint, closeUp, equation, sizes], update, settle };
}

/** @param {Context} context @param {() => void} onRefuse */
function biasInput(context, onRefuse) {
  const id = uniqueId("bias");
  const field = typedNumber({ id, limits: LIMITS, onValue: (bias) => context.set({ bias }), onRefuse });
  const label = h("label", { for: id }, context.text("options.bias.label"));
  const node = h("span", { class: "explorer-bias" }, label, field.node);
  return { node, update: (/** @type {any} */ state) => field.update(state.bias) };
}

/** @param {any} state @param {(state: any) => any} imageOf */
function current(state, imageOf) {
  const { stride, padding, dilation } = state;
  return { image: imageOf(state), kernel: kernelOf(state), sliding: { stride, padding, dilation } };
}

/**
 * Output and input with its padding; `before` is the padded input of the last time, if it still serves.
 *
 * @param {any} image
 * @param {Grid} kernel
 * @param {any} sliding
 * @param {any} state
 * @param {string} key
 * @param {any} before
 */
function wholePicture(image, kernel, sliding, state, key, before) {
  const [top, bottom] = paddingAmounts(image.height, kernel.height, sliding);
  const [left, right] = paddingAmounts(image.width, kernel.width, sliding);
  const frame = [image.height + top + bottom, image.width + left + right];
  const edge = sliding.padding === "edge";
  const same = before?.source === image && String(before.frame) === String([top, left, ...frame, edge]);
  const framed = same ? before : {
    ...padded(image, top, left, frame[0], frame[1], edge),
    source: image,
    frame: [top, left, ...frame, edge],
  };
  const output = correlate(image, kernel, { ...sliding, bias: state.bias });
  if (state.show === "relu") output.data = output.data.map((value) => Math.max(value, 0));
  if (state.show === "picture") output.data = output.data.map(
    (value) => Math.min(Math.max(value, 0), image.high),
  );
  const scales = {
    signed: signedScale,
    relu: unsignedScale,
    picture: () => ({ name: "gray", low: 0, high: image.high }),
  };
  const scale = scales[/** @type {"signed"} */ (state.show)](output.data);
  const inner = { top, left, height: image.height, width: image.width };
  return { key, output, framed, inner, scale, range: range(output.data) };
}

/** Smallest and largest value. @param {Float64Array} data */
function range(data) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

mount("convolution", OPTIONS, STRINGS, convolution);
