// @ts-check
"use strict";

/**
 * Native inputs, one an option of the explorer's state.
 *
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {{node: HTMLElement, update: (state: Record<string, any>) => void}} Part
 */

const { button, labelOf, segments } = require("./choices.js");
const { h, setText, uniqueId } = require("./dom.js");
const { shown } = require("../lib/format.js");
const { typedNumber } = require("./typed.js");

const MOST_STEPS = 200; // of a slider that a hand can still put on a value

/** A drop-down list. @param {Context} context @param {string} name @returns {Part} */
function select(context, name) {
  const option = /** @type {import("../lib/state.js").Choice} */ (context.options[name]);
  const id = uniqueId(name);
  const choices = option.choices.map(
    (choice) => h("option", { value: choice }, context.text(`options.${name}.choices.${choice}`)),
  );
  const input = h("select", { id, oninput: () => context.set({ [name]: input.value }) }, ...choices);
  const node = h(
    "div",
    { class: "explorer-control", "data-option": name },
    h("label", { for: id }, labelOf(context, name)),
    input,
  );
  return { node, update: (state) => void (input.value = state[name]) };
}

/** Check boxes, for a set of choices. @param {Context} context @param {string} name @returns {Part} */
function checks(context, name) {
  const { choices } = /** @type {import("../lib/state.js").Several} */ (context.options[name]);
  const stem = uniqueId(name);
  const set = () => context.set({
    [name]: inputs.filter((input) => input.checked).map((input) => input.value),
  });
  const inputs = choices.map(
    (value) => h("input", { type: "checkbox", value, id: `${stem}-${value}`, oninput: set }),
  );
  const labels = inputs.map((input) => {
    const words = context.text(`options.${name}.choices.${input.value}`);
    return h("span", { class: "explorer-check" }, input, h("label", { for: input.id }, words));
  });
  const legend = h("legend", {}, labelOf(context, name));
  const node = h(
    "fieldset",
    { class: "explorer-control", "data-option": name },
    legend,
    h("div", { class: "explorer-checks" }, ...labels),
  );
  const update = (/** @type {any} */ state) => {
    for (const input of inputs) input.checked = state[name].includes(input.value);
  };
  return { node, update };
}

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
  const update = (/** @type {any} */ state) => {
    if (input.value !== String(state[name])) input.value = String(state[name]);
    value.update(state);
  };
  return { node, update };
}

/** @param {string} id @param {string} name @returns {Part} */
function plainValue(id, name) {
  const node = h("output", { for: id });
  return { node, update: (state) => setText(node, shown(state[name])) };
}

/** @param {Context} context @param {string} name @param {(value: number) => void} onValue @returns {Part} */
function typedValue(context, name, onValue) {
  const { low, high, kind } = /** @type {import("../lib/state.js").Numeric} */ (context.options[name]);
  const settings = { label: labelOf(context, name), limits: { low, high }, whole: kind === "whole" };
  const field = typedNumber({ ...settings, onValue, onRefuse: context.note });
  return { node: field.node, update: (state) => field.update(state[name]) };
}

/** A whole number to type. @param {Context} context @param {string} name @returns {Part} */
function number(context, name) {
  const { low, high } = /** @type {import("../lib/state.js").Numeric} */ (context.options[name]);
  const id = uniqueId(name);
  const field = typedNumber({
    id,
    limits: { low, high },
    whole: true,
    onValue: (value) => context.set({ [name]: value }),
    onRefuse: context.note,
  });
  const node = h(
    "div",
    { class: "explorer-control explorer-number", "data-option": name },
    h("label", { for: id }, labelOf(context, name)),
    field.node,
  );
  return { node, update: (state) => field.update(state[name]) };
}

module.exports = { button, checks, number, segments, select, slider };
