// @ts-check
"use strict";

/** A trained network reading a digit: what it saw, every map, any unit's arithmetic, the slope at each pixel. */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./digits.json"));
const { layers: ENTRIES } = /** @type {{layers: any[]}} */ (require("./data/network.json"));
/** @type {{indices: number[], samples: number[][], middles: number[][], farthest: number}} */
const DIGITS = require("./data/digits.json");
const { unsignedScale } = require("./lib/colour.js");
const { blockCounts, drawingOf, normalised, packed, unpacked } = require("./lib/drawing.js");
const { pythonRows, shown } = require("./lib/format.js");
const { forward, readNetwork, saliency } = require("./lib/network.js");
const { toRows } = require("./lib/operations.js");
const STRINGS = require("./strings/digits.json");
const { button, segments } = require("./ui/controls.js");
const { h, setText } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { legend } = require("./ui/legend.js");
const { matrix } = require("./ui/matrix.js");
const { pad } = require("./ui/pad.js");
const { picture } = require("./ui/picture.js");
const { common } = require("./ui/strings.js");

const SIDE = 8;
/** @type {import("./lib/colour.js").Scale} */
const PAPER = { name: "ink", low: 0, high: 16 };
const ACROSS = 8; // maps in one row of the display
/** @type {Record<string, number>} */
const PENS = { thin: 1, medium: 1.75, thick: 2.75 };
/**
 * Size, step and first pixel of the field of a layer's units.
 *
 * @type {Record<string, [number, number, number]>}
 */
const FIELDS = {
  conv_1: [3, 1, -1],
  conv_2: [5, 1, -2],
  pool_1: [6, 2, -2],
  conv_3: [10, 2, -4],
  pool_2: [12, 4, -4],
};
/** Height and width of a layer's maps. @type {Record<string, number>} */
const SIDES = { conv_1: 8, conv_2: 8, pool_1: 4, conv_3: 4, pool_2: 2 };
/** @type {Record<string, number>} */
const PRODUCTS = { conv_1: 9, conv_2: 144, conv_3: 288 };

