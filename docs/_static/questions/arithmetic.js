// @ts-check
"use strict";

/**
 * Compute the expressions of questions, for the numbers that a page has drawn: the same as Python does.
 *
 * @typedef {number | string | any[]} Formula see docs/_ext/questions/formulas.py
 * @typedef {Record<string, any>} Named
 */

const { convMultiplyAdds, convParameters, denseParameters } = require("../explorers/lib/geometry.js");
const { outputSize } = require("../explorers/lib/sizes.js");

/** @type {Record<string, (a: any, b: any, c?: any, d?: any) => any>} */
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
 * @type {Record<string, (args: any[], named: Named) => any>}
 */
const FUNCTIONS = {
  abs: ([value]) => Math.abs(value),
  conv_multiply_adds: ([[height, width], size], { channels, filters }) =>
    convMultiplyAdds(size, channels, filters, height, width),
  conv_parameters: ([size], { channels, filters }) => convParameters(size, channels, filters),
  dense_parameters: ([inputs, units]) => denseParameters(inputs, units),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  output_size: ([size, kernel], sliding) => outputSize(size, kernel, sliding),
};

/**
 * The value of a formula for the drawn numbers.
 *
 * @param {Formula} formula
 * @param {Record<string, number>} drawn
 * @returns {any}
 */
function compute(formula, drawn) {
  if (typeof formula === "number") return formula;
  if (typeof formula === "string") return drawn[formula];
  const [kind, first, second, third] = formula;
  if (kind === "'") return first;
  if (kind === "[") return formula.slice(1).map((one) => compute(one, drawn));
  if (kind !== "(") return OPERATIONS[kind](compute(first, drawn), compute(second, drawn));
  const named = Object.entries(third).map(([name, value]) => [name, compute(value, drawn)]);
  return FUNCTIONS[first](
    second.map((/** @type {Formula} */ one) => compute(one, drawn)),
    Object.fromEntries(named),
  );
}

module.exports = { FUNCTIONS, OPERATIONS, compute };
