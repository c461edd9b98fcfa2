// @ts-check
"use strict";

/**
 * A long model in one line: a bar for each layer, as high as its maps are large. It leads to the layer in the list.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 */

const { h, setText, svg } = require("../ui/dom.js");

const HEIGHT = 40;

/** Height of each bar: by the logarithm of the side of the maps, from a tenth for vectors. @param {Layer[]} layers @returns {number[]} */
function heightsOf(layers) {
  const sides = layers.map(({ maps }) => (maps ? Math.log2(1 + Math.max(maps.height, maps.width)) : 0));
  const most = Math.max(...sides, 1);
  return sides.map((side) => (side ? Math.max((HEIGHT * side) / most, HEIGHT / 10) : 0));
}

/**
 * @param {Layer[]} layers
 * @param {import("./network.js").Hooks} hooks
 * @param {(at: number) => void} go
 */
function overview(layers, hooks, go) {
  const bars = heightsOf(layers).map((height, at) => svg("rect", { x: at + 0.1, y: HEIGHT - height, width: 0.8, height }));
  const picture = svg("svg", { viewBox: `0 0 ${layers.length} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...bars);
  const words = h("span", { class: "explorer-hint" }, hooks.say("overview", { count: layers.length }));
  const node = h("div", { class: "page-overview" }, picture, words);
  /** @param {PointerEvent | MouseEvent} event */
  const under = (event) => {
    const box = picture.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / box.width) * layers.length);
    return Math.min(Math.max(at, 0), layers.length - 1);
  };
  picture.addEventListener("pointermove", (event) => {
    const layer = layers[under(event)];
    setText(words, `${layer.name} \u00b7 ${layer.kind}`);
    if (layer.maps) hooks.look(layer);
  });
  picture.addEventListener("pointerleave", () => {
    setText(words, hooks.say("overview", { count: layers.length }));
    hooks.look(undefined);
  });
  picture.addEventListener("click", (event) => go(under(event)));
  const mark = (/** @type {string} */ name) => bars.forEach((bar, at) => bar.classList.toggle("page-lit", layers[at].name === name));
  return { node, mark };
}

module.exports = { heightsOf, overview };
