// @ts-check
"use strict";

/**
 * What the texts of the explorer `threshold` name: counts, rates and shares as they are written.
 *
 * @typedef {import("./threshold-model.js").Counts} Counts
 * @typedef {{counts: Counts, expected: Counts, rates: {sensitivity: number, specificity: number}, precision: number}} Found
 */

const { shown } = require("./format.js");

/** Whether nothing is called positive: then there is no precision. @param {Pick<Found, "precision">} all */
function isNone({ precision }) {
  return Number.isNaN(precision);
}

/** The key of the words for precision; no false positive among some pictures does not mean none in use. @param {Pick<Found, "counts" | "precision">} all */
function precisionKey(all) {
  if (isNone(all)) return "precisionNone";
  return all.counts.falsePositives === 0 ? "precisionAll" : "precisionIs";
}

/** A number of a thousand, with so many digits that what is computed of it is right. @param {number} count */
function rounded(count) {
  return shown(count, 6);
}

/** How many decimals it takes, at least three, to tell a share from all and from nothing. @param {number} share */
function decimalsOf(share) {
  let decimals = 3;
  while (share > 0 && share < 1 && Number.isInteger(Number(share.toFixed(decimals)))) decimals += 1;
  return decimals;
}

/** A share as a number and in percent, of the same digits. @param {number} share */
function shareTexts(share) {
  const decimals = decimalsOf(share);
  const text = share.toFixed(decimals);
  return { share: text, percent: (100 * Number(text)).toFixed(decimals - 2) };
}

/** @param {{threshold: number, prevalence: number}} state @param {Found} all */
function wordsOf({ threshold, prevalence }, { counts, expected, rates, precision }) {
  const { share, percent } = shareTexts(precision);
  return {
    ...counts, threshold: shown(threshold), prevalence: shown(prevalence), precision: share, percent,
    sensitivity: rates.sensitivity.toFixed(3), specificity: rates.specificity.toFixed(3),
    falsePositiveRate: (1 - rates.specificity).toFixed(3),
    found: rounded(expected.truePositives), alarms: rounded(expected.falsePositives),
  };
}

module.exports = { isNone, precisionKey, rounded, shareTexts, wordsOf };
