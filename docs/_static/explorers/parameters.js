// @ts-check
"use strict";

/**
 * Where the parameters of a small network sit: each layer's formula with its numbers in.
 *
 * @typedef {{side: number, channels: number, kernel: string, filters: number, padding: "valid" | "same", pooling: string,
 *   head: string, units: number}} State
 * @typedef {{layer: string, shape: string, formula: string, parameters: number, cost: number, field: string}} Layer
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./parameters.json"));
const { thousands } = require("./lib/format.js");
const {
  convMultiplyAdds, convParameters, denseParameters, outputSize, paddingAmounts, receptiveField, seenTogether,
} = require("./lib/geometry.js");
const STRINGS = require("./strings/parameters.json");
const { segments, slider } = require("./ui/controls.js");
const { assign, h, setText, svg } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");

const COLUMNS = ["layer", "shape", "formula", "parameters", "cost", "field"];

/** @param {import("./ui/explorer.js").Context} context */
function parameters(context) {
  const { text } = context;
  const sliders = ["side", "channels", "filters", "units"].map((name) => slider(context, name));
  const choices = ["kernel", "padding", "pooling", "head"].map((name) => segments(context, name));
  const parts = [...sliders, ...choices];
  const filter = oneFilter(text("filter"), text("bias"));
  const explained = h("p", { class: "explorer-equation" });
  const body = h("tbody");
  const head = h("tr", {}, ...COLUMNS.map((name) => h("th", { scope: "col" }, text(`columns.${name}`))));
  const table = h(
    "table",
    { class: "explorer-layers" },
    h("caption", {}, text("table")),
    h("thead", {}, head),
    body,
  );
  const scroller = h(
    "div",
    { class: "explorer-scroller", tabindex: 0, role: "group", "aria-label": text("table") },
    table,
  );
  const share = h("div", { class: "explorer-share", "aria-hidden": "true" }, h("span"), h("span"));
  const shareText = h("p", { class: "explorer-hint" });

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const rows = layersOf(state, text);
    const total = rows.reduce((sum, row) => sum + row.parameters, 0);
    body.replaceChildren(...rows.map(tableRow), totalRow(text("total"), total, rows));
    const [conv, dense] = [rows[0].parameters, rows[rows.length - 1].parameters];
    const { channels } = state;
    const k = Number(state.kernel);
    const words = { k, channels, numbers: thousands(k * k * channels + 1), filters: state.filters };
    filter.update(k, channels, text("filterAlt", words));
    setText(explained, text("explained", { ...words, total: thousands(conv) }));
    /** @type {HTMLElement} */ (share.children[0]).style.flexGrow = String(conv / total);
    /** @type {HTMLElement} */ (share.children[1]).style.flexGrow = String(dense / total);
    const parameters = { conv: thousands(conv), dense: thousands(dense), total: thousands(total) };
    const shared = { ...parameters, percent: ((100 * dense) / total).toFixed(1) };
    setText(shareText, text("share", shared));
    return { message: text("message", shared), ...python(state, rows, total) };
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node));
  return {
    nodes: [
      controls,
      h("div", { class: "explorer-filter" }, filter.node, explained),
      scroller,
      share,
      shareText,
    ],
    update,
  };
}

/** @param {Layer} row */
function tableRow(row) {
  const cells = [row.shape, row.formula, thousands(row.parameters), thousands(row.cost), row.field];
  return h("tr", {}, h("th", { scope: "row" }, row.layer), ...cells.map((cell) => h("td", {}, cell)));
}

/** @param {string} name @param {number} total @param {Layer[]} rows */
function totalRow(name, total, rows) {
  const cost = rows.reduce((sum, row) => sum + row.cost, 0);
  const cells = ["", "", thousands(total), thousands(cost), ""].map((cell) => h("td", {}, cell));
  return h("tr", { class: "explorer-total" }, h("th", { scope: "row" }, name), ...cells);
}

