// @ts-check
"use strict";

/**
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {import("./controls.js").Part} Part
 */

const { labelOf } = require("./choices.js");
const { h, uniqueId } = require("./dom.js");

/**
 * A row of radio buttons: choices, or the few values of a whole number.
 *
 * @param {Context} context
 * @param {string} name
 * @returns {Part}
 */
function segments(context, name) {
  const option = context.options[name];
  const group = uniqueId(name);
  const values = option.kind === "choice" ? option.choices : wholeNumbers(/** @type {import("../lib/state.js").Numeric} */ (option));
  const inputs = values.map((value) => {
    const set = () => context.set({ [name]: option.kind === "choice" ? value : Number(value) });
    return h("input", { type: "radio", name: group, value, id: `${group}-${value}`, oninput: set });
  });
  const labels = inputs.map((input) => {
    const label = option.kind === "choice" ? context.text(`options.${name}.choices.${input.value}`) : input.value;
    return h("span", { class: "explorer-segment" }, input, h("label", { for: input.id }, label));
  });
  const legend = h("legend", {}, labelOf(context, name));
  const node = h(
    "fieldset",
    { class: "explorer-control", "data-option": name },
    legend,
    h("div", { class: "explorer-segments" }, ...labels),
  );
  const update = (/** @type {import("./explorer.js").State} */ state) => {
    for (const input of inputs) input.checked = input.value === String(state[name]);
  };
  return { node, update };
}

/** @param {{low: number, high: number}} option */
function wholeNumbers({ low, high }) {
  return Array.from({ length: high - low + 1 }, (_, index) => String(low + index));
}

module.exports = { segments };
