// @ts-check
"use strict";

/**
 * Where the last gradient of a weight comes from: one picture of the batch, its units with those that dropout had
 * switched off, the slopes that came back, and the pixels that the weight met.
 */

const { signedScale, unsignedScale } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { paintInk } = require("../lib/ink.js");
const { cellOf } = require("../lib/training-model.js");
const { KERNELS, UNITS } = require("../lib/training-run.js");
const { assign, h, setText, svg } = require("./dom.js");
const { matrix } = require("./matrix.js");
const { reach } = require("./reach.js");
const { smallPicture } = require("./small-picture.js");

const ACROSS = 4; // units in a row of a map
const WIDE = KERNELS * (ACROSS + 1) - 1;

/** @type {["units" | "back" | "met", string][]} grids and their colours */
const GRIDS = [["units", "output"], ["back", "highlight"], ["met", "input"]];
const INK = /** @type {const} */ ({ name: "ink", low: 0, high: 1 });

/**
 * @typedef {import("../lib/training-model.js").Part} Part
 * @param {import("./explorer.js").Context<import("../lib/training-plan.js").State>} context
 */
function stepPart({ set, text }) {
  const choice = reach("picture", text("options.picture.label"), (picture) => set({ picture }));
  const picture = smallPicture(8);
  const label = h("span", {});
  const mask = maskPicture(text);
  const grids = GRIDS.map(([name, role]) => matrix({ label: text(`part.${name}`), role }));
  const chosen = h("div", { class: "explorer-part-picture" }, choice.node, h("p", {}, picture.node, label));
  const words = h("p", { class: "explorer-equation" });
  const node = h(
    "div", { class: "explorer-part" }, h("p", { class: "explorer-subtitle" }, text("part.title")),
    h("div", { class: "explorer-grids explorer-step-grids" }, chosen, ...grids.map((grid) => grid.node)), words, mask.node,
  );
  /** @param {Part} part @param {import("../lib/training-run.js").Step} last @param {import("../lib/training-plan.js").State} state */
  const update = (part, last, state) => {
    choice.update(part.picture, last.count - 1, text("part.place", { picture: part.picture, most: last.count - 1 }));
    picture.update((pixels) => paintInk(part.pixels, 1, pixels));
    setText(label, text("part.label", { label: part.label }));
    const scales = { units: unsignedScale(part.units.data), back: signedScale(part.back.data), met: INK };
    GRIDS.forEach(([name], index) => grids[index].update(
      rounded(part[name], 2), scales[name],
      (place) => (part.offHere.includes(place) && name !== "met" ? "explorer-padding" : ""),
    ));
    const gradient = last.gradient[cellOf(state) * KERNELS + state.kernel];
    setText(words, text("part.sum", { kernel: state.kernel, sum: shown(part.sum), gradient: shown(gradient), count: last.count, picture: part.picture }));
    mask.update(part, last.settings.dropout, state.kernel);
  };
  return { node, update };
}

/** @param {import("../lib/windows.js").Grid} grid @param {number} digits */
function rounded({ height, width, data }, digits) {
  return { height, width, data: Float64Array.from(data, (value) => Number(value.toPrecision(digits))) };
}

/** All units of the picture, those that were off as crosses. @param {import("./explorer.js").Context["text"]} text */
function maskPicture(text) {
  const [on, off, frame] = ["on", "off", "frame"].map((look) => svg("path", { class: `explorer-mask-${look}` }));
  const image = svg("svg", { viewBox: `-0.3 -0.3 ${WIDE + 0.6} ${ACROSS + 0.6}`, role: "img" }, on, off, frame);
  const words = h("p", { class: "explorer-equation" });
  const node = h("div", { class: "explorer-mask" }, words, image);
  /** @param {Part} part @param {number} rate @param {number} chosen kernel */
  const update = ({ mask, off: count, offHere }, rate, chosen) => {
    assign(node, { hidden: !mask });
    if (!mask) return;
    const marks = ["", ""];
    const counts = new Array(KERNELS).fill(0);
    mask.forEach((keep, unit) => {
      const [place, kernel] = [Math.floor(unit / KERNELS), unit % KERNELS];
      const at = `M${kernel * (ACROSS + 1) + (place % ACROSS)} ${Math.floor(place / ACROSS)}`;
      marks[keep] += keep ? `${at}m.08 .08h.84v.84h-.84z` : `${at}m.2 .2l.6 .6m0-.6l-.6.6`;
      counts[kernel] += 1 - keep;
    });
    assign(on, { d: marks[1] });
    assign(off, { d: marks[0] });
    assign(frame, { d: `M${chosen * (ACROSS + 1) - 0.15} -.15h4.3v4.3h-4.3z` });
    const values = { rate, off: count, units: UNITS, here: offHere.length, kernel: chosen, scale: shown(1 / (1 - rate)) };
    setText(words, text("part.mask", values));
    assign(image, { "aria-label": text("part.maskAlt", { counts: counts.join(", ") }) });
  };
  return { node, update };
}

module.exports = { rounded, stepPart };
