// @ts-check
"use strict";

/**
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {import("./controls.js").Part} Part
 */

const { shown } = require("../lib/format.js");
const { labelOf } = require("./choices.js");
const { assign, h, setText, uniqueId } = require("./dom.js");
const { typedNumber } = require("./typed.js");

const MOST_STEPS = 200; // of a slider that a hand can still put on a value

/** A slider with its value beside it; of many values one can be typed. @param {Context} context @param {string} name @returns {Part} */
function slider(context, name) {
  const option = /** @type {import("../lib/state.js").Numeric} */ (context.options[name]);
  const { low, high, step = 1 } = option;
  const id = uniqueId(name);
  const set = (/** @type {number} */ value) => context.set({ [name]: value });
  const input = h("input", { type: "range", id, min: low, max: high, step, oninput: () => set(Number(input.value)) });
  const many = (high - low) / Number(step) > MOST_STEPS;
  const value = many ? typedValue(context, name, set) : plainValue(id, name);
  const label = h("label", { for: id }, labelOf(context, name));
  const node = h("div", { class: "explorer-control explorer-slider", "data-option": name }, label, input, value.node);
  const update = (/** @type {import("./explorer.js").State} */ state) => {
    if (input.value !== String(state[name])) input.value = String(state[name]);
    const between = Number(input.value) !== Number(state[name]); // two of its steps
    assign(input, { "aria-valuetext": between && shown(Number(state[name])) });
    value.update(state);
  };
  return { node, update };
}

/** @param {string} id @param {string} name @returns {Part} */
function plainValue(id, name) {
  const node = h("output", { for: id });
  return { node, update: (state) => setText(node, shown(Number(state[name]))) };
}

/** @param {Context} context @param {string} name @param {(value: number) => void} onValue @returns {Part} */
function typedValue(context, name, onValue) {
  const { low, high, kind } = /** @type {import("../lib/state.js").Numeric} */ (context.options[name]);
  const settings = { label: labelOf(context, name), limits: { low, high }, whole: kind === "whole" };
  const field = typedNumber({ ...settings, onValue, onRefuse: context.note });
  return { node: field.node, update: (state) => field.update(Number(state[name])) };
}

module.exports = { slider, typedValue };
