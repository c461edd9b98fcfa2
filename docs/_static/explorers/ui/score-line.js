// @ts-check
"use strict";

/**
 * Pictures of two kinds on a line of scores from 0 to 1, negatives above it and positives below, and the threshold
 * that cuts it, which the reader moves by mouse or finger.
 *
 * @typedef {import("../lib/threshold-model.js").Cells} Cells
 * @typedef {{index: number, x: number, y: number}} Mark a picture's place, of its upper left corner
 */

const { stacked } = require("../lib/threshold-model.js");
const { assign, h, setText, svg } = require("./dom.js");
const { dragging } = require("./dragging.js");

const WIDTH = 720;
const SIDE = 18; // of a picture
const MARGIN = 16;
const GAP = 6; // from the line to the first row
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** @param {number} score */
function across(score) {
  return MARGIN + score * (WIDTH - 2 * MARGIN);
}

/** In hundredths of the width, as a style takes it. @param {number} score */
function leftOf(score) {
  return `left: ${((100 * across(score)) / WIDTH).toFixed(3)}%`;
}

/** Where each picture lies: negatives in rows upwards from the line, positives downwards. @param {number[]} scores @param {number[]} labels */
function layout(scores, labels) {
  const kinds = [0, 1].map((label) => scores.flatMap((_, index) => (labels[index] === label ? [index] : [])));
  const rows = kinds.map((kind) => stacked(kind.map((index) => across(scores[index])), SIDE));
  const [above, below] = rows.map((all) => (Math.max(...all) + 1) * SIDE + GAP);
  const axis = above + 1;
  /** @type {Mark[]} */
  const marks = new Array(scores.length);
  kinds.forEach((kind, label) => kind.forEach((index, at) => {
    const away = GAP + rows[label][at] * SIDE;
    marks[index] = { index, x: across(scores[index]) - SIDE / 2, y: label ? axis + away : axis - away - SIDE };
  }));
  return { marks, axis, height: axis + below + 1 };
}

/** Frames around some of the pictures, as one path. @param {Mark[]} marks @param {number[]} indices */
function framesOf(marks, indices) {
  const side = SIDE - 1;
  return indices.map((index) => `M${(marks[index].x + 0.5).toFixed(1)} ${marks[index].y + 0.5}h${side}v${side}h-${side}z`).join("");
}

/**
 * @param {object} settings
 * @param {string} settings.label
 * @param {number[]} settings.scores
 * @param {number[]} settings.labels
 * @param {string[]} settings.pictures their addresses
 * @param {(score: number) => void} settings.onPoint
 */
function scoreLine({ label, scores, labels, pictures, onPoint }) {
  const { marks, axis, height } = layout(scores, labels);
  const images = marks.map(({ index, x, y }) => svg("image", { href: pictures[index], x: x + 1, y: y + 1, width: SIDE - 2, height: SIDE - 2 }));
  const alarms = svg("rect", { class: "explorer-wrong-side", y: 0, height: axis });
  const missed = svg("rect", { class: "explorer-wrong-side", x: 0, y: axis, height: height - axis });
  const frames = svg("path", { class: "explorer-wrong-frame" });
  const line = svg("path", { class: "explorer-score-axis", d: `M0 ${axis}H${WIDTH}${TICKS.map((tick) => `M${across(tick)} ${axis - 4}v8`).join("")}` });
  const view = { viewBox: `0 0 ${WIDTH} ${height}`, "aria-hidden": "true" };
  const value = h("span", {});
  const cut = h("div", { class: "explorer-cut", "aria-hidden": "true" }, value);
  const stage = h(
    "div", { class: "explorer-stage explorer-score-stage", role: "img", style: `aspect-ratio: ${WIDTH} / ${height}` },
    svg("svg", view, alarms, missed, ...images, line, frames), cut,
  );
  const ticks = TICKS.map((tick) => h("span", { style: leftOf(tick) }, String(tick)));
  const node = h(
    "figure", { class: "explorer-score-line" }, h("figcaption", {}, label), stage,
    h("div", { class: "explorer-score-ticks", "aria-hidden": "true" }, ...ticks),
  );
  dragging(stage, (event) => {
    const box = stage.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * WIDTH;
    onPoint(Math.min(Math.max((place - MARGIN) / (WIDTH - 2 * MARGIN), 0), 1));
  }, { patient: true });

  /** @param {number} threshold @param {string} text of it @param {Cells} cells @param {string} words */
  const update = (threshold, text, { falsePositives, falseNegatives }, words) => {
    const x = across(threshold).toFixed(1);
    assign(alarms, { x, width: WIDTH - Number(x) });
    assign(missed, { width: x });
    assign(frames, { d: framesOf(marks, [...falseNegatives, ...falsePositives]) });
    assign(cut, { style: leftOf(threshold) });
    setText(value, text);
    assign(stage, { "aria-label": words });
  };
  return { node, update };
}

module.exports = { scoreLine };
