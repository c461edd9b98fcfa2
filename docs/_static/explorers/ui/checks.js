// @ts-check
"use strict";

/**
 * @typedef {import("./explorer.js").Context} Context
 * @typedef {import("./controls.js").Part} Part
 */

const { labelOf } = require("./choices.js");
const { h, uniqueId } = require("./dom.js");

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

module.exports = { checks };
