// @ts-check
"use strict";

/**
 * A model and its images as one page: the network, the image, the unit that is pointed at.
 *
 * @typedef {import("./units.js").Layer} Layer
 * @typedef {import("./units.js").Unit} Unit
 * @typedef {import("./store.js").Values} Values
 * @typedef {object} Facts
 * @property {string} title
 * @property {number} count of images
 * @property {string[]} inputs names
 * @property {Layer[]} layers
 * @property {[string, string][]} edges
 * @property {import("./answer.js").Answer} answer
 * @property {Record<string, import("./answer.js").Heat>} heats
 * @property {string[]} leftOut what the page does not hold
 * @typedef {{image: number, name: string, unit: Unit, kept: boolean, channel: number | undefined, method: string, number: number}} State
 */

const { h, setText } = require("../ui/dom.js");
const { filledText } = require("../ui/strings.js");
const { answerView, heatChoice, ranked, scoreText } = require("./answer.js");
const { imageChoice, inputView } = require("./inputs.js");
const { strongestUnit } = require("./mosaic.js");
const { network } = require("./network.js");
const { store } = require("./store.js");
const { storyOf } = require("./sums.js");
const { placeOf, sight, unitView } = require("./unit.js");
const { spansOf } = require("./units.js");
const WORDS = require("./words.json");

/** @param {string} key @param {Record<string, string | number>} [values] */
const say = (key, values) => filledText(WORDS, key, values);

/** @param {string} id */
function dataOf(id) {
  return JSON.parse(/** @type {HTMLElement} */ (document.getElementById(id)).textContent ?? "null");
}

/** The rows of the layer table, each as pairs of heading and text. */
function tableRows() {
  const table = document.querySelector(".page-table table");
  const headings = [...(table?.querySelectorAll("thead th") ?? [])].map((cell) => cell.textContent ?? "");
  return [...(table?.querySelectorAll("tbody tr") ?? [])].map(
    (row) => [...row.children].map((cell, at) => [headings[at], cell.textContent ?? ""]),
  );
}

/** The row of the table of a layer. @param {string[][][]} rows */
function layerFacts(rows) {
  const list = h("dl", { class: "page-facts" });
  const node = h("section", { class: "page-layer-facts", "aria-label": say("layer") }, h("h2", {}, say("layer")), list);
  let drawn = -1;
  /** @param {number} row */
  const update = (row) => {
    if (row === drawn || !rows[row]) return;
    drawn = row;
    const pairs = rows[row].filter(([, text]) => text.trim());
    list.replaceChildren(...pairs.map(([head, text]) => h("div", {}, h("dt", {}, head), h("dd", {}, text.trim()))));
  };
  return { node, update };
}

/** The layer that a page begins with: the first whose units are sums of products, else the first with maps. @param {Layer[]} layers */
function firstLayer(layers) {
  const shown = layers.filter((layer) => layer.maps);
  return shown.find((layer) => ["conv", "depthwise"].includes(layer.operation?.kind)) ?? shown[shown.length - 1];
}

/**
 * The parts of the page, which draw what they are given and call the actions.
 *
 * @param {Facts} facts
 * @param {Record<string, Layer>} layers
 * @param {ReturnType<typeof store>} numbers
 * @param {{set: (change: Partial<State>) => void, point: import("./network.js").Hooks["choose"], choose: (image: number) => void, name: () => string, number: () => number}} actions
 */
function partsOf(facts, layers, numbers, { set, point, choose, name, number }) {
  const { answer, count } = facts;
  const pictured = facts.inputs.map((input) => layers[input]).filter((layer) => layer?.maps && layer.maps.height * layer.maps.width > 1);
  const labels = Array.from({ length: count }, (_, image) => imageLabel(answer, image));
  const short = labels.map((_, image) => shortLabel(answer, image));
  const row = layerFacts(tableRows());
  const look = (/** @type {Layer | undefined} */ layer) => row.update((layer ?? layers[name()]).row);
  const load = (/** @type {number} */ image) => numbers.map(pictured[0].name, image);
  return {
    images: imageChoice({ count, layer: pictured[0], labels, short, say, load, onChoose: choose }),
    inputs: pictured.slice(0, 3).map((layer) => inputView(layer, say)),
    sides: pictured[0]?.maps?.spatial.map((axis) => /** @type {any} */ (pictured[0].maps).shape[axis]),
    answer: answerView(answer, say),
    heat: heatChoice(facts.heats, answer, say, (method, chosen) => set({ method, number: chosen ?? number() })),
    facts: row,
    unit: unitView(say, (channel) => set({ channel })),
    net: network({ layers: facts.layers, edges: facts.edges, rows: rowNames(facts.layers) }, { say, choose: point, look }),
    message: h("p", { class: "explorer-hidden", "aria-live": "polite" }),
  };
}

/** The parts in their places. @param {ReturnType<typeof partsOf>} parts @param {Facts} facts @param {string} type of the values */
function nodesOf(parts, facts, type) {
  const inputs = h("div", { class: "page-inputs" }, ...parts.inputs.map((input) => input.node));
  const sees = h("section", { class: "page-sees", "aria-label": say("input") }, h("h2", {}, say("input")), inputs);
  const left = h(
    "section",
    { class: "page-left", "aria-label": say("network") },
    parts.images.node,
    h("h2", {}, say("network")),
    h("p", { class: "explorer-hint" }, say("networkHint")),
    parts.net.overview,
    parts.net.node,
  );
  const right = h(
    "div",
    { class: "page-right", role: "region", tabindex: 0, "aria-label": say("unit") },
    sees,
    parts.answer.node,
    parts.heat.node,
    parts.unit.head,
    parts.unit.body,
    parts.facts.node,
  );
  return [
    h("div", { class: "page-columns" }, left, right),
    h("p", { class: "page-mode" }, say("recorded", { type })),
    ...(facts.leftOut.length ? [h("p", { class: "page-mode" }, say("leftOutOfPage"))] : []),
    h("ul", { class: "page-mode" }, ...facts.leftOut.map((sentence) => h("li", {}, sentence))),
    parts.message,
  ];
}

