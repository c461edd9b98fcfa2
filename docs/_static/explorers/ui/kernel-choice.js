// @ts-check
"use strict";

/** The kernels as pictures of which one is chosen, and below each its map and its pooled map. */

const { paint, signedScale, unsignedScale } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { assign, h, uniqueId } = require("./dom.js");
const { smallPicture } = require("./small-picture.js");

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
    const pictures = [3, 8, 4].map((side) => smallPicture(side));
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
   * @param {{maps: import("../lib/layers.js").Maps, pooled: import("../lib/layers.js").Maps}} found
   */
  const update = (chosen, kernels, { maps, pooled }) => {
    const scale = signedScale(kernels.flatMap(({ data }) => [...data]));
    const range = unsignedScale(maps.data);
    choices.forEach(({ input, pictures }, kernel) => {
      const { data } = kernels[kernel];
      const shades = [data, channelOf(maps, kernel), channelOf(pooled, kernel)];
      pictures.forEach((picture, at) => picture.update((pixels) => paint(shades[at], at ? range : scale, pixels)));
      input.checked = kernel === chosen;
      assign(input, { "aria-label": name(kernel, Array.from(data, (value) => shown(value, 2)).join(", ")) });
    });
    return [scale, range];
  };
  return { node, update };
}

module.exports = { kernelChoice };
