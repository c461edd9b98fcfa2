// @ts-check
"use strict";

/**
 * The label of a control, and buttons.
 *
 * @typedef {import("./explorer.js").Context} Context
 */

const { h } = require("./dom.js");

/** @param {Context} context @param {string} name */
function labelOf(context, name) {
  return context.text(`options.${name}.label`);
}

/** @param {string} label @param {() => void} action @param {string} [className] */
function button(label, action, className = "") {
  return h("button", { type: "button", class: `explorer-button ${className}`, onclick: action }, label);
}

module.exports = { button, labelOf };