/**
 * Draw the inputs with the field of the unit, and the heat map that is asked for.
 *
 * @param {ReturnType<typeof partsOf>} parts
 * @param {Facts} facts
 * @param {Layer} layer
 * @param {State} state
 * @param {Values} values
 * @param {number[]} order of the classes, the highest score first
 */
function drawInputs(parts, facts, layer, state, values, order) {
  const { method, image } = state;
  const known = order.filter((number) => values.heats[`${method}/${number}`]);
  const number = known.includes(state.number) ? state.number : known[0] ?? 0;
  const spans = spansOf(layer.field, /** @type {import("./units.js").Maps} */ (layer.maps), state.unit);
  const heat = facts.heats[method];
  for (const input of parts.inputs) {
    input.frame(spans);
    input.lay(heat?.input === input.name ? values.heats[`${method}/${number}`] : undefined, heat?.sides ?? []);
  }
  parts.heat.update(method, number, known, image);
}

/** @param {Facts} facts @param {import("./store.js").Texts} texts @param {HTMLElement} place */
async function build(facts, texts, place) {
  const layers = Object.fromEntries(facts.layers.filter((layer) => layer.maps).map((layer) => [layer.name, layer]));
  const first = firstLayer(facts.layers);
  if (!first) return;
  const numbers = store(texts, (name) => layers[name].maps?.type ?? "<f4");
  let values = await numbers.values(0);
  let order = ranked(facts.answer, 0);
  const unit = strongestUnit(/** @type {import("./units.js").Maps} */ (first.maps), values.maps[first.name]);
  /** @type {State} */
  let state = { image: 0, name: first.name, unit, kept: false, channel: undefined, method: "none", number: order[0] ?? 0 };
  const set = (/** @type {Partial<State>} */ change) => {
    state = { ...state, ...change };
    draw();
  };
  const choose = async (/** @type {number} */ image) => {
    values = await numbers.values(image);
    order = ranked(facts.answer, image);
    state = { ...state, image, number: order[0] ?? 0 };
    fill();
  };
  const point = pointed(() => state, set);
  const actions = { set, point, choose: (/** @type {number} */ image) => void choose(image), name: () => state.name, number: () => state.number };
  const parts = partsOf(facts, layers, numbers, actions);
  const fill = () => {
    parts.net.fill(values);
    for (const input of parts.inputs) input.fill(values.maps[input.name]);
    parts.images.update(state.image);
    parts.answer.update(state.image);
    draw();
  };
  const draw = () => {
    const layer = layers[state.name];
    parts.net.mark(state.name, state.unit, state.kept);
    drawInputs(parts, facts, layer, state, values, order);
    parts.facts.update(layer.row);
    const sees = sight(say, layer, state.unit, parts.sides);
    parts.unit.update({ ...state, layer, values, layers, story: storyOf(layers, values, state.name, state.unit), sees });
    setText(parts.message, placeOf(say, layer, state.unit));
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.kept) set({ kept: false });
  });
  const double = Object.values(layers).some((layer) => layer.maps?.type === "<f8");
  place.append(...nodesOf(parts, facts, double ? "float32 and float64" : "float32"));
  fill();
  document.body.classList.add("page-ready");
}

/**
 * What a pointer and keys do: a kept unit stays until another is clicked or stepped to, or it is clicked again.
 *
 * @param {() => State} current
 * @param {(change: Partial<State>) => void} set
 * @returns {import("./network.js").Hooks["choose"]}
 */
function pointed(current, set) {
  return (name, unit, how) => {
    const state = current();
    const same = name === state.name;
    const again = same && JSON.stringify(unit) === JSON.stringify(state.unit);
    if (how === "look" && (state.kept || again)) return;
    const kept = how === "keep" ? !(again && state.kept) : state.kept;
    set({ name, unit, kept, channel: same ? state.channel : undefined });
  };
}

/** @param {import("./answer.js").Answer} answer @param {number} image */
function imageLabel(answer, image) {
  const best = ranked(answer, image)[0];
  if (best === undefined || !answer.scores || answer.labels.length < 2) return say("image", { number: image });
  const score = scoreText(answer, answer.scores[image][best], say);
  return say("imageAnswer", { number: image, answer: `${answer.labels[best]} ${score}` });
}

/** The answer alone, or the number of the image. @param {import("./answer.js").Answer} answer @param {number} image */
function shortLabel(answer, image) {
  const best = ranked(answer, image)[0];
  return best === undefined || answer.labels.length < 2 ? String(image) : answer.labels[best];
}

/** The name of each row of the table, from the tensors that it makes. @param {Layer[]} layers */
function rowNames(layers) {
  /** @type {string[]} */
  const names = [];
  for (const layer of layers) names[layer.row] ??= /** @type {any} */ (layer).of ?? layer.name;
  return names;
}

const root = document.getElementById("page");
if (root && typeof DecompressionStream === "undefined") root.append(h("p", { class: "explorer-note" }, say("noStream")));
else if (root) void build(dataOf("facts"), dataOf("texts"), root);
