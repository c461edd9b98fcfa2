// @ts-check
"use strict";

const { assign, h, setText, uniqueId } = require("./dom.js");

/**
 * A slider from 0 to as far as there is something at the time, with its place in words beside it.
 *
 * @param {string} name of the option
 * @param {string} label
 * @param {(place: number) => void} onChoose
 */
function reach(name, label, onChoose) {
  const id = uniqueId(name);
  const input = h("input", { type: "range", id, min: 0, step: 1, oninput: () => onChoose(Number(input.value)) });
  const value = h("output", { for: id });
  const node = h("div", { class: "explorer-control explorer-slider", "data-option": name }, h("label", { for: id }, label), input, value);
  /** @param {number} place @param {number} most @param {string} words */
  const update = (place, most, words) => {
    assign(input, { max: Math.max(most, 1), "aria-valuetext": words });
    input.value = String(place);
    input.disabled = most < 1;
    setText(value, words);
  };
  return { node, update };
}

module.exports = { reach };
