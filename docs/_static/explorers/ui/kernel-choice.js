// @ts-check
"use strict";

/** The kernels as pictures of which one is chosen, and below each its map and its pooled map. */

const { paint, signedScale, unsignedScale } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { assign, h, uniqueId } = require("./dom.js");

/** A small picture of coloured squares. @param {number} side */
function smallPicture(side) {
  const node = h("canvas", { width: side, height: side, "aria-hidden": "true" });
  const brush = /** @type {CanvasRenderingContext2D} */ (node.getContext("2d"));
  const image = brush.createImageData(side, side);
  /** @param {ArrayLike<number>} values @param {import("../lib/colour.js").Scale} scale */
  const update = (values, scale) => {
    paint(values, scale, image.data);
    brush.putImageData(image, 0, 0);
  };
  return { node, update };
}

/** The values of one channel. @param {{channels: number, data: Float64Array}} maps @param {number} channel */
function channelOf({ channels, data }, channel) {
  return data.filter((_, at) => at % channels === channel);
}

/**
 * @param {object} settings
 * @param {string} settings.label
 * @param {number} settings.count
 * @param {(kernel: number, values: string) => string} settings.name
 * @param {(kernel: number) => void} settings.onChoose
 */
function kernelChoice({ label, count, name, onChoose }) {
  const group = uniqueId("kernels");
  const choices = Array.from({ length: count }, (_, kernel) => {
    const pictures = [3, 8, 4].map(smallPicture);
    const input = h("input", { type: "radio", name: group, value: kernel, oninput: () => onChoose(kernel) });
    const node = h("div", { class: "explorer-kernel-choice" }, input, ...pictures.map((picture) => picture.node));
    return { node, input, pictures };
  });
  const node = h(
    "fieldset",
    { class: "explorer-control explorer-kernels" },
    h("legend", {}, label),
    h("div", { class: "explorer-kernel-row" }, ...choices.map((choice) => choice.node)),
  );
  /**
   * @param {number} chosen
   * @param {{data: Float64Array}[]} kernels
   * @param {{maps: any, pooled: any}} found
   */
  const update = (chosen, kernels, { maps, pooled }) => {
    const scale = signedScale(kernels.flatMap(({ data }) => [...data]));
    const range = unsignedScale(maps.data);
    choices.forEach(({ input, pictures }, kernel) => {
      const { data } = kernels[kernel];
      pictures[0].update(data, scale);
      pictures[1].update(channelOf(maps, kernel), range);
      pictures[2].update(channelOf(pooled, kernel), range);
      input.checked = kernel === chosen;
      assign(input, { "aria-label": name(kernel, Array.from(data, (value) => shown(value, 2)).join(", ")) });
    });
    return [scale, range];
  };
  return { node, update };
}

module.exports = { kernelChoice, smallPicture };
