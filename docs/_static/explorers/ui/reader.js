// @ts-check
"use strict";

/** What the network makes of one digit, drawn or never seen: its kernels, their maps, and what it says. */

const { drawingOf, packed, unpacked } = require("../lib/drawing.js");
const { nine } = require("../lib/training-model.js");
const { KERNELS } = require("../lib/training-run.js");
const { button } = require("./choices.js");
const { digitBars } = require("./digit-shares.js");
const { h } = require("./dom.js");
const { kernelChoice } = require("./kernel-choice.js");
const { legend } = require("./legend.js");
const { pad } = require("./pad.js");

const PEN = 1.75;

/** @param {import("./explorer.js").Context<import("../lib/training-plan.js").State>} context @param {number[]} indices of held-out digits, one of each kind */
function reader(context, indices) {
  const { set, text } = context;
  const drawing = pad({
    label: text("padKeys"),
    place: (row, column, down) => text(down ? "penDown" : "penUp", { row, column }),
    radius: () => PEN,
    pixels: () => (context.state().pad.length ? unpacked(context.state().pad) : new Uint8Array(1024)),
    onDraw: (drawn) => set({ pad: packed(drawn) }),
  });
  const never = indices.map((digit, label) => {
    const take = button(String(label), () => set({ digit, pad: [] }));
    take.setAttribute("aria-label", text("take", { digit: label }));
    return take;
  });
  const kernels = kernelChoice({
    label: text("kernels"),
    count: KERNELS,
    name: (kernel, values) => text("kernelOf", { kernel, values }),
    onChoose: (kernel) => set({ kernel }),
  });
  const legends = [legend(text("kernelLegend")), legend(text("mapLegend"))];
  kernels.node.append(h("div", { class: "explorer-legends" }, ...legends.map((each) => each.node)));
  const bars = digitBars(text);
  const padFigure = h(
    "figure", { class: "explorer-picture" }, h("figcaption", {}, text("pad")), drawing.node,
    h("p", { class: "explorer-hint" }, text("never")), h("div", { class: "explorer-never" }, ...never),
  );
  const node = h("div", { class: "explorer-reader" }, padFigure, kernels.node, bars.node);
  let drawn = "";
  /**
   * @param {import("../lib/training-plan.js").State} state
   * @param {import("../lib/training-model.js").Seen} seen
   * @param {number[]} counts
   * @param {ReturnType<typeof import("../lib/training-model.js").reading>} found
   */
  const update = (state, { weights }, counts, found) => {
    const key = `${state.pad} ${counts}`;
    if (key !== drawn) drawing.update(state.pad.length ? unpacked(state.pad) : drawingOf(counts));
    drawn = key;
    const scales = kernels.update(state.kernel, Array.from({ length: KERNELS }, (_, kernel) => nine(weights[0], kernel)), found);
    legends.forEach((each, index) => each.update(scales[index]));
    bars.update(found.probabilities, found.scores, found.digit);
  };
  return { node, update };
}

module.exports = { reader };
