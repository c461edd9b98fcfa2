// @ts-check
"use strict";

/**
 * Models within the model, which fold: which rows stand within which, and what is seen.
 *
 * @typedef {{name: string, nested: boolean}} Row
 */

/** For each row, the places of the models that it stands within, the outermost first. @param {Row[]} rows @returns {number[][]} */
function around(rows) {
  /** @type {number[]} */
  let open = [];
  return rows.map((row, at) => {
    open = open.filter((model) => row.name.startsWith(`${rows[model].name}/`));
    const found = open;
    if (row.nested) open = [...open, at];
    return found;
  });
}

/** The row that stands for one: itself, or the outermost folded model around it. @param {number[][]} models around each @param {Set<number>} folded @param {number} at */
function standIn(models, folded, at) {
  return models[at].find((model) => folded.has(model)) ?? at;
}

module.exports = { around, standIn };
