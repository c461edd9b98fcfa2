// @ts-check
"use strict";

/** A number to type into a field of text: it shows the minus sign of print, as all other numbers do. */

const { isBegun, printed, readTyped, shown } = require("../lib/format.js");
const { assign, h } = require("./dom.js");
const { common } = require("./strings.js");

/** What keys add. @type {Record<string, number>} */
const STEPS = { ArrowUp: 1, ArrowDown: -1 };
/** The same in a grid, where arrow keys move between the cells. @type {Record<string, number>} */
const GRID_STEPS = { PageUp: 1, PageDown: -1 };

/**
 * Keys add and take one. What cannot be used changes nothing, says why, and is gone when the field is left.
 *
 * @param {object} settings
 * @param {string} [settings.id]
 * @param {string} [settings.label] where no label element names it
 * @param {{low: number, high: number}} settings.limits
 * @param {boolean} [settings.whole] takes whole numbers only
 * @param {boolean} [settings.inGrid] leaves the arrow keys to the grid
 * @param {(value: number) => string} [settings.write] a value as text
 * @param {(value: number) => void} settings.onValue
 * @param {(words: string) => void} settings.onRefuse why something cannot be used; empty once that is over
 */
function typedNumber({ id, label, limits, whole = false, inGrid = false, write = String, onValue, onRefuse }) {
  const { low, high } = limits;
  const inputmode = whole && low >= 0 ? "numeric" : "text";
  const node = h("input", { type: "text", class: "explorer-typed", id, inputmode, "aria-label": label });
  const fits = (/** @type {number} */ value) => value >= low && value <= high && (!whole || Number.isInteger(value));
  const beyond = common(whole ? "beyondWhole" : "beyond", { low: shown(low), high: shown(high, 6) });
  let current = NaN;
  let before = NaN; // what stood there when the typing began
  let refused = false;

  const put = (/** @type {number} */ value) => {
    current = value;
    const text = printed(write(value));
    if (node.value !== text) node.value = text;
    node.removeAttribute("aria-invalid");
  };
  const give = (/** @type {number} */ value) => {
    if (value === current) return;
    current = value;
    onValue(value);
  };
  const tell = (/** @type {string} */ words) => {
    if (words || refused) onRefuse(words);
    refused = words !== "";
    assign(node, { "aria-invalid": refused ? "true" : false });
  };
  node.addEventListener("focus", () => void (before = current));
  node.addEventListener("beforeinput", () => {
    if (node.selectionStart === 0 && node.selectionEnd === node.value.length) before = current; // it begins anew
  });
  node.addEventListener("input", () => {
    const value = readTyped(node.value);
    if (value !== undefined && fits(value)) {
      tell("");
      give(value);
      return;
    }
    give(before); // the first digits of what cannot be used do not stay
    tell(value === undefined ? unreadable(node.value.trim()) : beyond);
  });
  node.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (node.readOnly && event.key.length === 1) onRefuse(node.dataset.fixed ?? "");
    const step = (inGrid ? GRID_STEPS : STEPS)[event.key];
    if (step === undefined || node.readOnly) return;
    event.preventDefault();
    const next = Math.min(Math.max(Number((current + step).toPrecision(12)), low), high);
    tell("");
    before = next;
    give(next);
    put(next);
  });
  node.addEventListener("blur", () => put(current));

  /** Show a value, but leave what is being typed alone. @param {number} value */
  const update = (value) => {
    if (document.activeElement === node && (value === current || node.value === "")) return;
    put(value);
  };
  return { node, update };
}

/** Why a text is no number; nothing as long as it may become one. @param {string} typed */
function unreadable(typed) {
  return isBegun(typed) ? "" : common("noNumber", { typed: typed.slice(0, 12) });
}

module.exports = { typedNumber };
