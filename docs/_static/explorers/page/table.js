// @ts-check
"use strict";

/**
 * The table of the layers, which stands in the page without scripts, too.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 */

const { h } = require("../ui/dom.js");

/** The rows of the layer table, each as pairs of heading and text. */
function tableRows() {
  const table = document.querySelector(".page-table table");
  const headings = [...(table?.querySelectorAll("thead th") ?? [])].map((cell) => cell.textContent ?? "");
  return [...(table?.querySelectorAll("tbody tr") ?? [])].map(
    (row) => [...row.children].map((cell, at) => [headings[at], cell.textContent ?? ""]),
  );
}

/** The row of the table of a layer. @param {string[][][]} rows @param {import("./network.js").Hooks["say"]} say */
function layerFacts(rows, say) {
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

/** The name of each row of the table, from the tensors that it makes. @param {Layer[]} layers */
function rowNames(layers) {
  /** @type {string[]} */
  const names = [];
  for (const layer of layers) names[layer.row] ??= /** @type {any} */ (layer).of ?? layer.name;
  return names;
}

module.exports = { layerFacts, rowNames, tableRows };
