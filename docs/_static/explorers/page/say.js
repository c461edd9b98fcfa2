// @ts-check
"use strict";

/** The words of a page. */

const { filledText } = require("../ui/strings.js");
const WORDS = require("./words.json");

/** @type {Record<string, unknown>} */
const words = { ...WORDS };

/** @param {string} key @param {Record<string, string | number>} [values] */
function say(key, values) {
  return filledText(words, key, values);
}

/** Add words of a part that not every page has. @param {Record<string, unknown>} more */
function learn(more) {
  Object.assign(words, more);
}

module.exports = { learn, say };
