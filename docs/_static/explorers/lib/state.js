// @ts-check
"use strict";

/**
 * What an explorer shows, as text in the page's address, and back.
 *
 * @typedef {{kind: "choice", choices: string[], default: string}} Choice
 * @typedef {{kind: "number" | "whole", low: number, high: number, step?: number | string, default: number}} Numeric
 * @typedef {{kind: "numbers", low: number, high: number, lengths?: number[], of?: number, most?: number, default: number[]}} Numbers of one of these lengths, or in groups of so many, as long as that at most
 * @typedef {{kind: "set", choices: string[], default: string[]}} Several
 * @typedef {Choice | Numeric | Numbers | Several} Option
 * @typedef {Record<string, Option>} Options
 * @typedef {string | number | string[] | number[]} Value
 * @typedef {Record<string, Value>} State
 */

const { literal } = require("./format.js");

const MOST_LETTERS = 60; // of a part of a link, quoted

/** @param {Options} options @returns {State} */
function defaults(options) {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
}

/** @param {string} text @param {number} low @param {number} high @returns {number | undefined} */
function readNumber(text, low, high) {
  const value = Number(text);
  return text.trim() !== "" && value >= low && value <= high ? value : undefined;
}

/**
 * The value that a text stands for, or undefined where it is not allowed.
 *
 * @param {Option} option
 * @param {string} text
 * @returns {Value | undefined}
 */
function readOption(option, text) {
  if (option.kind === "choice") return option.choices.includes(text) ? text : undefined;
  if (option.kind === "set") {
    const names = text === "" ? [] : text.split(",");
    return names.every((name) => option.choices.includes(name)) ? names : undefined;
  }
  if (option.kind === "numbers") {
    const values = text === "" ? [] : text.split(",").map(
      (part) => readNumber(part, option.low, option.high),
    );
    const { lengths = [], of = 0, most = 0 } = option;
    const count = values.length;
    const fits = (lengths.includes(count) || (count <= most && count % of === 0)) && !values.includes(undefined);
    return fits ? /** @type {number[]} */ (values) : undefined;
  }
  const value = readNumber(text, option.low, option.high);
  return option.kind === "whole" && !Number.isInteger(value) ? undefined : value;
}

/** @param {Value} value @returns {string} */
function written(value) {
  if (typeof value === "string") return value;
  return typeof value === "number" ? literal(value) : value.map(written).join(",");
}

/**
 * What a query asks for, with no value where it is not allowed; of two texts for one name the last one counts.
 *
 * @param {Options} options
 * @param {string} query
 */
function partsOf(options, query) {
  return [...new Map(new URLSearchParams(query))].map(([name, text]) => ({
    name,
    words: `${name}=${text}`.slice(0, MOST_LETTERS),
    value: Object.hasOwn(options, name) ? readOption(options[name], text) : undefined,
  }));
}

/**
 * The state that a query such as `stride=2&padding=same` describes, on top of `base`; what it
 * cannot mean is left as it is and named in `problems`.
 *
 * @param {Options} options
 * @param {string} query
 * @param {State} base
 * @returns {{state: State, problems: string[]}}
 */
function readQuery(options, query, base) {
  const state = { ...base };
  const problems = [];
  for (const { name, words, value } of partsOf(options, query)) {
    if (value === undefined) problems.push(words);
    else state[name] = value;
  }
  return { state, problems };
}

/** What differs from `base`, as a query. @param {Options} options @param {State} state @param {State} base */
function writeQuery(options, state, base) {
  const parts = [];
  for (const name of Object.keys(options)) {
    const text = written(state[name]);
    if (text !== written(base[name])) parts.push(`${name}=${encodeURIComponent(text)}`);
  }
  return parts.join("&").replaceAll("%2C", ",");
}

/**
 * What a query asked for that a state does not hold, such as a row beyond the last one.
 *
 * @param {Options} options
 * @param {string} query
 * @param {State} state
 */
function unmet(options, query, state) {
  return partsOf(options, query)
    .filter(({ name, value }) => value !== undefined && written(value) !== written(state[name]))
    .map(({ words }) => words);
}

/**
 * Queries by explorer id in a fragment such as `#convolution?stride=2;pooling?size=3`.
 *
 * @param {string} hash
 */
function readHash(hash) {
  const queries = new Map();
  for (const part of hash.replace(/^#/, "").split(";")) {
    const [id, query] = part.split(/\?(.*)/s);
    if (query !== undefined) queries.set(id, query);
  }
  return queries;
}

/** @param {Map<string, string>} queries */
function writeHash(queries) {
  return [...queries].map(([id, query]) => `${id}?${query}`).join(";");
}

module.exports = { defaults, readHash, readOption, readQuery, unmet, writeHash, writeQuery };
