// @ts-check
"use strict";

/**
 * Two kinds of picture on a line of scores: where the threshold is drawn, what is counted then, and what the share of
 * positives among all pictures makes of it.
 *
 * @typedef {{threshold: number, prevalence: number}} State the prevalence in percent
 * @typedef {import("./ui/explorer.js").Context<State>} Context
 * @typedef {import("./lib/threshold-model.js").Counts} Counts
 * @typedef {import("./lib/threshold-model.js").Point} Point
 * @typedef {ReturnType<typeof found>} Found
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./threshold.json"));
/** @type {{negatives: number, scores: number[], values: string, before: string, after: string}} */
const DATA = require("./data/threshold.json");
const { bitmapOf } = require("./lib/bitmap.js");
const { literal, shown } = require("./lib/format.js");
const { numbersOf } = require("./lib/letters.js");
const {
  CELLS, areaUnder, cellsOf, countsOf, perThousand, precisionOf, ratesOf, rocOf, thresholdNear,
} = require("./lib/threshold-model.js");
const { isNone, precisionKey, rounded, wordsOf } = require("./lib/threshold-words.js");
const STRINGS = require("./strings/threshold.json");
const { h, setText, svg } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { outcomes } = require("./ui/outcomes.js");
const { plot } = require("./ui/plot.js");
const { scoreLine } = require("./ui/score-line.js");
const { slider } = require("./ui/slider.js");
const { stops } = require("./ui/stops.js");

const SIDE = 8;
const DARKEST = 3; // of its greys
const SCORES = DATA.scores.map((thousandths) => thousandths / 1000);
const LABELS = SCORES.map((_, index) => Number(index >= DATA.negatives));
const KINDS = { negatives: DATA.negatives, positives: SCORES.length - DATA.negatives };
const PREVALENCES = [0.1, 0.2, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99];
const ROC = rocOf(SCORES, LABELS);
const AREA = areaUnder(ROC);

/** @param {Context} context */
function threshold(context) {
  const { text, set } = context;
  const pictures = addresses();
  const parts = [slider(context, "threshold"), stops(context, "prevalence", PREVALENCES, "%")];
  const line = scoreLine({
    label: text("line"), scores: SCORES, labels: LABELS, pictures,
    onPoint: (score) => set({ threshold: Math.round(score * 100) / 100 }),
  });
  const table = outcomes(tableWords(text), pictures);
  const roc = rocPlot(context);
  const called = calledBar(text);
  const [sensitivity, specificity, precision] = ["sensitivity", "specificity", "precision"].map(() => h("p", { class: "explorer-equation" }));

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const all = found(state);
    const words = { ...wordsOf(state, all), ...KINDS, area: AREA.toFixed(4) };
    line.update(state.threshold, shown(state.threshold), all.cells, text("lineAlt", words));
    table.update(all.cells, all.expected);
    roc.update(all.rates, text("rocAlt", words));
    called.update(all, words);
    setText(sensitivity, text("sensitivityIs", words));
    setText(specificity, text("specificityIs", words));
    setText(precision, text(precisionKey(all), words));
    return { message: text(isNone(all) ? "messageNone" : "message", words), ...python(state, all) };
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node));
  const measures = h("div", { class: "explorer-measures" }, sensitivity, specificity, precision, called.node);
  return { nodes: [controls, line.node, h("div", { class: "explorer-judged" }, table.node, measures, roc.node)], update };
}

/** All that is shown of a state. @param {State} state */
function found({ threshold: cut, prevalence }) {
  const cells = cellsOf(SCORES, LABELS, cut);
  const counts = countsOf(cells);
  const expected = perThousand(counts, prevalence / 100);
  return { cells, counts, rates: ratesOf(counts), expected, precision: precisionOf(expected) };
}

/** Addresses of all pictures. */
function addresses() {
  const values = Array.from(numbersOf(DATA.values)).flatMap((three) => [three & 3, (three >> 2) & 3, three >> 4]);
  const greys = values.map((value) => 255 - (255 * value) / DARKEST);
  return SCORES.map((_, index) => bitmapOf(greys.filter((_, at) => at % SCORES.length === index), SIDE));
}

