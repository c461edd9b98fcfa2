// @ts-check
"use strict";

/** Numbers as text. */

/**
 * As Python's `f"{value:.{digits}g}"`; a negative zero loses its sign.
 *
 * @param {number} value
 * @param {number} [digits]
 */
function general(value, digits = 6) {
  if (Number.isInteger(value) && Math.abs(value) < 10 ** digits) return String(value);
  if (!Number.isFinite(value)) return String(value);
  const rounded = value.toPrecision(digits);
  if (!rounded.includes("e") && Math.abs(Number(rounded)) >= 1e-4) return String(Number(rounded));
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e").map(Number);
  const sign = exponent < 0 ? "-" : "+";
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** With the signs of print for minus and infinity. @param {string} text of a number */
function printed(text) {
  return text.replaceAll("-", "\u2212").replace("Infinity", "\u221e");
}

/** The number that a reader typed, with any minus sign and decimal mark. @param {string} text */
function readTyped(text) {
  const plain = text.trim().replace(/[\u2212\u2013]/g, "-").replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

/** Whether a text may become a number as more is typed. @param {string} text */
function isBegun(text) {
  return /^[-+\u2212\u2013]?\d*[.,]?\d*(e[-+]?)?$/i.test(text.trim());
}

/** As `general`, with the minus sign of print. @param {number} value @param {number} [digits] */
function shown(value, digits = 4) {
  const [mantissa, exponent] = printed(general(value, digits)).split("e");
  return exponent === undefined ? mantissa : `${mantissa} \u00d7 10${raised(exponent)}`;
}

/**
 * With as many digits as fit into a small cell, at least one.
 *
 * @param {number} value
 * @param {number} [room] letters that fit
 */
function fitting(value, room = 5) {
  for (let digits = room; digits > 0; digits--) {
    const text = general(value, digits);
    if (text.length <= room) return text;
  }
  return general(value, 1).replace(/e\+?/, "e");
}

/** An exponent in small raised figures. @param {string} exponent such as "\u221207" */
function raised(exponent) {
  const figures = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
  const sign = exponent.startsWith("\u2212") ? "\u207b" : "";
  return sign + [...exponent.slice(1).replace(/^0/, "")].map((figure) => figures[Number(figure)]).join("");
}

/**
 * For a factor inside a formula: negative numbers in parentheses.
 *
 * @param {number} value
 * @param {number} [digits]
 */
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

module.exports = { factor, fitting, general, isBegun, literal, printed, pythonRows, readTyped, shown, thousands };
