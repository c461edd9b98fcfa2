// @ts-check
"use strict";

/**
 * What a question is, and what is said to an answer: no DOM.
 *
 * @typedef {import("./arithmetic.js").Formula} Formula
 * @typedef {object} Asked
 * @property {string} name
 * @property {string} lesson
 * @property {"choice" | "several" | "number" | "order" | "print"} kind
 * @property {number[]} right places of the right answers; of the items in their right order
 * @property {Formula[]} [answers] the numbers, the right one first marked by `right`
 * @property {number} [within]
 * @property {Record<string, number[]>} [draw]
 * @property {(Formula | null)[]} [numbers] what the numbers in the text are, where they depend on what is drawn
 *
 * @typedef {object} Verdict
 * @property {boolean} right
 * @property {string} [why] the key of a text that stands before the reply
 * @property {number} [reply] the place of the reply, in the order of the replies
 */

const { compute, number } = require("./arithmetic.js");

/** One value of each range. @param {Asked} asked @param {() => number} random from [0, 1) */
function draw(asked, random = Math.random) {
  /** @type {Record<string, number>} */
  const drawn = {};
  for (const [name, values] of Object.entries(asked.draw ?? {})) {
    drawn[name] = values[Math.floor(random() * values.length)];
  }
  return drawn;
}

/**
 * The number that a reader has written, NaN where it is none: 1,200 and 1 200 and −0.5 and 1e6 are.
 *
 * @param {string} text
 */
function numberOf(text) {
  const plain = text.trim().replace(/−/g, "-").replace(/[\s\u202f](?=\d{3}(\D|$))|,(?=\d{3}(\D|$))/g, "");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

/** @param {number} value @param {number} right @param {number} within as `close` in checks.py has it */
function close(value, right, within) {
  return Math.abs(value - right) <= within * (1 + 1e-9) + 1e-9 * Math.abs(right);
}

/**
 * What to say to a number.
 *
 * @param {Asked} asked
 * @param {number} given
 * @param {Record<string, number>} drawn
 * @returns {Verdict}
 */
function judgeNumber(asked, given, drawn) {
  const values = (asked.answers ?? []).map((formula) => number(formula, drawn));
  const [right] = asked.right;
  if (close(given, values[right], asked.within ?? 0)) return { right: true, reply: right };
  const near = values.findIndex((value) => close(given, value, asked.within ?? 0));
  return near < 0 ? { right: false, why: "other" } : { right: false, reply: near };
}

/**
 * What to say to several choices: the first that is chosen wrongly, then the first that is left out.
 *
 * @param {Asked} asked
 * @param {number[]} given
 * @returns {Verdict}
 */
function judgeSeveral(asked, given) {
  const chosen = given.find((place) => !asked.right.includes(place));
  if (chosen !== undefined) return { right: false, why: "chosen", reply: chosen };
  const missing = asked.right.find((place) => !given.includes(place));
  if (missing !== undefined) return { right: false, why: "unchosen", reply: missing };
  return { right: true };
}

/**
 * What to say to an order: the first item that stands at another place. Replies stand in the right order.
 *
 * @param {Asked} asked
 * @param {number[]} given places of the items on the page, in the order of the reader
 * @returns {Verdict}
 */
function judgeOrder(asked, given) {
  const wrong = asked.right.findIndex((place, index) => given[index] !== place);
  return wrong < 0 ? { right: true } : { right: false, why: "misplaced", reply: asked.right.indexOf(given[wrong]) };
}

/**
 * @param {Asked} asked
 * @param {number[]} given a number, or places of choices
 * @param {Record<string, number>} [drawn]
 * @returns {Verdict}
 */
function judge(asked, given, drawn = {}) {
  if (asked.kind === "number") return judgeNumber(asked, given[0], drawn);
  if (asked.kind === "several") return judgeSeveral(asked, given);
  if (asked.kind === "order") return judgeOrder(asked, given);
  return { right: given[0] === asked.right[0], reply: given[0] };
}

/**
 * A text with its numbers replaced, each written as the one before: decimals, commas, the minus sign.
 *
 * @param {string} text
 * @param {import("./arithmetic.js").Value} value a number, or a list of them
 */
function writtenLike(text, value) {
  const values = /** @type {number[]} */ ([value].flat(Infinity));
  return text.replace(/[-−]?\d[\d,]*(\.\d+)?/g, (old, decimals = ".") => {
    const next = values[0];
    if (values.length > 1) values.shift();
    const fixed = Math.abs(next).toFixed(decimals.length - 1);
    const grouped = old.includes(",") ? fixed.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : fixed;
    return (next < 0 && Number(fixed) ? "−" : "") + grouped;
  });
}

module.exports = { compute, draw, judge, numberOf, writtenLike };