/** @param {Context["text"]} text */
function tableWords(text) {
  return {
    caption: text("outcomes"),
    called: /** @type {[string, string]} */ ([text("called.negative"), text("called.positive")]),
    kinds: /** @type {[string, string]} */ ([text("kinds.negatives", KINDS), text("kinds.positives", KINDS)]),
    name: (/** @type {string} */ cell) => text(`cells.${cell}`),
    picture: (/** @type {number} */ index) => text(LABELS[index] ? "nine" : "eight", { score: SCORES[index] }),
    share: (/** @type {string} */ count) => text("perThousand", { count }),
  };
}

/** The curve of all thresholds with the point of this one, which can be pointed at. @param {Context} context */
function rocPlot({ text, set }) {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const place = plot({
    label: text("roc", { area: AREA.toFixed(4) }), across: [0, 1], up: [0, 1], ticksAcross: ticks, ticksUp: ticks, size: [300, 290],
    onPoint: (across, up) => set({ threshold: thresholdNear(ROC, across, up) }),
  });
  const way = ROC.map((point) => `${place.x(point.falsePositiveRate).toFixed(1)} ${place.y(point.sensitivity).toFixed(1)}`).join("L");
  const area = svg("path", { class: "explorer-roc-area", d: `M${way}V${place.y(0)}H${place.x(0)}z` });
  const guess = svg("path", { class: "explorer-guide", d: `M${place.x(0)} ${place.y(0)}L${place.x(1)} ${place.y(1)}` });
  const curve = svg("path", { class: "explorer-curve explorer-main explorer-roc", d: `M${way}` });
  const guides = svg("path", { class: "explorer-curve explorer-tangent explorer-roc-guide" });
  const point = svg("circle", { class: "explorer-point", r: 6 });
  place.update([area, guess, guides, curve], [point], "");
  const image = place.node.querySelector("svg");
  place.node.append(h("span", { class: "explorer-hint" }, text("rocAxes")));
  /** @param {ReturnType<typeof ratesOf>} rates @param {string} words */
  const update = ({ sensitivity, specificity }, words) => {
    const [x, y] = [place.x(1 - specificity).toFixed(1), place.y(sensitivity).toFixed(1)];
    guides.setAttribute("d", `M${place.x(0)} ${y}H${x}V${place.y(0)}`);
    point.setAttribute("cx", x);
    point.setAttribute("cy", y);
    image?.setAttribute("aria-label", words);
  };
  return { node: place.node, update };
}

/** Of all that is called positive, what is and what is not, as two parts of a bar. @param {Context["text"]} text */
function calledBar(text) {
  const parts = /** @type {const} */ (["truePositives", "falsePositives"]).map((cell) => {
    const look = `explorer-called-${cell === "truePositives" ? "rightly" : "wrongly"}`;
    return { cell, node: h("span", { class: look }), key: h("span", { class: `explorer-called-key ${look}` }), words: h("span", {}) };
  });
  const title = h("span", {});
  const keys = parts.map(({ key, words }) => h("span", { class: "explorer-key" }, key, words));
  const bar = h("div", { class: "explorer-called-bar", "aria-hidden": "true" }, ...parts.map(({ node }) => node));
  /** @param {Found} all @param {Record<string, string | number>} values */
  const update = ({ expected }, values) => {
    const total = expected.truePositives + expected.falsePositives;
    setText(title, text("calledOf", { count: rounded(total) }));
    for (const { cell, node, words } of parts) {
      setText(words, text(`calledParts.${cell}`, values));
      node.style.width = `${total && ((100 * expected[cell]) / total).toFixed(2)}%`;
    }
  };
  return { node: h("div", { class: "explorer-called" }, h("p", {}, title, " ", ...keys), bar), update };
}

/** @param {State} state @param {Found} all */
function python(state, { counts, expected, rates, precision }) {
  const setting = `threshold, prevalence = ${literal(state.threshold)}, ${literal(state.prevalence / 100)}\n`;
  const lines = [
    `counts ${CELLS.map((cell) => counts[cell]).join(" ")}`,
    `of a thousand ${CELLS.map((cell) => expected[cell].toFixed(2)).join(" ")}`,
    `sensitivity ${rates.sensitivity.toFixed(3)}, specificity ${rates.specificity.toFixed(3)}, precision ${Number.isNaN(precision) ? "nan" : precision.toFixed(3)}`,
    `area ${AREA.toFixed(4)}`,
  ];
  return { python: `${DATA.before}${setting}${DATA.after}`, printed: lines.join("\n") };
}

mount("threshold", OPTIONS, STRINGS, threshold);
