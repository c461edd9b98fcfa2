// @ts-check
"use strict";

/** Numbers as text. */

/** As Python's `f"{value:.{digits}g}"`; a negative zero loses its sign. @param {number} value @param {number} [digits] */
function general(value, digits = 6) {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e").map(Number);
  if (exponent >= -4 && exponent < digits) return String(Number(value.toPrecision(digits)));
  const sign = exponent < 0 ? "-" : "+";
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** As `general`, with the minus sign of print. @param {number} value @param {number} [digits] */
function shown(value, digits = 4) {
  return general(value, digits).replaceAll("-", "\u2212");
}

/** For a factor inside a formula: negative numbers in parentheses. @param {number} value @param {number} [digits] */
function factor(value, digits = 4) {
  const text = shown(value, digits);
  return value < 0 ? `(${text})` : text;
}

/** With thousands separators. @param {number} value */
function thousands(value) {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A number that Python reads back as it is. @param {number} value */
function literal(value) {
  return general(value, 12);
}

/** Nested rows as a Python list, one row a line. @param {number[][]} rows @param {string} indent */
function pythonRows(rows, indent) {
  return `[${rows.map((row) => `[${row.map(literal).join(", ")}]`).join(`,\n${indent}`)}]`;
}

module.exports = { factor, general, literal, pythonRows, shown, thousands };
