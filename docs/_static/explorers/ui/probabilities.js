// @ts-check
"use strict";

const { shown } = require("../lib/format.js");
const { h, setText } = require("./dom.js");

const LARGEST = 1e6; // that is written with its decimals

/** A score with two decimals, or by its power of ten. @param {number} score */
function written(score) {
  return Math.abs(score) < LARGEST ? score.toFixed(2).replace("-", "\u2212") : shown(score, 3);
}

/** A bar for each digit, with its logit. @param {import("./explorer.js").Context["text"]} say */
function probabilityBars(say) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = h("span", { class: "explorer-bar" });
    const [share, logit] = [h("td"), h("td")];
    const place = h("td", { class: "explorer-bar-cell" }, bar);
    const row = h("tr", {}, h("th", { scope: "row" }, String(digit)), place, share, logit);
    return { row, bar, share, logit };
  });
  const columns = ["digit", "bar", "share", "logit"];
  const head = h("tr", {}, ...columns.map((key) => h("th", { scope: "col" }, say(`columns.${key}`))));
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
      bar.style.width = `${(100 * (probabilities[index] || 0)).toFixed(1)}%`; // what is no number has no bar
      setText(share, `${(100 * probabilities[index]).toFixed(1)} %`);
      setText(logit, written(logits[index]));
      row.classList.toggle("explorer-winner", index === digit);
    });
  };
  return { node, update };
}

module.exports = { probabilityBars };
