// @ts-check
"use strict";

/**
 * What all input maps add to a unit, side by side: the products under each window as a small picture, and their sum.
 *
 * @typedef {import("../lib/unit-sums.js").Part} Part
 * @typedef {import("../lib/unit-sums.js").Story} Story
 * @typedef {import("./network.js").Hooks["say"]} Say
 * @typedef {{tiles: Part[], told: number, rest: number, others: number}} Sums the parts that are shown one by one, what they make
 *   together, what the others make together, and how many these are
 */

const { signedScale, paint } = require("../lib/colour.js");
const { fitting, printed, shown } = require("../lib/format.js");
const { largestFirst } = require("../lib/unit-sums.js");
const { h, setText, uniqueId } = require("../ui/dom.js");
const { smallPicture } = require("../ui/small-picture.js");

const MOST = 32; // sums that are shown one by one
const ROOM = 7; // letters of one

/** @param {Part[]} parts */
function totalOf(parts) {
  return parts.reduce((sum, part) => sum + part.sum, 0);
}

/**
 * The sums of the input maps, the largest in size first; that of the map which is written out is always among them.
 *
 * @param {Part[]} parts
 * @param {number} own number of that map
 * @param {number} [most] that are shown one by one
 * @returns {Sums}
 */
function partialSums(parts, own, most = MOST) {
  const { first: tiles } = largestFirst(parts, most);
  const chosen = parts.find((part) => part.map === own);
  if (chosen && !tiles.includes(chosen)) tiles[tiles.length - 1] = chosen;
  const held = new Set(tiles);
  const left = parts.filter((part) => !held.has(part));
  return { tiles, told: totalOf(tiles), rest: totalOf(left), others: left.length };
}

/** Products of a value and a weight for each cell of the window. @param {Part} part */
function productsOf({ cells, kernel }) {
  return cells.map((cell, at) => cell.value * kernel[at]);
}

/** @param {Say} say @param {(map: number) => void} onChannel another input map was chosen */
function sumsView(say, onChannel) {
  const place = h("div", { class: "page-sums-all" });
  const total = h("p", { class: "explorer-equation" });
  const node = h("fieldset", { class: "page-sums" }, h("legend", {}, say("termsMaps")), place, total);
  const name = uniqueId("sum");
  /** @type {ReturnType<typeof sumTile>[]} */
  const known = [];
  /** @param {import("./unit.js").Told | undefined} told */
  const update = (told) => {
    const sums = told?.sums;
    node.hidden = !sums;
    if (!told || !sums) return;
    const { tiles } = sums;
    const products = tiles.map(productsOf);
    const [scale, most] = [signedScale(products.flat()), Math.max(...tiles.map((part) => Math.abs(part.sum))) || 1];
    while (known.length < tiles.length) known.push(sumTile(name, say, onChannel));
    const own = known.slice(0, tiles.length);
    own.forEach((tile, at) => tile.update({
      part: tiles[at], width: told.story.width ?? 1, products: products[at], scale, most, chosen: tiles[at] === told.part,
    }));
    if (place.childElementCount !== own.length) place.replaceChildren(...own.map((tile) => tile.node));
    setText(total, totalText(say, sums, told.story.numbers));
  };
  return { node, update };
}

/** How the sums make the whole one. @param {Say} say @param {Sums} sums @param {Story["numbers"]} numbers */
function totalText(say, { tiles, told, rest, others }, { bias, z }) {
  const words = { told: shown(told), count: tiles.length, rest: shown(rest), others, bias: shown(bias), z: shown(z) };
  return say(others ? "sumsSome" : "sumsAll", words);
}

/** One sum, which can be chosen. @param {string} name of the group @param {Say} say @param {(map: number) => void} onChannel */
function sumTile(name, say, onChannel) {
  const input = h("input", { type: "radio", name });
  const [map, value, bar] = [h("span", { class: "page-sum-map" }), h("span"), h("span", { class: "explorer-bar" })];
  const node = h("label", { class: "page-sum" }, input, map, value, bar);
  input.addEventListener("change", () => onChannel(Number(input.value)));
  let size = "";
  /** @type {ReturnType<typeof smallPicture> | undefined} */
  let picture;
  /** @param {{part: Part, width: number, products: number[], scale: import("../lib/colour.js").Scale, most: number, chosen: boolean}} now */
  const update = ({ part, width, products, scale, most, chosen }) => {
    if (size !== `${products.length} ${width}`) {
      size = `${products.length} ${width}`;
      picture?.node.remove();
      picture = smallPicture(width, products.length / width);
      map.before(picture.node);
    }
    picture?.update((pixels) => paint(products, scale, pixels));
    input.value = String(part.map);
    input.checked = chosen;
    setText(map, say("termMap", { map: part.map }));
    setText(value, printed(fitting(part.sum, ROOM)));
    bar.style.transform = `scaleX(${Math.abs(part.sum) / most})`; // which lays nothing out
    node.classList.toggle("page-minus", part.sum < 0);
  };
  return { node, update };
}

module.exports = { partialSums, sumsView };