/** @param {import("./ui/explorer.js").Context} context */
function digits(context) {
  const { set } = context;
  const say = context.text;
  const network = readNetwork(ENTRIES);
  const blank = new Uint8Array(1024);
  /** @type {Uint8Array[]} */
  let drawn = [blank];
  const drawing = pad({
    label: say("padKeys"),
    place: (row, column, down) => say(down ? "penDown" : "penUp", { row, column }),
    radius: () => PENS[context.state().pen],
    pixels: () => drawn[0],
    onDraw: (pixels) => set({ pad: packed(pixels), values: [] }),
  });
  const sample = segments(context, "sample");
  const pen = segments(context, "pen");
  const layer = segments(context, "layer");
  const choices = sample.node.querySelectorAll("input");
  for (const input of choices) {
    input.addEventListener("click", () => set({ sample: input.value, values: [], pad: [] }));
  }
  const clear = button(say("clear"), () => set({ pad: [], values: new Array(64).fill(0) }));
  const limits = /** @type {import("./lib/state.js").Numbers} */ (context.options.values);
  const seen = matrix({
    label: say("seen"),
    role: "input",
    limits,
    onRefuse: () => context.note(common("beyond", { low: shown(limits.low), high: limits.high })),
    name: (row, column) => say("count", { row, column }),
    onEdit: (index, value) => {
      const values = [...countsOf(context.state()).counts];
      values[index] = value;
      set({ values, pad: [] });
    },
  });
  const bars = probabilityBars(say);
  const select = (/** @type {number} */ map, /** @type {number} */ row, /** @type {number} */ column) => set({
    map,
    row,
    column,
  });
  const maps = picture({
    label: say("maps"),
    keys: say("mapKeys"),
    onPoint: ({ row, column }) => {
      const { height, width } = sizeOf(context.state().layer);
      const map = Math.floor(row / (height + 1)) * ACROSS + Math.floor(column / (width + 1));
      select(
        Math.max(map, 0),
        Math.min(Math.max(row % (height + 1), 0), height - 1),
        Math.min(Math.max(column % (width + 1), 0), width - 1),
      );
    },
    onStep: (rows, columns, far) => {
      const state = context.state();
      const { height, width } = sizeOf(state.layer);
      if (far) return select(Math.max(state.map + columns + rows * ACROSS, 0), state.row, state.column);
      select(
        state.map,
        Math.min(Math.max(state.row + rows, 0), height - 1),
        Math.min(Math.max(state.column + columns, 0), width - 1),
      );
    },
  });
  const mapLegend = legend(say("mapLegend"));
  maps.node.append(mapLegend.node);
  const slopes = picture({ label: say("saliency"), plain: true });
  const unit = h("p", { class: "explorer-equation" });
  const step = h("p", { class: "explorer-hint" });
  const unlike = h("p", { class: "explorer-note", hidden: true });
  const byName = (/** @type {any[]} */ outputs, /** @type {string} */ name) => outputs.find(
    (output) => output.name === name,
  );
  const sizeOf = (/** @type {string} */ name) => ({ height: SIDES[name], width: SIDES[name] });
  let last = {
    key: "",
    /** @type {any} */ counts: null,
    /** @type {any} */ run: null,
    /** @type {any} */ slope: null,
    digit: 0,
    /** @type {any} */ mosaic: null,
    /** @type {any} */ scale: null,
  };

  const update = (/** @type {any} */ state) => {
    for (const part of [sample, pen, layer]) part.update(state);
    const { counts, pixels, source } = countsOf(state);
    if (source !== "sample") for (const input of choices) input.checked = false; // none of them is on the screen
    drawn = [pixels ?? blank];
    drawing.update(pixels ?? drawingOf(counts));
    const key = JSON.stringify([counts, state.layer]);
    if (key !== last.key) {
      const run = forward(network, counts, SIDE);
      const digit = run.probabilities.indexOf(Math.max(...run.probabilities));
      const slope = saliency(network, run.outputs, counts, SIDE, digit);
      const output = byName(run.outputs, state.layer);
      last = { key, counts, run, slope, digit, mosaic: mosaic(output), scale: unsignedScale(output.data) };
    }
    const { run, digit, slope } = last;
    const field = fieldOf(state);
    const grid = { height: SIDE, width: SIDE, data: counts };
    seen.update(grid, PAPER, (index) => (inField(field, index) ? "explorer-in-window" : ""));
    const { height, width } = sizeOf(state.layer);
    const [top, left] = [Math.floor(state.map / ACROSS) * (height + 1), (state.map % ACROSS) * (width + 1)];
    const caption = say("mapCount", { count: byName(run.outputs, state.layer).channels, height, width });
    maps.update({
      grid: last.mosaic,
      scale: last.scale,
      caption,
      marked: [{ row: top + state.row, column: left + state.column }],
    });
    mapLegend.update(last.scale);
    slopes.update({
      grid: { height: SIDE, width: SIDE, data: slope },
      caption: say("saliencyOf", { digit }),
      scale: unsignedScale(slope),
    });
    slopes.say(
      say(
        "saliencyAlt",
        {
          digit,
          row: Math.floor(slope.indexOf(Math.max(...slope)) / SIDE),
          column: slope.indexOf(Math.max(...slope)) % SIDE,
        },
      ),
    );
    bars.update(run.probabilities, run.logits, digit);
    const output = byName(run.outputs, state.layer);
    const value = output.data[(state.row * width + state.column) * output.channels + state.map];
    const { top: above, left: before, size } = field;
    const over = Math.min(above, before) < 0 || Math.max(above, before) + size > SIDE;
    const words = {
      layer: state.layer,
      map: state.map,
      row: state.row,
      column: state.column,
      value: shown(value),
      field: say(over ? "fieldOver" : "field", { size }),
    };
    setText(
      unit,
      state.layer.startsWith("pool") ? say("unitPool", words) : say(
        "unitConv",
        { ...words, ...taken(network, run, state, counts) },
      ),
    );
    setText(step, say(`source.${counts.some((count) => count > 0) ? source : "blank"}`));
    const distance = nearest(counts);
    unlike.hidden = distance <= DIGITS.farthest;
    setText(unlike, unlike.hidden ? "" : say("unlike"));
    const sure = (100 * run.probabilities[digit]).toFixed(1);
    return {
      message: say(unlike.hidden ? "message" : "messageUnlike", { digit, sure }),
      ...python(state, counts, source, run, digit, value),
    };
  };

  /** @param {any} next @param {any} previous */
  const settle = (next, previous) => {
    const state = { ...next };
    if (previous && previous.sample !== state.sample) Object.assign(state, { values: [], pad: [] });
    if (state.pad.length) state.values = [];
    const { height, width } = sizeOf(state.layer);
    const channels = state.layer === "conv_1" ? 16 : 32;
    return {
      ...state,
      map: Math.min(state.map, channels - 1),
      row: Math.min(state.row, height - 1),
      column: Math.min(state.column, width - 1),
    };
  };
  const controls = h("div", { class: "explorer-controls" }, sample.node, pen.node, clear);
  const padFigure = h("figure", { class: "explorer-picture" }, h("figcaption", {}, say("pad")), drawing.node);
  const top = h("div", { class: "explorer-digit" }, padFigure, seen.node, bars.node);
  const below = h("div", { class: "explorer-inside" }, maps.node, slopes.node);
  return {
    nodes: [controls, top, step, unlike, h("div", { class: "explorer-controls" }, layer.node), below, unit],
    update,
    settle,
  };
}

/** Counts that the network gets, the drawing behind them, and where they are from. @param {any} state */
function countsOf(state) {
  if (state.pad.length) {
    const pixels = unpacked(state.pad);
    return { counts: blockCounts(normalised(pixels)), pixels, source: "pad" };
  }
  if (state.values.length) return {
    counts: /** @type {number[]} */ (state.values),
    pixels: undefined,
    source: "values",
  };
  return { counts: DIGITS.samples[Number(state.sample)], pixels: undefined, source: "sample" };
}

