// @ts-check
"use strict";

/**
 * Convolution: one window's arithmetic beside the whole picture it belongs to.
 *
 * @typedef {import("./lib/convolution-model.js").State} State
 * @typedef {import("./lib/convolution-model.js").Whole} Whole
 * @typedef {import("./lib/images.js").Picture} Picture
 * @typedef {import("./ui/explorer.js").Context<State>} Context
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./convolution.json"));
const IMAGES = /** @type {Record<string, import("./lib/images.js").Picture & {values: string}>} */ (
  /** @type {unknown} */ (require("./data/images.json"))
);
const { settleSliding, settleWindow, slidingOf, wholePicture } = require("./lib/convolution-model.js");
const { messageText, ownPython, python, sizeText, sumText } = require("./lib/convolution-words.js");
const { extent } = require("./lib/sizes.js");
const { decoded } = require("./lib/images.js");
const { kernelOf } = require("./lib/kernel.js");
const { windowAt } = require("./lib/windows.js");
const STRINGS = require("./strings/convolution.json");
const { isReturning } = require("./ui/address.js");
const { closeUp } = require("./ui/close-up.js");
const { segments, select } = require("./ui/controls.js");
const { assign, h, setText, uniqueId } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { fields } = require("./ui/fields.js");
const { handle } = require("./ui/handle.js");
const { legend } = require("./ui/legend.js");
const { pictureInput } = require("./ui/own-picture.js");
const { picture } = require("./ui/picture.js");
const { filledPart, player } = require("./ui/player.js");
const { typedNumber } = require("./ui/typed.js");

const LIMITS = /** @type {import("./lib/state.js").Numeric} */ (OPTIONS.bias);

/** @param {Context} context */
function convolution(context) {
  const images = pictureStore();
  /** @type {Whole | undefined} */
  let whole;
  const pictures = bothPictures(context);
  const bias = biasInput(context);
  const detail = closeUp(context.text, { kernel: kernelEditing(context), bias: bias.node });
  const sweep = player(context, () => /** @type {Whole} */ (whole).output);
  const controls = controlParts(context, pictures.node, (own) => {
    images.put({ ...own, high: 255, ...ownPython(own) });
    context.set({ image: "own", row: -1, column: -1 });
  });
  const equation = h("p", { class: "explorer-equation" });
  const sizes = h("p", { class: "explorer-equation" });

  const update = (/** @type {State} */ state) => {
    for (const part of [...controls.parts, bias]) part.update(state);
    controls.offerOwn(images.has("own"));
    const image = images.get(state.image);
    whole = wholePicture(image, state, whole);
    const [kernel, sliding] = [kernelOf(state), slidingOf(state)];
    const cells = windowAt(image, kernel, state.row, state.column, sliding);
    pictures.update(whole, state, cells);
    const value = whole.output.data[state.row * whole.output.width + state.column];
    const products = detail.update(cells, kernel, whole.inputScale, value);
    const sum = products.reduce((total, product) => total + product, state.bias); // in the order of correlate
    setText(equation, sumText(context.text, products, state, sum, value));
    setText(sizes, sizeText(context.text, image, kernel, sliding));
    return {
      message: messageText(context.text, state, cells.length, sum, value),
      ...python(state, image, kernel, whole.output, whole.range),
    };
  };
  const hint = h("p", { class: "explorer-hint" }, context.text("hint"));
  return {
    nodes: [controls.node, pictures.node, sweep.node, hint, detail.node, equation, sizes],
    update,
    settle: (/** @type {State} */ next, /** @type {State | undefined} */ previous) => settled(
      context,
      images,
      { ...next },
      previous,
    ),
  };
}

/** The bundled pictures, decoded when they are first asked for, and the reader's own. */
function pictureStore() {
  /** @type {Record<string, Picture>} */
  const known = {};
  return {
    get: (/** @type {string} */ name) => (known[name] ??= decoded(IMAGES[name])),
    has: (/** @type {string} */ name) => name in known,
    put: (/** @type {Picture} */ own) => void (known.own = own),
  };
}

/**
 * @param {Context} context
 * @param {ReturnType<typeof pictureStore>} images
 * @param {State} state
 * @param {State | undefined} previous
 */
