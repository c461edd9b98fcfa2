// @ts-check
"use strict";

/**
 * Native inputs, one an option of the explorer's state.
 *
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {{node: HTMLElement, update: (state: import("./explorer.js").State) => void}} Part
 */

const { button, labelOf, segments } = require("./choices.js");
const { h, uniqueId } = require("./dom.js");
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
  return { node, update: (state) => void (input.value = String(state[name])) };
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
  const update = (/** @type {import("./explorer.js").State} */ state) => {
    const chosen = /** @type {string[]} */ (state[name]);
    for (const input of inputs) input.checked = chosen.includes(input.value);
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
