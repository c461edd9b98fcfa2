// @ts-check
"use strict";

/** A number to type into a field of text: it shows the minus sign of print, as all other numbers do. */

const { printed, readTyped } = require("../lib/format.js");
const { assign, h } = require("./dom.js");

/** What the arrow keys add. @type {Record<string, number>} */
const STEPS = { ArrowUp: 1, ArrowDown: -1 };

/**
 * Arrow up and down add and take one. What cannot be used changes nothing, and is gone when the field is left.
 *
 * @param {object} settings
 * @param {string} [settings.id]
 * @param {string} [settings.label] where no label element names it
 * @param {{low: number, high: number}} settings.limits
 * @param {(value: number) => string} [settings.write] a value as text
 * @param {(value: number) => void} settings.onValue
 * @param {() => void} [settings.onRefuse] a number beyond the limits was typed
 */
function typedNumber({ id, label, limits, write = String, onValue, onRefuse }) {
  const { low, high } = limits;
  const node = h(
    "input",
    { type: "text", class: "explorer-typed", id, inputmode: "text", autocomplete: "off", "aria-label": label },
  );
  let current = NaN;

  const put = (/** @type {number} */ value) => {
    current = value;
    node.value = printed(write(value));
    assign(node, { "aria-invalid": false });
  };
  node.addEventListener("input", () => {
    const value = readTyped(node.value);
    const fits = value !== undefined && value >= low && value <= high;
    assign(node, { "aria-invalid": fits || node.value === "" ? false : "true" });
    if (fits) {
      current = value;
      onValue(value);
    } else if (value !== undefined) onRefuse?.();
  });
  node.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step === undefined || node.readOnly || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    put(Math.min(Math.max(Number((current + step).toPrecision(12)), low), high));
    onValue(current);
  });
  node.addEventListener("blur", () => put(current));

  /** Show a value, but leave what is being typed alone. @param {number} value */
  const update = (value) => {
    const typing = document.activeElement === node && (value === current || node.value === "");
    if (typing) return;
    if (node.value !== printed(write(value))) put(value);
    current = value;
  };
  return { node, update };
}

module.exports = { typedNumber };
