// @ts-check
"use strict";

/**
 * Softmax term by term: what each score becomes, their sum, and the shares.
 *
 * @typedef {{low: number, high: number}} Limits
 */

/**
 * @param {number[]} scores
 * @param {number} temperature
 */
function softmaxTerms(scores, temperature) {
  const scaled = scores.map((score) => score / temperature);
  const terms = scaled.map(Math.exp);
  const total = terms.reduce((sum, term) => sum + term, 0);
  const shares = terms.map((term) => term / total);
  const most = Math.max(...shares);
  return { scaled, terms, total, shares, leaders: [...shares.keys()].filter((index) => shares[index] === most) };
}

/** All scores and a constant; nothing where one of them would leave the limits. @param {number[]} scores @param {number} constant @param {Limits} limits */
function shifted(scores, constant, { low, high }) {
  const moved = scores.map((score) => Number((score + constant).toPrecision(12)));
  return moved.every((score) => score >= low && score <= high) ? moved : undefined;
}

module.exports = { shifted, softmaxTerms };
