// @ts-check
"use strict";

/**
 * What is drawn on an input: finer than its pixels, each of which has the mean of what lies in it.
 *
 * @typedef {{height: number, width: number, count: number}} Size of the input, and how many maps it has
 */

const { alongLine } = require("../lib/brush.js");

const [COARSE, MIDDLE] = [16, 64]; // pixels along the longer side, up to which a pixel is drawn in 4 by 4 parts, or 2 by 2

class Sheet {
  /** @param {Size} size @param {ArrayLike<number>} values planes @param {boolean} whole numbers only */
  constructor({ height, width, count }, values, whole) {
    const side = Math.max(height, width);
    const fine = side <= COARSE ? 4 : side <= MIDDLE ? 2 : 1;
    this.size = { height, width, count };
    this.fine = { height: height === 1 ? 1 : height * fine, width: width * fine };
    this.parts = { down: this.fine.height / height, across: fine };
    this.whole = whole;
    /** Values of the input, in planes. */
    this.values = Float64Array.from(values);
    /** The parts of the pixels that were drawn on, of all maps. @type {Map<number, Float64Array>} */
    this.drawn = new Map();
  }

  /** Draw a line. @param {number[]} from row and column, in pixels @param {number[]} to @param {number} radius in pixels; 0 for whole pixels @param {number[]} colour a value for each map */
  line(from, to, radius, colour) {
    const { height, width } = this.size;
    const finer = (/** @type {number[]} */ place) => [place[0] * this.parts.down, place[1] * this.parts.across];
    /** @type {Set<number>} */
    const touched = new Set();
    if (radius === 0) {
      alongLine({ height, width }, from, to, 0.5, (pixel) => this.fill(pixel, colour));
      for (const [row, column] of [from, to]) this.fill(pixelAt(this.size, row, column), colour);
      return;
    }
    const reach = Math.max(radius * this.parts.across, Math.SQRT1_2); // at least the part that the pen is over
    alongLine(this.fine, finer(from), finer(to), reach, (part) => {
      const [row, column] = [Math.floor(part / this.fine.width), part % this.fine.width];
      const pixel = Math.floor(row / this.parts.down) * width + Math.floor(column / this.parts.across);
      const inside = (row % this.parts.down) * this.parts.across + (column % this.parts.across);
      const own = this.partsOf(pixel);
      const each = own.length / colour.length;
      colour.forEach((value, map) => void (own[map * each + inside] = value));
      touched.add(pixel);
    });
    for (const pixel of touched) this.settle(pixel);
  }

  /** The parts of a pixel, all of its value until it is drawn on. @param {number} pixel */
  partsOf(pixel) {
    const known = this.drawn.get(pixel);
    if (known) return known;
    const { height, width, count } = this.size;
    const each = this.parts.down * this.parts.across;
    const own = Float64Array.from({ length: each * count }, (_, at) => this.values[Math.floor(at / each) * height * width + pixel]);
    this.drawn.set(pixel, own);
    return own;
  }

  /** Give a pixel the mean of its parts. @param {number} pixel */
  settle(pixel) {
    const own = this.partsOf(pixel);
    const each = this.parts.down * this.parts.across;
    const area = this.size.height * this.size.width;
    for (let map = 0; map < this.size.count; map++) {
      const mean = own.subarray(map * each, (map + 1) * each).reduce((sum, value) => sum + value, 0) / each;
      this.values[map * area + pixel] = this.whole ? Math.round(mean) : mean;
    }
  }

  /** Give a pixel one value for each map. @param {number} pixel @param {number[]} colour */
  fill(pixel, colour) {
    this.drawn.delete(pixel);
    const area = this.size.height * this.size.width;
    colour.forEach((value, map) => void (this.values[map * area + pixel] = this.whole ? Math.round(value) : value));
  }
}

/** @param {Size} size @param {number} row @param {number} column */
function pixelAt({ height, width }, row, column) {
  const within = (/** @type {number} */ at, /** @type {number} */ side) => Math.min(Math.max(Math.floor(at), 0), side - 1);
  return within(row, height) * width + within(column, width);
}

/**
 * The value of paper and that of ink: what lies around the pictures, and the other end of the scale.
 *
 * @param {Size} size
 * @param {ArrayLike<number>} values
 * @param {{low: number, high: number}} scale
 */
function paperAndInk({ height, width }, values, { low, high }) {
  const edge = [];
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    if (row === 0 || column === 0 || row === height - 1 || column === width - 1) edge.push(values[pixel]);
  }
  const middle = edge.sort((one, other) => one - other)[Math.floor(edge.length / 2)];
  return middle <= (low + high) / 2 ? { paper: low, ink: high } : { paper: high, ink: low };
}

/**
 * A picture in the size of an input: cut to its proportions, each pixel the mean of what lies in it.
 *
 * @param {{height: number, width: number, planes: Float64Array[]}} picture values from 0 to 255
 * @param {Size} size
 * @param {{low: number, high: number}} scale what 0 and 255 become
 */
function fitted({ height, width, planes }, size, { low, high }) {
  const side = Math.min(height / size.height, width / size.width); // of the picture, for a pixel of the input
  const [top, left] = [(height - side * size.height) / 2, (width - side * size.width) / 2];
  const [rows, columns] = [shares(size.height, top, side, height), shares(size.width, left, side, width)];
  const area = size.height * size.width;
  const result = new Float64Array(size.count * area);
  for (let at = 0; at < result.length; at++) {
    const plane = planes[Math.min(Math.floor(at / area), planes.length - 1)];
    const pixel = at % area;
    let sum = 0;
    for (const [row, high] of rows[Math.floor(pixel / size.width)]) {
      for (const [column, wide] of columns[pixel % size.width]) sum += plane[row * width + column] * high * wide;
    }
    result[at] = low + ((high - low) * sum) / 255;
  }
  return result;
}

/** Which cells of a line each of `count` pixels covers, and with which share of it. @param {number} count @param {number} start @param {number} side @param {number} length @returns {[number, number][][]} */
function shares(count, start, side, length) {
  return Array.from({ length: count }, (_, at) => {
    const [from, to] = [start + at * side, start + (at + 1) * side];
    /** @type {[number, number][]} */
    const found = [];
    for (let cell = Math.max(Math.floor(from), 0); cell < Math.min(to, length); cell++) {
      const covered = Math.min(to, cell + 1) - Math.max(from, cell);
      if (covered > 1e-9) found.push([cell, covered / side]);
    }
    return found;
  });
}

module.exports = { Sheet, fitted, paperAndInk };
