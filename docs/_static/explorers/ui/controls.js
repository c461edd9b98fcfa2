// @ts-check
"use strict";

/**
 * Native inputs, one an option of the explorer's state.
 *
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {{node: HTMLElement, update: (state: import("./explorer.js").State) => void}} Part
 */

const { checks } = require("./checks.js");
const { button, labelOf } = require("./choices.js");
const { h, uniqueId } = require("./dom.js");
const { segments } = require("./segments.js");
const { slider } = require("./slider.js");
const { typedNumber } = require("./typed.js");

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
  const update = (/** @type {import("./explorer.js").State} */ state) => {
    if (input.value !== state[name]) input.value = String(state[name]);
  };
  return { node, update };
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
  return { node, update: (state) => field.update(Number(state[name])) };
}

module.exports = { button, checks, number, segments, select, slider };
