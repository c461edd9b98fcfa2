// @ts-check
"use strict";

const { faceOf } = require("../lib/colour.js");
const { shown } = require("../lib/format.js");
const { assign, h, setText, svg } = require("./dom.js");

/**
 * A colour bar with the values at its ends and, for signed maps, zero in the middle.
 *
 * @param {string} label
 */
function legend(label) {
  const steps = 33;
  const bars = Array.from({ length: steps }, (_, index) => svg("rect", { x: index, width: 1.1, height: 1 }));
  const bar = svg(
    "svg",
    { viewBox: `0 0 ${steps} 1`, preserveAspectRatio: "none", "aria-hidden": "true" },
    ...bars,
  );
  const [low, middle, high] = ["", "0", ""].map((words) => h("span", {}, words));
  const node = h(
    "div",
    { class: "explorer-legend" },
    h("span", { class: "explorer-hidden" }, label),
    low,
    h("span", { class: "explorer-bar-of-colours" }, bar, middle),
    high,
  );
  let drawn = "";
  /** @param {import("../lib/colour.js").Scale} scale */
  const update = (scale) => {
    if (drawn !== scale.name) {
      bars.forEach((rect, index) => {
        rect.setAttribute("fill", faceOf({ name: scale.name, low: 0, high: steps - 1 }, index).paper);
      });
      drawn = scale.name;
    }
    setText(low, shown(scale.low, 3));
    assign(middle, { hidden: scale.name !== "signed" });
    setText(high, shown(scale.high, 3));
  };
  return { node, update };
}

module.exports = { legend };
