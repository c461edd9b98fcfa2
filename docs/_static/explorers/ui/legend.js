// @ts-check
"use strict";

const { paint } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { assign, h, setText } = require("./dom.js");
const { smallPicture } = require("./small-picture.js");

const STEPS = Float64Array.from({ length: 33 }, (_, index) => index); // of the bar's colours

/**
 * A colour bar with the values at its ends and, for signed maps, zero in the middle.
 *
 * @param {string} label
 */
function legend(label) {
  const bar = smallPicture(STEPS.length, 1);
  const [low, middle, high] = ["", "0", ""].map((words) => h("span", {}, words));
  const node = h(
    "div",
    { class: "explorer-legend" },
    h("span", { class: "explorer-hidden" }, label),
    low,
    h("span", { class: "explorer-bar-of-colours" }, bar.node, middle),
    high,
  );
  let drawn = "";
  /** @param {import("../lib/colour.js").Scale} scale */
  const update = (scale) => {
    if (drawn !== scale.name) bar.update((pixels) => paint(STEPS, { name: scale.name, low: 0, high: STEPS.length - 1 }, pixels));
    drawn = scale.name;
    setText(low, shown(scale.low, 3));
    assign(middle, { hidden: scale.name !== "signed" });
    setText(high, shown(scale.high, 3));
  };
  return { node, update };
}

module.exports = { legend };
