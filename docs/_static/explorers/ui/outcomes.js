// @ts-check
"use strict";

/**
 * A confusion matrix with the pictures in its cells, and how many of a thousand each cell would have.
 *
 * @typedef {import("../lib/threshold-model.js").Cell} Cell
 * @typedef {import("../lib/threshold-model.js").Cells} Cells
 * @typedef {import("../lib/threshold-model.js").Counts} Counts
 */

const { CELLS } = require("../lib/threshold-model.js");
const { rounded } = require("../lib/threshold-words.js");
const { h, setText } = require("./dom.js");

/**
 * @param {object} words
 * @param {string} words.caption
 * @param {[string, string]} words.called above the columns
 * @param {[string, string]} words.kinds beside the rows
 * @param {(cell: Cell) => string} words.name
 * @param {(index: number) => string} words.picture
 * @param {(count: string) => string} words.share
 * @param {string[]} pictures their addresses
 */
function outcomes({ caption, called, kinds, name, picture, share }, pictures) {
  const images = pictures.map((src, index) => h("img", { src, alt: picture(index), "data-picture": index }));
  const cells = CELLS.map((cell) => cellOf(cell, name(cell), share, images));
  const rows = kinds.map((kind, at) => h(
    "tr", {}, h("th", { scope: "row" }, h("span", {}, kind)), ...cells.slice(2 * at, 2 * at + 2).map((cell) => cell.node),
  ));
  const node = h(
    "table", { class: "explorer-outcomes" },
    h("caption", { class: "explorer-hidden" }, caption),
    h("thead", {}, h("tr", {}, h("td", {}), ...called.map((words) => h("th", { scope: "col" }, words)))),
    h("tbody", {}, ...rows),
  );
  const update = (/** @type {Cells} */ found, /** @type {Counts} */ expected) => {
    for (const cell of cells) cell.update(found, expected);
  };
  return { node, update };
}

/** @param {Cell} cell @param {string} name @param {(count: string) => string} share @param {HTMLElement[]} images of all pictures */
function cellOf(cell, name, share, images) {
  const [count, part] = [h("strong", {}), h("span", {})];
  const pictures = h("div", { class: "explorer-outcome-pictures", "aria-hidden": "true" });
  const node = h(
    "td", { "data-cell": cell }, h("div", { class: "explorer-outcome-head" }, count, " ", h("span", {}, name)), pictures, part,
  );
  /** @param {Cells} found @param {Counts} expected */
  const update = (found, expected) => {
    const indices = found[cell];
    setText(count, String(indices.length));
    setText(part, share(rounded(expected[cell])));
    const there = pictures.children; // most stay where they are
    indices.forEach((index, at) => there[at] !== images[index] && pictures.insertBefore(images[index], there[at] ?? null));
    while (there.length > indices.length) there[indices.length].remove();
  };
  return { node, update };
}

module.exports = { outcomes };
