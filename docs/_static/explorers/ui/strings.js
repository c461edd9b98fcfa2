// @ts-check
"use strict";

const STRINGS = require("../strings.json");

/**
 * The text of a key such as "convolution.options.stride", its {names} filled in.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
function text(key, values = {}) {
  /** @type {any} */
  let found = STRINGS;
  for (const part of key.split(".")) found = found?.[part];
  if (typeof found !== "string") throw new Error(`strings.json has no ${key}`);
  return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

module.exports = { text };
