// @ts-check
"use strict";

const COMMON = require("../strings/common.json");

/**
 * The text of a key such as "options.stride.label", its {names} filled in.
 *
 * @param {object} strings
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
function filledText(strings, key, values = {}) {
  /** @type {unknown} */
  let found = strings;
  for (const part of key.split(".")) found = /** @type {Record<string, unknown> | undefined} */ (found)?.[part];
  if (typeof found !== "string") throw new Error(`no text for ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** A text that all explorers share. @param {string} key @param {Record<string, string | number>} [values] */
function common(key, values) {
  return filledText(COMMON, key, values);
}

module.exports = { common, filledText };
