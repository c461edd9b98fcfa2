// @ts-check
"use strict";

/**
 * One weight going downhill on the curve of its loss, with a rate and with momentum.
 *
 * @typedef {{value: (w: number) => number, slope: (w: number) => number, python: string[]}} Curve
 * @typedef {{step: number, weight: number, loss: number, slope: number, speed: number}} Place before the step that its slope gives; the speed is the last change
 */

const { ACTIVATIONS } = require("./activations.js");
const { shown } = require("./format.js");

const FAR = 1e6; // beyond this weight it has left for good
const [MOST_DECIMALS, MOST_FIGURES] = [6, 9]; // of a change

const sigmoid = ACTIVATIONS.sigmoid.value;

/** The loss of lesson 1's neuron, and of others, over one weight. @type {Record<string, Curve>} */
const CURVES = {
  square: {
    value: (w) => (w - 1) * (w - 1),
    slope: (w) => 2 * (w - 1),
    python: ["def loss(w):", "    return (w - 1) ** 2", "", "def slope(w):", "    return 2 * (w - 1)"],
  },
  relu: {
    value: (w) => (Math.max(w + 0.3, 0) - 1) * (Math.max(w + 0.3, 0) - 1),
    slope: (w) => (w + 0.3 > 0 ? 2 * (w + 0.3 - 1) : 0),
    python: [
      "def loss(w):", "    return (max(w + 0.3, 0) - 1) ** 2", "",
      "def slope(w):", "    return 2 * (w + 0.3 - 1) if w + 0.3 > 0 else 0",
    ],
  },
  log: {
    value: (w) => (-Math.log(sigmoid(2 * w)) - Math.log(sigmoid(-w))) / 2,
    slope: (w) => (-2 * sigmoid(-2 * w) + sigmoid(w)) / 2,
    python: [
      "def loss(w):", "    return (-np.log(sigmoid(2 * w)) - np.log(sigmoid(-w))) / 2", "",
      "def slope(w):", "    return (-2 * sigmoid(-2 * w) + sigmoid(w)) / 2",
    ],
  },
  valleys: {
    value: (w) => 0.1 * (w * w - 4) * (w * w - 4) + 0.25 * w + 1,
    slope: (w) => 0.4 * w * (w * w - 4) + 0.25,
    python: [
      "def loss(w):", "    return 0.1 * (w * w - 4) ** 2 + 0.25 * w + 1", "",
      "def slope(w):", "    return 0.4 * w * (w * w - 4) + 0.25",
    ],
  },
};

/**
 * Every place of a run; it ends early where the weight has left for good.
 *
 * @param {{curve: string, start: number, rate: number, momentum: number, steps: number}} settings
 * @returns {Place[]}
 */
function descent({ curve, start, rate, momentum, steps }) {
  const { value, slope } = CURVES[curve];
  const places = [];
  let [weight, speed] = [start, 0];
  for (let step = 0; step <= steps; step++) {
    places.push({ step, weight, loss: value(weight), slope: slope(weight), speed });
    if (isFar(places[step])) break;
    speed = momentum * speed - rate * slope(weight);
    weight += speed;
  }
  return places;
}

/** Whether the weight has left for good, or is no number any more. @param {Place} place */
function isFar({ weight }) {
  return !(Math.abs(weight) <= FAR);
}

/** What the next step adds to the weight. @param {{rate: number, momentum: number}} settings @param {Place} place */
function nextChange({ rate, momentum }, { speed, slope }) {
  return momentum * speed - rate * slope;
}

/** Decimals of a number that is written with four figures; of a large one fewer than none. @param {number} value */
function decimalsOf(value) {
  return value === 0 ? 0 : 3 - Math.floor(Math.log10(Math.abs(value)));
}

/**
 * With how many figures a change has to be written for the sum of weight and change to be right as it is written.
 *
 * @param {number} before
 * @param {number} change
 */
function figuresOf(before, change) {
  const decimals = Math.min(Math.max(decimalsOf(before), decimalsOf(before + change)), MOST_DECIMALS);
  return Math.min(Math.max(4 + decimals - decimalsOf(change), 4), MOST_FIGURES);
}

/**
 * The name of what there is to say of where a run has come.
 *
 * @param {{rate: number, momentum: number}} settings
 * @param {Place[]} places
 */
function messageOf(settings, places) {
  const [before, now] = [places[places.length - 2], places[places.length - 1]];
  if (isFar(now)) return "messageFar";
  if (before && now.loss > before.loss && shown(now.loss) !== shown(before.loss)) return "messageUp"; // as far as can be seen
  if (now.slope !== 0) return "message";
  return now.weight + nextChange(settings, now) === now.weight ? "messageFlat" : "messageRolls";
}

module.exports = { CURVES, descent, figuresOf, isFar, messageOf, nextChange };