/** Distance from the mean picture of the nearest class. @param {number[]} counts */
function nearest(counts) {
  return Math.min(
    ...DIGITS.middles.map((middle) => Math.hypot(...middle.map((value, index) => value - counts[index]))),
  );
}

/** Maps side by side, with gaps of one cell. @param {any} output */
function mosaic({ height, width, channels, data }) {
  const rows = Math.ceil(channels / ACROSS);
  const grid = { height: rows * (height + 1) - 1, width: ACROSS * (width + 1) - 1, data: new Float64Array() };
  grid.data = new Float64Array(grid.height * grid.width).fill(NaN);
  for (let index = 0; index < data.length; index++) {
    const map = index % channels;
    const place = Math.floor(index / channels);
    const row = Math.floor(map / ACROSS) * (height + 1) + Math.floor(place / width);
    grid.data[row * grid.width + (map % ACROSS) * (width + 1) + (place % width)] = data[index];
  }
  return grid;
}

/** @param {any} state */
function fieldOf({ layer, row, column }) {
  const [size, stride, first] = FIELDS[layer];
  return { top: first + row * stride, left: first + column * stride, size };
}

/** @param {{top: number, left: number, size: number}} field @param {number} index */
function inField({ top, left, size }, index) {
  const [row, column] = [Math.floor(index / SIDE), index % SIDE];
  return row >= top && row < top + size && column >= left && column < left + size;
}

/**
 * The sum of one unit of a convolution, before ReLU.
 *
 * @param {any[]} network
 * @param {any} run
 * @param {any} state
 * @param {number[]} counts
 */
function taken(network, run, state, counts) {
  const at = network.findIndex((layer) => layer.name === state.layer);
  const layer = network[at];
  const input = at > 0 ? run.outputs[at - 1] : { height: SIDE, width: SIDE, channels: 1, data: counts };
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const [row, column] = [state.row + i - 1, state.column + j - 1];
      if (row < 0 || column < 0 || row >= input.height || column >= input.width) continue;
      for (let channel = 0; channel < input.channels; channel++) {
        const value = input.data[(row * input.width + column) * input.channels + channel];
        sum += value * layer.kernel[((i * 3 + j) * input.channels + channel) * layer.outputs + state.map];
      }
    }
  }
  const bias = layer.bias[state.map];
  return { count: PRODUCTS[state.layer], sum: shown(sum), bias: shown(bias), z: shown(sum + bias) };
}

/** @param {import("./ui/explorer.js").Context["text"]} say */
function probabilityBars(say) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = h("span", { class: "explorer-bar" });
    const [share, logit] = [h("td"), h("td")];
    const row = h(
      "tr",
      {},
      h("th", { scope: "row" }, String(digit)),
      h("td", { class: "explorer-bar-cell" }, bar),
      share,
      logit,
    );
    return { row, bar, share, logit };
  });
  const head = h(
    "tr",
    {},
    ...["digit", "bar", "share", "logit"].map(
      (key) => h("th", { scope: "col" }, say(`columns.${key}`)),
    ),
  );
  const node = h(
    "table",
    { class: "explorer-probabilities" },
    h("caption", {}, say("probabilities")),
    h("thead", {}, head),
    h("tbody", {}, ...rows.map(({ row }) => row)),
  );
  /** @param {number[]} probabilities @param {Float64Array} logits @param {number} digit */
  const update = (probabilities, logits, digit) => {
    rows.forEach(({ row, bar, share, logit }, index) => {
      bar.style.width = `${(100 * probabilities[index]).toFixed(1)}%`;
      setText(share, `${(100 * probabilities[index]).toFixed(1)} %`);
      setText(logit, logits[index].toFixed(2).replace("-", "\u2212"));
      row.classList.toggle("explorer-winner", index === digit);
    });
  };
  return { node, update };
}

/**
 * @param {any} state
 * @param {number[]} counts
 * @param {string} source
 * @param {any} run
 * @param {number} digit
 * @param {number} value
 */
function python(state, counts, source, run, digit, value) {
  const sampled = source === "sample";
  const names = ["feature_maps", "load_digits", "load_digits_cnn"].filter(
    (name) => sampled || name !== "load_digits",
  );
  const rows = pythonRows(toRows({ height: SIDE, width: SIDE, data: counts }), " ".repeat(19));
  const code = [
    ...(sampled ? [] : ["import numpy as np"]),
    `from cnn_docs import ${names.join(", ")}`,
    "",
    sampled ? `counts = load_digits().images[${DIGITS.indices[Number(state.sample)]}]` : `counts = np.array(${rows})`,
    "image = counts[None, ..., None]",
    "model = load_digits_cnn()",
    "maps = feature_maps(model, image)",
    "",
    'print(*(f"{share:.4f}" for share in maps["output"][0]))',
    'print(maps["output"][0].argmax())',
    `print(f"{maps['${state.layer}'][0, ${state.row}, ${state.column}, ${state.map}]:.4f}")`,
  ].join("\n");
  const shares = run.probabilities.map((/** @type {number} */ share) => share.toFixed(4)).join(" ");
  return { python: code, printed: `${shares}\n${digit}\n${value.toFixed(4)}` };
}

mount("digits", OPTIONS, STRINGS, digits);
