// @ts-check
"use strict";

/** From a drawing of 32 by 32 dark or light pixels to the 8 by 8 counts that the network reads. */

const { alongLine } = require("./brush.js");

const SIDE = 32;
const BLOCK = 4;
const TALL = 31; // what a digit is scaled to: the training digits fill the height
const THICK = 3.8; // pixels across the strokes of half of the training digits, as `thickness` sees them

/** Rows and columns of the drawing that hold ink; undefined on empty paper. @param {Uint8Array} pixels */
function bounds(pixels) {
  let [top, left, bottom, right] = [SIDE, SIDE, -1, -1];
  pixels.forEach((dark, index) => {
    if (!dark) return;
    const [row, column] = [Math.floor(index / SIDE), index % SIDE];
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    left = Math.min(left, column);
    right = Math.max(right, column);
  });
  return bottom < 0 ? undefined : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/**
 * The drawing as the training digits are: in the middle, of their height and of their thickness at least.
 *
 * @param {Uint8Array} pixels
 */
function normalised(pixels) {
  let result = centred(pixels);
  for (let step = 0; step < 2 && thickness(result) < THICK; step++) result = thickened(result);
  return centred(result);
}

/** Dark neighbours of a pixel above, below, left and right. @param {Uint8Array} pixels @param {number} index */
function neighbours(pixels, index) {
  const column = index % SIDE;
  const [left, right] = [column > 0 && pixels[index - 1], column < SIDE - 1 && pixels[index + 1]];
  return Number(pixels[index - SIDE] ?? 0) + Number(pixels[index + SIDE] ?? 0) + Number(left) + Number(right);
}

/** Width of the strokes: a line has half as much ink for each pixel of its outline. @param {Uint8Array} pixels */
function thickness(pixels) {
  let [ink, outline] = [0, 0];
  pixels.forEach((dark, index) => {
    if (!dark) return;
    ink += 1;
    outline += 4 - neighbours(pixels, index);
  });
  return ink === 0 ? Infinity : (2 * ink) / outline;
}

/** The drawing with a pixel more on every side. @param {Uint8Array} pixels */
function thickened(pixels) {
  return pixels.map((dark, index) => Number(dark > 0 || neighbours(pixels, index) > 0));
}

/**
 * The drawing moved to the middle and scaled to the height of the training digits, its proportions kept.
 *
 * @param {Uint8Array} pixels
 */
function centred(pixels) {
  const box = bounds(pixels);
  const result = new Uint8Array(SIDE * SIDE);
  if (!box) return result;
  const scale = Math.min(TALL / box.height, TALL / box.width, 4);
  const [middleRow, middleColumn] = [box.top + box.height / 2, box.left + box.width / 2];
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const y = Math.floor((row + 0.5 - SIDE / 2) / scale + middleRow);
      const x = Math.floor((column + 0.5 - SIDE / 2) / scale + middleColumn);
      if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) result[row * SIDE + column] = pixels[y * SIDE + x];
    }
  }
  return result;
}

/** Dark pixels in each block of 4 by 4. @param {Uint8Array} pixels */
function blockCounts(pixels) {
  const across = SIDE / BLOCK;
  const counts = new Array(across * across).fill(0);
  pixels.forEach((dark, index) => {
    const [row, column] = [Math.floor(index / SIDE), index % SIDE];
    if (dark) counts[Math.floor(row / BLOCK) * across + Math.floor(column / BLOCK)] += 1;
  });
  return counts;
}

/**
 * Value between the counts at a pixel, where each count stands in the middle of its block.
 *
 * @param {ArrayLike<number>} counts
 * @param {number} row
 * @param {number} column
 */
function between(counts, row, column) {
  const across = SIDE / BLOCK;
  const [y, x] = [(row + 0.5) / BLOCK - 0.5, (column + 0.5) / BLOCK - 0.5];
  const [top, left] = [Math.floor(y), Math.floor(x)];
  let sum = 0;
  for (let i = Math.max(top, 0); i <= top + 1 && i < across; i++) {
    for (let j = Math.max(left, 0); j <= left + 1 && j < across; j++) {
      sum += counts[i * across + j] * (1 - Math.abs(y - i)) * (1 - Math.abs(x - j));
    }
  }
  return sum;
}

/**
 * A drawing that has exactly these counts: in each block the pixels nearest to the ink around.
 *
 * @param {ArrayLike<number>} counts
 */
function drawingOf(counts) {
  const across = SIDE / BLOCK;
  const pixels = new Uint8Array(SIDE * SIDE);
  for (let block = 0; block < counts.length; block++) {
    const dark = Math.round(counts[block]);
    if (dark === 0) continue;
    const [top, left] = [Math.floor(block / across) * BLOCK, (block % across) * BLOCK];
    const ranked = Array.from({ length: BLOCK * BLOCK }, (_, index) => {
      const [row, column] = [top + Math.floor(index / BLOCK), left + (index % BLOCK)];
      return { at: row * SIDE + column, value: between(counts, row, column) };
    });
    ranked.sort((one, other) => other.value - one.value);
    for (const { at } of ranked.slice(0, dark)) pixels[at] = 1;
  }
  return pixels;
}

/**
 * Darken the pixels whose middle is near the line.
 *
 * @param {Uint8Array} pixels
 * @param {number[]} from [row, column]
 * @param {number[]} to
 * @param {number} radius
 */
function stroke(pixels, from, to, radius) {
  alongLine({ height: SIDE, width: SIDE }, from, to, radius, (index) => void (pixels[index] = 1));
}

/** Each row as a whole number, its bits the pixels. @param {Uint8Array} pixels */
function packed(pixels) {
  if (!pixels.includes(1)) return [];
  return Array.from(
    { length: SIDE },
    (_, row) => pixels.subarray(row * SIDE, (row + 1) * SIDE).reduce((number, dark) => number * 2 + dark, 0),
  );
}

/** @param {number[]} rows */
function unpacked(rows) {
  const pixels = new Uint8Array(SIDE * SIDE);
  rows.forEach((number, row) => {
    for (let column = SIDE - 1; column >= 0; column--) {
      pixels[row * SIDE + column] = number % 2;
      number = Math.floor(number / 2);
    }
  });
  return pixels;
}

module.exports = { SIDE, blockCounts, drawingOf, normalised, packed, stroke, unpacked };
