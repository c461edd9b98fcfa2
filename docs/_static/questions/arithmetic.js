// @ts-check
"use strict";

/**
 * Compute the expressions of questions, for the numbers that a page has drawn: the same as Python does.
 *
 * @typedef {number | string | Quoted | Listed | Called | Operated} Formula see docs/_ext/questions/formulas.py; a text is a name
 * @typedef {["'", string]} Quoted
 * @typedef {["[", ...Formula[]]} Listed
 * @typedef {["(", string, Formula[], Record<string, Formula>]} Called
 * @typedef {["+" | "-" | "*" | "/" | "//" | "%" | "**", Formula, Formula]} Operated
 * @typedef {number | string | number[]} Value
 * @typedef {import("../explorers/lib/sizes.js").Sliding} Sliding
 * @typedef {{channels: number, filters: number}} Filters
 */

const { convMultiplyAdds, convParameters, denseParameters } = require("../explorers/lib/geometry.js");
const { outputSize } = require("../explorers/lib/sizes.js");

/** @type {Record<Operated[0], (a: number, b: number) => number>} */
const OPERATIONS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  "%": (a, b) => a - b * Math.floor(a / b),
  "**": (a, b) => a ** b,
};

/**
 * Functions of `cnn_docs` and of Python: positional arguments, then the named ones.
 *
 * @type {Record<string, (args: never, named: never) => number>}
 */
const FUNCTIONS = {
  abs: (/** @type {[number]} */ [value]) => Math.abs(value),
  conv_multiply_adds: (/** @type {[[number, number], number]} */ [[height, width], size], /** @type {Filters} */ { channels, filters }) =>
    convMultiplyAdds(size, channels, filters, height, width),
  conv_parameters: (/** @type {[number]} */ [size], /** @type {Filters} */ { channels, filters }) => convParameters(size, channels, filters),
  dense_parameters: (/** @type {[number, number]} */ [inputs, units]) => denseParameters(inputs, units),
  max: (/** @type {number[]} */ values) => Math.max(...values),
  min: (/** @type {number[]} */ values) => Math.min(...values),
  output_size: (/** @type {[number, number]} */ [size, kernel], /** @type {Sliding} */ sliding) => outputSize(size, kernel, sliding),
};

/**
 * The value of a formula for the drawn numbers.
 *
 * @param {Formula} formula
 * @param {Record<string, number>} drawn
 * @returns {Value}
 */
function compute(formula, drawn) {
  if (typeof formula === "number") return formula;
  if (typeof formula === "string") return drawn[formula];
  if (formula[0] === "'") return formula[1];
  if (formula[0] === "[") return formula.slice(1).map((one) => number(/** @type {Formula} */ (one), drawn));
  if (formula[0] === "(") {
    const [, name, values, named] = formula;
    const call = /** @type {(args: Value[], named: Record<string, Value>) => number} */ (FUNCTIONS[name]);
    const computed = Object.entries(named).map(([key, value]) => [key, compute(value, drawn)]);
    return call(values.map((one) => compute(one, drawn)), Object.fromEntries(computed));
  }
  const [operator, first, second] = formula;
  return OPERATIONS[operator](number(first, drawn), number(second, drawn));
}

/** The number that a formula is. @param {Formula} formula @param {Record<string, number>} drawn */
function number(formula, drawn) {
  return /** @type {number} */ (compute(formula, drawn));
}

module.exports = { FUNCTIONS, OPERATIONS, compute, number };
