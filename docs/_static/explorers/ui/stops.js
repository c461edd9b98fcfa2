// @ts-check
"use strict";

/**
 * A slider over a few values that do not lie evenly, and a field for any other.
 *
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {import("./controls.js").Part} Part
 */

const { shown } = require("../lib/format.js");
const { labelOf } = require("./choices.js");
const { assign, h, uniqueId } = require("./dom.js");
const { typedValue } = require("./slider.js");

/** @param {Context} context @param {string} name @param {number[]} values rising @param {string} unit behind a spoken value @returns {Part} */
function stops(context, name, values, unit) {
  const id = uniqueId(name);
  const choose = () => context.set({ [name]: values[Number(input.value)] });
  const input = h("input", { type: "range", id, min: 0, max: values.length - 1, step: 1, oninput: choose });
  const field = typedValue(context, name, (value) => context.set({ [name]: value }));
  const label = h("label", { for: id }, labelOf(context, name));
  const node = h("div", { class: "explorer-control explorer-slider", "data-option": name }, label, input, field.node);
  const update = (/** @type {import("./explorer.js").State} */ state) => {
    const value = Number(state[name]);
    const place = String(nearest(values, value));
    if (input.value !== place) input.value = place;
    assign(input, { "aria-valuetext": `${shown(value)} ${unit}` });
    field.update(state);
  };
  return { node, update };
}

/** Place of the value that is nearest as a ratio. @param {number[]} values @param {number} wanted */
function nearest(values, wanted) {
  const distances = values.map((value) => Math.abs(Math.log(value / wanted)));
  return distances.indexOf(Math.min(...distances));
}

module.exports = { stops };
