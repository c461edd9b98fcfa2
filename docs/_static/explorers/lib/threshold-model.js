// @ts-check
"use strict";

/**
 * Two kinds of picture on a line of scores, cut at a threshold: who is on which side, what is made of the counts, and
 * all thresholds at once. A picture is called positive where its score reaches the threshold.
 *
 * @typedef {"trueNegatives" | "falsePositives" | "falseNegatives" | "truePositives"} Cell
 * @typedef {Record<Cell, number[]>} Cells the pictures in each, from the lowest score to the highest
 * @typedef {Record<Cell, number>} Counts
 * @typedef {{threshold: number, falsePositiveRate: number, sensitivity: number}} Point
 */

const THOUSAND = 1000;

/** In the order of the rows and columns of scikit-learn's confusion matrix. @type {Cell[]} */
const CELLS = ["trueNegatives", "falsePositives", "falseNegatives", "truePositives"];

/** Places of the scores from the lowest to the highest; equal ones keep their order. @param {ArrayLike<number>} scores */
function ascending(scores) {
  return Array.from(scores, (_, index) => index).sort((one, other) => scores[one] - scores[other]);
}

/**
 * @param {ArrayLike<number>} scores
 * @param {ArrayLike<number>} labels 1 for a positive, 0 for a negative
 * @param {number} threshold
 * @returns {Cells}
 */
function cellsOf(scores, labels, threshold) {
  const cells = each(() => /** @type {number[]} */ ([]));
  for (const index of ascending(scores)) cells[CELLS[2 * labels[index] + Number(scores[index] >= threshold)]].push(index);
  return cells;
}

/** @template T @param {(cell: Cell) => T} made @returns {Record<Cell, T>} */
function each(made) {
  return /** @type {Record<Cell, T>} */ (Object.fromEntries(CELLS.map((cell) => [cell, made(cell)])));
}

/** @param {Cells} cells @returns {Counts} */
function countsOf(cells) {
  return each((cell) => cells[cell].length);
}

/** The share of the positives that are called so, and of the negatives: 0 / 0 is no number. @param {Counts} counts */
function ratesOf({ trueNegatives, falsePositives, falseNegatives, truePositives }) {
  return {
    sensitivity: truePositives / (truePositives + falseNegatives),
    specificity: trueNegatives / (trueNegatives + falsePositives),
  };
}

/** The share of what is called positive that is; of nothing there is none: no number. @param {Counts} counts */
function precisionOf({ falsePositives, truePositives }) {
  return truePositives / (truePositives + falsePositives);
}

/**
 * How many of a thousand pictures would be in each cell, where another share of them is positive.
 *
 * @param {Counts} counts
 * @param {number} prevalence from 0 to 1
 */
function perThousand({ trueNegatives, falsePositives, falseNegatives, truePositives }, prevalence) {
  const negative = (THOUSAND * (1 - prevalence)) / (trueNegatives + falsePositives); // each one stands for so many
  const positive = (THOUSAND * prevalence) / (truePositives + falseNegatives);
  return {
    trueNegatives: negative * trueNegatives,
    falsePositives: negative * falsePositives,
    falseNegatives: positive * falseNegatives,
    truePositives: positive * truePositives,
  };
}

/**
 * Both rates at every threshold at which they change, from one above all scores downwards: the ROC curve.
 *
 * @param {ArrayLike<number>} scores
 * @param {ArrayLike<number>} labels
 * @returns {Point[]}
 */
function rocOf(scores, labels) {
  const order = ascending(scores).reverse();
  const positives = Array.from(labels).filter((label) => label === 1).length;
  const points = [{ threshold: Infinity, falsePositiveRate: 0, sensitivity: 0 }];
  let found = 0;
  order.forEach((index, at) => {
    found += labels[index];
    if (at + 1 < order.length && scores[order[at + 1]] === scores[index]) return; // equal scores come together
    const alarms = at + 1 - found;
    points.push({ threshold: scores[index], falsePositiveRate: alarms / (order.length - positives), sensitivity: found / positives });
  });
  return points;
}

/** Area under straight lines from point to point. @param {Point[]} points */
function areaUnder(points) {
  return points.slice(1).reduce((sum, { falsePositiveRate, sensitivity }, at) => {
    const before = points[at];
    return sum + ((falsePositiveRate - before.falsePositiveRate) * (sensitivity + before.sensitivity)) / 2;
  }, 0);
}

/**
 * A threshold, of few digits where there is one, that gives the point of the curve nearest to a place.
 *
 * @param {Point[]} points
 * @param {number} across
 * @param {number} up
 */
function thresholdNear(points, across, up) {
  const distances = points.map((point) => Math.hypot(point.falsePositiveRate - across, point.sensitivity - up));
  const nearest = distances.indexOf(Math.min(...distances));
  const highest = Math.min(points[nearest].threshold, 1);
  const beyond = points[nearest + 1]?.threshold ?? -Infinity;
  const short = Math.floor(highest * 100 + 1e-9) / 100; // not below by a last bit
  return short > beyond ? short : highest;
}

/**
 * Rows in which marks of one width lie beside each other, none over another: the lowest that is free.
 *
 * @param {ArrayLike<number>} places of their middles
 * @param {number} width
 */
function stacked(places, width) {
  const rows = new Array(places.length).fill(0);
  /** @type {number[]} */
  const ends = [];
  for (const index of ascending(places)) {
    const free = ends.findIndex((end) => end <= places[index]);
    const row = free < 0 ? ends.length : free;
    rows[index] = row;
    ends[row] = places[index] + width;
  }
  return rows;
}

module.exports = { CELLS, areaUnder, cellsOf, countsOf, perThousand, precisionOf, ratesOf, rocOf, stacked, thresholdNear };
