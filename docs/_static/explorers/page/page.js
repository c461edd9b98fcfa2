// @ts-check
"use strict";

/**
 * A model and its images as one page: the network, the image, the unit that is pointed at.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("./screen.js").Computing} Computing
 * @typedef {object} Facts
 * @property {string} title
 * @property {number} count of images
 * @property {string[]} inputs names
 * @property {Layer[]} layers
 * @property {[string, string][]} edges
 * @property {import("./answer.js").Answer} answer
 * @property {Record<string, import("./answer.js").Heat>} heats
 * @property {string[]} leftOut what the page does not hold
 * @property {import("../lib/live-network.js").Live | null} live what the page computes
 */

const { h } = require("../ui/dom.js");
const { answerView, heatChoice, imageLabel, shortLabel } = require("./answer.js");
const { imageChoice, inputView } = require("./inputs.js");
const { network } = require("./network.js");
const { learn, say } = require("./say.js");
const { Screen } = require("./screen.js");
const { softmaxView } = require("./softmax.js");
const { store } = require("./store.js");
const { layerFacts, rowNames, tableRows } = require("./table.js");
const { unitView } = require("./unit.js");

/** @param {string} id */
function dataOf(id) {
  return JSON.parse(/** @type {HTMLElement} */ (document.getElementById(id)).textContent ?? "null");
}

/** The layer that a page begins with: the first whose units are told as sums of products, else the first with maps. @param {Layer[]} layers */
function firstLayer(layers) {
  const shown = layers.filter((layer) => layer.maps);
  return shown.find((layer) => !layer.why && ["conv", "depthwise"].includes(layer.operation?.kind ?? "")) ?? shown[shown.length - 1];
}

/**
 * The parts of the page, which draw what they are given and call the actions.
 *
 * @param {Facts} facts
 * @param {Record<string, Layer>} layers
 * @param {ReturnType<typeof store>} numbers
 * @param {import("./screen.js").Actions} actions
 */
function partsOf(facts, layers, numbers, { set, point, choose, name }) {
  const { answer, count } = facts;
  const pictured = facts.inputs.map((input) => layers[input]).filter((layer) => layer?.maps && layer.maps.height * layer.maps.width > 1);
  const labels = Array.from({ length: count }, (_, image) => imageLabel(answer, image, say));
  const short = labels.map((_, image) => shortLabel(answer, image));
  const row = layerFacts(tableRows(), say);
  const tell = (/** @type {number | undefined} */ number) => {
    set(number === undefined ? { softmax: false } : { number, softmax: true });
    softmax.node.scrollIntoView({ block: "nearest" });
  };
  const softmax = softmaxView(answer, say, tell);
  const look = (/** @type {Layer | undefined} */ layer) => row.update((layer ?? layers[name()]).row);
  const load = (/** @type {number} */ image) => numbers.map(pictured[0].name, image);
  const net = network({ layers: facts.layers, edges: facts.edges, rows: rowNames(facts.layers) }, { say, choose: point, look });
  return {
    images: imageChoice({ count, layer: pictured[0], labels, short, say, load, onChoose: choose }),
    inputs: pictured.slice(0, 3).map((layer) => inputView(layer, say)),
    sides: pictured[0]?.maps?.spatial.map((axis) => /** @type {any} */ (pictured[0].maps).shape[axis]),
    answer: answerView(answer, say, softmax.choice, tell),
    softmax,
    heat: heatChoice(facts.heats, answer, say, (change) => set(change)),
    facts: row,
    unit: unitView(say, net.reads, (channel) => set({ channel })),
    net,
    mode: h("div", { class: "page-mode" }),
    note: h("p", { class: "explorer-note", role: "status", hidden: true }),
    message: h("p", { class: "explorer-hidden", "aria-live": "polite" }),
  };
}

/** The parts in their places. @param {ReturnType<typeof partsOf>} parts @param {Facts} facts @param {string} type of the values @param {HTMLElement[]} more beside the input */
function nodesOf(parts, facts, type, more) {
  const inputs = h("div", { class: "page-inputs" }, ...parts.inputs.map((input) => input.node));
  const sees = h("section", { class: "page-sees", "aria-label": say("input") }, h("h2", {}, say(facts.live ? "inputDraw" : "input")), inputs);
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
    parts.softmax.node,
    ...more,
    parts.heat.node,
    parts.unit.head,
    parts.unit.body,
    parts.facts.node,
  );
  return [
    parts.note,
    h("div", { class: "page-columns" }, left, right),
    h("p", { class: "page-mode" }, say(facts.live ? "recordedOf" : "recorded", { type })),
    parts.mode,
    ...(facts.leftOut.length ? [h("p", { class: "page-mode" }, say("leftOutOfPage"))] : []),
    h("ul", { class: "page-mode" }, ...facts.leftOut.map((sentence) => h("li", {}, sentence))),
    parts.message,
  ];
}

/** @param {Facts} facts @param {import("./store.js").Texts} texts @param {HTMLElement} place @param {Computing} [computing] */
async function build(facts, texts, place, computing) {
  const layers = Object.fromEntries(facts.layers.filter((layer) => layer.maps).map((layer) => [layer.name, layer]));
  const first = firstLayer(facts.layers);
  if (!first) return;
  const numbers = store(texts, (name) => layers[name].maps?.type ?? "<f4");
  const screen = new Screen(facts, layers, numbers, await numbers.values(0), first, (actions) => partsOf(facts, layers, numbers, actions));
  if (computing) screen.compute(computing);
  window.addEventListener("hashchange", () => void screen.follow());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && screen.state.kept) screen.set({ kept: false });
  });
  const double = Object.values(layers).some((layer) => layer.maps?.type === "<f8");
  place.append(...nodesOf(screen.parts, facts, double ? "float32 and float64" : "float32", screen.alive?.nodes ?? []));
  screen.fill();
  if (location.hash) await screen.follow();
  document.body.classList.add("page-ready");
}

/** Begin the page. @param {Computing} [computing] what computes the network in it @param {Record<string, unknown>} [more] words of that */
function start(computing, more = {}) {
  learn(more);
  const root = document.getElementById("page");
  if (root && typeof DecompressionStream === "undefined") root.append(h("p", { class: "explorer-note" }, say("noStream")));
  else if (root) void build(dataOf("facts"), dataOf("texts"), root, computing);
}

module.exports = { partsOf, start };
