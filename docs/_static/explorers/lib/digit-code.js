// @ts-check
"use strict";

/**
 * Digits out of the text that `tests/js/digit_code.py` writes: a range coder, and how often each value followed on the
 * values around it so far.
 */

const VALUES = 17;
const PLACES = 64;
const LEVELS = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3]; // paper, light, dark, ink
const WEIGHTS = [4, 20, 30];
const [TOP, BOTTOM, ALL] = [2 ** 24, 2 ** 16, 2 ** 32];

/**
 * Reads values one by one, each by its chances.
 *
 * @param {string} text in base 64
 */
function decoder(text) {
  const bytes = atob(text);
  let [at, low, range, code] = [0, 0, ALL - 1, 0];
  const next = () => (at < bytes.length ? bytes.charCodeAt(at++) : 0);
  for (let byte = 0; byte < 4; byte++) code = code * 256 + next();
  /** Whether the first byte is done with; a range that became too small is cut so that it is. */
  const isSettled = () => {
    if (((low ^ (low + range)) >>> 0) < TOP) return true;
    if (range >= BOTTOM) return false;
    range = (-low >>> 0) % BOTTOM;
    return true;
  };
  return (/** @type {Uint32Array} */ chances) => {
    const total = chances.reduce((sum, chance) => sum + chance, 0);
    const part = Math.floor(range / total);
    const wanted = Math.floor(((code - low) >>> 0) / part);
    let [value, below] = [0, 0];
    while (below + chances[value] <= wanted) below += chances[value++];
    low = (low + below * part) >>> 0;
    range = part * chances[value];
    while (isSettled()) {
      code = ((code << 8) | next()) >>> 0;
      low = (low << 8) >>> 0;
      range = (range << 8) >>> 0;
    }
    return value;
  };
}

/**
 * Reads some digits more at each call, so that none takes long.
 *
 * @param {string} text
 * @param {ArrayLike<number>} labels
 */
function digitReader(text, labels) {
  const read = decoder(text);
  const tables = [10, 64, 160].map((rows) => new Uint32Array(rows * PLACES * VALUES));
  const chances = new Uint32Array(VALUES);
  const values = new Uint8Array(labels.length * PLACES);
  let done = 0;
  /** @param {number} place @param {number} label @param {Uint8Array} digit */
  const readPlace = (place, label, digit) => {
    const rows = rowsFor(digit, place, label).map((row) => row * VALUES);
    for (let value = 0; value < VALUES; value++) {
      chances[value] = 1;
      for (let index = 0; index < 3; index++) chances[value] += WEIGHTS[index] * tables[index][rows[index] + value];
    }
    const value = read(chances);
    rows.forEach((row, index) => void (tables[index][row + value] += 1));
    digit[place] = value;
  };
  /** @param {number} count @returns {number} how many digits are there now */
  const more = (count) => {
    for (const end = Math.min(done + count, labels.length); done < end; done++) {
      const digit = values.subarray(done * PLACES, (done + 1) * PLACES);
      for (let place = 0; place < PLACES; place++) readPlace(place, labels[done], digit);
    }
    return done;
  };
  return { values, more };
}

/** Rows of the three tables that hold for a place. @param {Uint8Array} digit @param {number} place @param {number} label */
function rowsFor(digit, place, label) {
  const column = place % 8;
  const above = place < 8 ? 0 : LEVELS[digit[place - 8]];
  const left = column === 0 ? 0 : LEVELS[digit[place - 1]];
  const beside = place < 8 || column === 7 ? 0 : LEVELS[digit[place - 7]];
  const near = above * 4 + left;
  return [label * PLACES + place, (near * 4 + beside) * PLACES + place, (label * 16 + near) * PLACES + place];
}

module.exports = { digitReader };