function settled(context, images, state, previous) {
  if (state.image === "own" && !images.has("own")) {
    state.image = previous && previous.image !== "own" ? previous.image : String(OPTIONS.image.default);
    Object.assign(state, { row: -1, column: -1 }); // its place on another picture
    context.note(context.text(isReturning() ? "own.gone" : "own.missing"));
  }
  const image = images.get(state.image);
  for (const [key, words] of settleSliding(state, previous, image)) context.note(context.text(key, words));
  settleWindow(state, previous, image);
  return state;
}

/** Input and output, on either of which the window is moved. @param {Context} context */
function bothPictures(context) {
  const { text } = context;
  const stepTo = (/** @type {number} */ row, /** @type {number} */ column) => context.set({
    row: Math.max(0, row),
    column: Math.max(0, column),
  });
  const onStep = (/** @type {number} */ rows, /** @type {number} */ columns, /** @type {boolean} */ far) => {
    const { row, column } = context.state();
    const factor = far ? 10 : 1;
    stepTo(row + rows * factor, column + columns * factor);
  };
  const inputCell = (/** @type {import("./ui/picture.js").Cell} */ cell) => {
    const { stride, dilation, ...state } = context.state();
    const reach = (extent(kernelOf(state).height, dilation) - 1) / 2;
    stepTo(Math.round((cell.row - reach) / stride), Math.round((cell.column - reach) / stride));
  };
  const input = picture({ label: text("input"), keys: text("keys"), knob: handle, onPoint: inputCell, onStep });
  const output = picture({
    label: text("output"),
    keys: text("keys"),
    knob: handle,
    onPoint: ({ row, column }) => stepTo(row, column),
    onStep,
  });
  const [inputLegend, outputLegend] = [legend(text("inputLegend")), legend(text("outputLegend"))];
  input.node.append(inputLegend.node);
  output.node.append(outputLegend.node);
  const arrow = h("span", { class: "explorer-arrow", "aria-hidden": "true" }, "\u2192");
  const node = h("div", { class: "explorer-pictures" }, input.node, arrow, output.node);
  /** @param {Whole} whole @param {State} state @param {{row: number, column: number}[]} cells of the window */
  const update = (whole, state, cells) => {
    const { framed, inner, inputScale, output: map, scale } = whole;
    const marked = cells.map((cell) => ({ row: cell.row + inner.top, column: cell.column + inner.left }));
    input.update({ grid: framed, scale: inputScale, inner, marked });
    output.update({ grid: filledPart(map, state), scale, marked: [{ row: state.row, column: state.column }] });
    inputLegend.update(inputScale);
    outputLegend.update(scale);
  };
  return { node, update };
}

/** @param {Context} context */
function kernelEditing(context) {
  return fields({
    limits: LIMITS,
    onRefuse: context.note,
    name: (row, column) => context.text("weight", { row, column }),
    onEdit: (index, value) => {
      const values = Array.from(kernelOf(context.state()).data);
      values[index] = value;
      context.set({ kernel: "custom", values });
    },
  });
}

/**
 * @param {Context} context
 * @param {HTMLElement} pictures
 * @param {Parameters<typeof pictureInput>[2]} onPicture
 */
function controlParts(context, pictures, onPicture) {
  const image = select(context, "image");
  const others = [select(context, "kernel"), ...["size", "padding", "stride", "dilation", "show"].map(
    (name) => segments(context, name),
  )];
  const file = pictureInput(context, pictures, onPicture);
  const own = /** @type {HTMLOptionElement} */ (image.node.querySelector("option[value=own]"));
  const node = h("div", { class: "explorer-controls" }, image.node, file, ...others.map((part) => part.node));
  const offerOwn = (/** @type {boolean} */ there) => assign(own, { disabled: !there });
  return { node, parts: [image, ...others], offerOwn };
}

/** @param {Context} context */
function biasInput(context) {
  const id = uniqueId("bias");
  const field = typedNumber({
    id,
    limits: LIMITS,
    onValue: (bias) => context.set({ bias }),
    onRefuse: context.note,
  });
  const label = h("label", { for: id }, context.text("options.bias.label"));
  const node = h("span", { class: "explorer-bias" }, label, field.node);
  return { node, update: (/** @type {State} */ state) => field.update(state.bias) };
}

mount("convolution", OPTIONS, STRINGS, convolution);