/** Rows of the summary. @param {State} state @param {import("./ui/explorer.js").Context["text"]} text */
function layersOf(state, text) {
  const { side, channels, filters, padding, units } = state;
  const k = Number(state.kernel);
  const map = outputSize(side, k, { padding });
  /** @type {Parameters<typeof receptiveField>[0]} */
  const chain = [{ kernelSize: k }];
  const field = () => {
    const size = receptiveField(chain);
    return `${size} \u00d7 ${size}`;
  };
  const rows = [
    {
      layer: text("layers.conv"),
      shape: `${map} \u00d7 ${map} \u00d7 ${filters}`,
      formula: `(${k} \u00b7 ${k} \u00b7 ${channels} + 1) \u00b7 ${filters}`,
      parameters: convParameters(k, channels, filters),
      cost: convMultiplyAdds(k, channels, filters, map, map),
      field: field(),
    },
  ];
  let size = map;
  if (state.pooling === "max") {
    size = outputSize(map, 2, { stride: 2 });
    chain.push({ kernelSize: 2, stride: 2 });
    rows.push({
      layer: text("layers.pool"),
      shape: `${size} \u00d7 ${size} \u00d7 ${filters}`,
      formula: text("none"),
      parameters: 0,
      cost: 0,
      field: field(),
    });
  }
  const inputs = state.head === "flatten" ? size * size * filters : filters;
  const seen = seenTogether(side, size, chain, paddingAmounts(side, k, { padding })[0]);
  const all = seen < side ? `${seen} \u00d7 ${seen}` : text("whole");
  rows.push({
    layer: text(`layers.${state.head}`),
    shape: thousands(inputs),
    formula: text("none"),
    parameters: 0,
    cost: 0,
    field: all,
  });
  rows.push({
    layer: text("layers.dense"),
    shape: `${units}`,
    formula: `(${thousands(inputs)} + 1) \u00b7 ${units}`,
    parameters: denseParameters(inputs, units),
    cost: inputs * units,
    field: all,
  });
  return rows;
}

/** One filter: a stack of kernels and a bias. @param {string} label @param {string} bias */
function oneFilter(label, bias) {
  const group = svg("g");
  const image = svg("svg", { viewBox: "0 0 190 116", role: "img" }, group);
  const node = h("figure", { class: "explorer-picture explorer-stack" }, h("figcaption", {}, label), image);
  let drawn = "";
  /** @param {number} k @param {number} channels @param {string} words */
  const update = (k, channels, words) => {
    assign(image, { "aria-label": words });
    if (drawn === `${k} ${channels}`) return;
    drawn = `${k} ${channels}`;
    const planes = Math.min(channels, 6);
    const cell = Math.min(70 / k, 24);
    const shapes = [];
    for (let plane = planes - 1; plane >= 0; plane--) {
      const [left, top] = [4 + plane * 8, 4 + plane * 7];
      const square = `h${cell}v${cell}h${-cell}z`;
      const squares = Array.from(
        { length: k * k },
        (_, index) => `M${left + (index % k) * cell} ${top + Math.floor(index / k) * cell}${square}`,
      );
      shapes.push(svg("path", { class: "explorer-weight", d: squares.join("") }));
    }
    const right = 4 + (planes - 1) * 8 + k * cell;
    const middle = 4 + (k * cell) / 2 + 4;
    if (channels > planes) shapes.push(
      svg("text", { x: right + 4, y: 4 + (planes - 1) * 7 + k * cell }, `\u2026 ${channels}`),
    );
    shapes.push(
      svg("text", { x: right + 12, y: middle + 5 }, "+"),
      svg("circle", { class: "explorer-weight", cx: right + 38, cy: middle, r: 9 }),
      svg("text", { x: right + 38, y: middle + 25, "text-anchor": "middle" }, bias),
    );
    group.replaceChildren(...shapes);
  };
  return { node, update };
}

/** @param {State} state @param {ReturnType<typeof layersOf>} rows @param {number} total */
function python(state, rows, total) {
  const pools = state.pooling === "max";
  const flat = state.head === "flatten";
  const padding = state.padding === "same" ? ', padding="same"' : "";
  const lines = [
    "from cnn_docs import conv_multiply_adds, conv_parameters, dense_parameters, output_size",
    "",
    `size = output_size(${state.side}, ${state.kernel}${padding})`,
    `conv = conv_parameters(${state.kernel}, ${state.channels}, ${state.filters})`,
    `cost = conv_multiply_adds(size, ${state.kernel}, ${state.channels}, ${state.filters})`,
  ];
  if (pools) lines.push("size = output_size(size, 2, stride=2)");
  lines.push(
    flat ? `inputs = size * size * ${state.filters}` : `inputs = ${state.filters}`,
    `dense = dense_parameters(inputs, ${state.units})`,
    "",
    "print(size, conv, dense, conv + dense)",
    "print(cost)",
  );
  const map = outputSize(state.side, Number(state.kernel), { padding: state.padding });
  const size = pools ? outputSize(map, 2, { stride: 2 }) : map;
  const dense = rows[rows.length - 1].parameters;
  return {
    python: lines.join("\n"),
    printed: `${size} ${rows[0].parameters} ${dense} ${total}\n${rows[0].cost}`,
  };
}

mount("parameters", OPTIONS, STRINGS, parameters);
