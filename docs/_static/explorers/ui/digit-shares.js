// @ts-check
"use strict";

/** What a network answers to a digit. */

const { shown } = require("../lib/format.js");
const { barTable, percents } = require("./shares.js");

const LARGEST = 1e6; // that is written with its decimals

/** A score with two decimals, or by its power of ten. @param {number} score */
function written(score) {
  return Math.abs(score) < LARGEST ? score.toFixed(2).replace("-", "\u2212") : shown(score, 3);
}

/** The ten digits, each with its share and its score. @param {import("./explorer.js").Context["text"]} say */
function digitBars(say) {
  const columns = ["digit", "bar", "share", "logit"].map((key) => say(`columns.${key}`));
  const bars = barTable({ caption: say("probabilities"), columns, rows: 10 });
  /** @param {number[]} shares @param {Float64Array} scores @param {number} digit that is read */
  const update = (shares, scores, digit) => bars.update(shares.map((part, index) => ({
    name: String(index),
    part,
    numbers: [percents(part), written(scores[index])],
    look: index === digit && "explorer-winner",
  })));
  return { node: bars.node, update };
}

module.exports = { digitBars };
