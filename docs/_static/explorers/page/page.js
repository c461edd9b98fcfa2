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

/** @param {Facts} facts @param {import("./store.js").Texts} texts @param {HTMLElement} place */
async function build(facts, texts, place) {
  const layers = Object.fromEntries(facts.layers.filter((layer) => layer.maps).map((layer) => [layer.name, layer]));
  const numbers = store(texts, (name) => layers[name].maps?.type ?? "<f4");
  const rows = tableRows();
  const first = firstLayer(facts.layers);
  if (!first) return;
  /** @type {State} */
  let state = { image: 0, name: first.name, unit: { map: 0, row: 0, column: 0 }, kept: false, channel: undefined, method: "none", number: 0 };
  let values = await numbers.values(0);
  let order = ranked(facts.answer, 0);
  const labels = Array.from({ length: facts.count }, (_, image) => imageLabel(facts.answer, image));
  const pictured = facts.inputs.map((name) => layers[name]).filter((layer) => layer?.maps && layer.maps.height * layer.maps.width > 1);
  const parts = {
    images: imageChoice({ count: facts.count, layer: pictured[0], labels, short: labels.map((_, image) => shortLabel(facts.answer, image)), say, load: (image) => numbers.map(pictured[0].name, image), onChoose: (image) => void choose(image) }),
    inputs: pictured.slice(0, 3).map((layer) => inputView(layer, say)),
    answer: answerView(facts.answer, say),
    heat: heatChoice(facts.heats, facts.answer, say, (method, number) => set({ method, number: number ?? state.number })),
    facts: layerFacts(rows),
    unit: unitView(say, (channel) => set({ channel })),
    net: network({ layers: facts.layers, edges: facts.edges, rows: rowNames(facts.layers) }, { say, choose: point, look: (layer) => parts.facts.update((layer ?? layers[state.name]).row) }),
    message: h("p", { class: "explorer-hidden", "aria-live": "polite" }),
  };
  const first_ = pictured[0]?.maps;
  const sides = first_?.spatial.map((axis) => first_.shape[axis]);

  /** @param {Partial<State>} change */
  function set(change) {
    state = { ...state, ...change };
    draw();
  }
  /** A kept unit stays until another is clicked or stepped to, or it is clicked again. @param {string} name @param {Unit} unit @param {"look" | "step" | "keep"} how */
  function point(name, unit, how) {
    if (state.kept && how === "look") return;
    const same = name === state.name;
    const again = same && JSON.stringify(unit) === JSON.stringify(state.unit);
    if (again && how === "look") return;
    const kept = how === "keep" ? !(again && state.kept) : state.kept;
    set({ name, unit, kept, channel: same ? state.channel : undefined });
  }
  /** @param {number} image */
  async function choose(image) {
    values = await numbers.values(image);
    order = ranked(facts.answer, image);
    state = { ...state, image, number: order[0] ?? 0 };
    fill();
  }
  function fill() {
    parts.net.fill(values);
    for (const input of parts.inputs) input.fill(values.maps[input.name]);
    parts.images.update(state.image);
    parts.answer.update(state.image);
    draw();
  }
  function draw() {
    const layer = layers[state.name];
    const story = storyOf(layers, values, state.name, state.unit);
    parts.net.mark(state.name, state.unit, state.kept);
    drawInputs(layer);
    parts.facts.update(layer.row);
    parts.unit.update({ layer, unit: state.unit, values, layers, story, channel: state.channel, kept: state.kept, image: state.image, sees: sight(say, layer, state.unit, sides) });
    setText(parts.message, placeOf(say, layer, state.unit));
  }
  /** @param {Layer} layer */
  function drawInputs(layer) {
    const { method } = state;
    const known = order.filter((number) => values.heats[`${method}/${number}`]);
    const number = known.includes(state.number) ? state.number : known[0] ?? 0;
    const map = values.heats[`${method}/${number}`];
    const spans = spansOf(layer.field, /** @type {any} */ (layer.maps), state.unit);
    for (const input of parts.inputs) {
      input.frame(spans);
      input.lay(facts.heats[method]?.input === input.name ? map : undefined, facts.heats[method]?.sides ?? []);
    }
    parts.heat.update(method, number, known, state.image);
  }

  state.unit = strongestUnit(/** @type {any} */ (first.maps), values.maps[first.name]);
  state.number = order[0] ?? 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.kept) set({ kept: false });
  });
  const sees = h("section", { class: "page-sees", "aria-label": say("input") }, h("h2", {}, say("input")), h("div", { class: "page-inputs" }, ...parts.inputs.map((input) => input.node)));
  const kind = Object.values(layers).some((layer) => layer.maps?.type === "<f8") ? "float32 and float64" : "float32";
  place.append(
    h(
      "div",
      { class: "page-columns" },
      h("section", { class: "page-left", "aria-label": say("network") }, parts.images.node, h("h2", {}, say("network")), h("p", { class: "explorer-hint" }, say("networkHint")), parts.net.overview, parts.net.node),
      h("div", { class: "page-right", role: "region", tabindex: 0, "aria-label": say("unit") }, sees, parts.answer.node, parts.heat.node, parts.unit.head, parts.unit.body, parts.facts.node),
    ),
    h("p", { class: "page-mode" }, say("recorded", { type: kind })),
    ...(facts.leftOut.length ? [h("p", { class: "page-mode" }, say("leftOutOfPage"))] : []),
    h("ul", { class: "page-mode" }, ...facts.leftOut.map((sentence) => h("li", {}, sentence))),
    parts.message,
  );
  fill();
  document.body.classList.add("page-ready");
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
