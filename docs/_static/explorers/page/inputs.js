// @ts-check
"use strict";

/**
 * What goes in: the pictures with the field of a unit framed, a heat map laid over, and the choice of the image.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/model-maps.js").Maps} Maps
 * @typedef {import("./store.js").Numbers} Numbers
 * @typedef {import("./network.js").Hooks["say"]} Say
 */

const { paint, unsignedScale } = require("../lib/colour.js");
const { h, uniqueId } = require("../ui/dom.js");
const { picture } = require("../ui/picture.js");
const { windowIn } = require("../lib/model-maps.js");

/** Whether the three maps of an input are red, green and blue. @param {Maps} maps */
function isColoured({ count, spatial, chosen }) {
  return count === 3 && spatial.length === 2 && !chosen;
}

/**
 * Paint an input into a canvas: its colours, or its first map.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Layer} layer
 * @param {Numbers} data
 */
function paintInput(canvas, layer, data) {
  const maps = /** @type {Maps} */ (layer.maps);
  const scale = /** @type {import("../lib/colour.js").Scale} */ (layer.scale);
  Object.assign(canvas, { width: maps.width, height: maps.height });
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = brush.createImageData(maps.width, maps.height);
  const area = maps.width * maps.height;
  if (!isColoured(maps)) paint(data.subarray(0, area), scale, pixels.data);
  else {
    const factor = 255 / (scale.high - scale.low || 1);
    for (let at = 0; at < area; at++) {
      for (let part = 0; part < 3; part++) pixels.data[4 * at + part] = (data[part * area + at] - scale.low) * factor;
      pixels.data[4 * at + 3] = 255;
    }
  }
  brush.putImageData(pixels, 0, 0);
}

/**
 * One picture of an input.
 *
 * @param {Layer} layer
 * @param {Say} say
 */
function inputView(layer, say) {
  const maps = /** @type {Maps} */ (layer.maps);
  const parts = picture({ label: say("inputOf", { name: layer.name }), plain: true });
  const [colours, heat] = [h("canvas", { "aria-hidden": "true" }), h("canvas", { "aria-hidden": "true", class: "page-heat" })];
  parts.stage.prepend(colours);
  parts.stage.insertBefore(heat, parts.stage.lastChild);
  const empty = { height: maps.height, width: maps.width, data: new Float32Array(maps.height * maps.width).fill(NaN) };
  const scale = unsignedScale([0]);

  const fill = (/** @type {Numbers} */ data) => paintInput(colours, layer, data);
  /** @param {import("../lib/model-maps.js").Span[] | undefined} spans */
  const frame = (spans) => {
    const fits = spans && spans.length === maps.spatial.length;
    parts.update({ grid: empty, scale, framed: fits ? windowIn(spans, maps) : undefined });
  };
  /** @type {Numbers | undefined} */
  let laid;
  /** @param {Numbers | undefined} data @param {number[]} sides */
  const lay = (data, sides) => {
    if (data === laid && data) return;
    laid = data;
    heat.hidden = !data || sides.length === 0;
    colours.classList.toggle("page-faded", !heat.hidden);
    if (!data || heat.hidden) return;
    const [height, width] = sides.length > 1 ? sides : [1, sides[0]];
    Object.assign(heat, { width, height });
    const brush = /** @type {CanvasRenderingContext2D} */ (heat.getContext("2d"));
    const pixels = brush.createImageData(width, height);
    paint(data, { name: "unsigned", low: 0, high: 255 }, pixels.data);
    brush.putImageData(pixels, 0, 0);
  };
  return { name: layer.name, node: parts.node, stage: parts.stage, fill, frame, lay };
}

/**
 * A small picture of each image, of which one is chosen.
 *
 * @param {{count: number, layer: Layer | undefined, labels: string[], short: string[], say: Say, load: (image: number) => Promise<Numbers>, onChoose: (image: number) => void}} settings
 */
function imageChoice({ count, layer, labels, short, say, load, onChoose }) {
  const name = uniqueId("image");
  const inputs = Array.from({ length: count }, (_, image) => {
    const canvas = h("canvas", { "aria-hidden": "true" });
    if (layer) load(image).then((data) => paintInput(canvas, layer, data));
    const input = h("input", { type: "radio", name, value: String(image), "aria-label": labels[image] });
    input.addEventListener("change", () => onChoose(image));
    return { input, node: h("label", { class: "page-image", title: labels[image] }, input, layer ? canvas : null, h("span", { "aria-hidden": "true" }, short[image])) };
  });
  const node = h("fieldset", { class: "page-images" }, h("legend", {}, say("images")), ...inputs.map((one) => one.node));
  node.hidden = count === 1;
  return { node, update: (/** @type {number | undefined} */ image) => inputs.forEach((one, at) => void (one.input.checked = at === image)) };
}

module.exports = { imageChoice, inputView, isColoured, paintInput };
