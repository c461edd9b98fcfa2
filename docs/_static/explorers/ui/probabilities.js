// @ts-check
"use strict";

const { shown } = require("../lib/format.js");
const { barTable } = require("./bars.js");

const LARGEST = 1e6; // that is written with its decimals

/** A score with two decimals, or by its power of ten. @param {number} score */
function written(score) {
  return Math.abs(score) < LARGEST ? score.toFixed(2).replace("-", "\u2212") : shown(score, 3);
}

/** A share in hundredths. @param {number} share */
function percents(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** A bar for each digit, with its logit. @param {import("./explorer.js").Context["text"]} say */
function probabilityBars(say) {
  const columns = ["digit", "bar", "share", "logit"].map((key) => say(`columns.${key}`));
  const { node, update } = barTable({ caption: say("probabilities"), columns, rows: 10, name: "explorer-probabilities" });
  return {
    node,
    /** @param {number[]} probabilities @param {Float64Array} logits @param {number} digit */
    update: (probabilities, logits, digit) => update(probabilities.map((part, index) => ({
      name: String(index),
      part,
      numbers: [percents(part), written(logits[index])],
      look: index === digit ? "explorer-winner" : "",
    }))),
  };
}

module.exports = { percents, probabilityBars };
