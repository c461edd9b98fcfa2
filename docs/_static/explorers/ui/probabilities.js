// @ts-check
"use strict";

const { h, setText } = require("./dom.js");

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
      bar.style.width = `${(100 * probabilities[index]).toFixed(1)}%`;
      setText(share, `${(100 * probabilities[index]).toFixed(1)} %`);
      setText(logit, logits[index].toFixed(2).replace("-", "\u2212"));
      row.classList.toggle("explorer-winner", index === digit);
    });
  };
  return { node, update };
}

module.exports = { probabilityBars };
