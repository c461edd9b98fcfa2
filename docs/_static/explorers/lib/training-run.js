// @ts-check
"use strict";

/**
 * One training, in small pieces of work: batch by batch, epoch by epoch, with what is known after each.
 *
 * @typedef {import("./training-network.js").Weights} Weights
 * @typedef {import("./optimisers.js").Memory} Memory
 * @typedef {object} Settings
 * @property {number} rate
 * @property {number} batch pictures of a batch; 0 for all
 * @property {import("./optimisers.js").Optimiser} optimiser
 * @property {number} dropout
 * @property {number} pictures to learn from
 * @property {"right" | "shuffled"} labels
 * @property {"shuffled" | "file" | "sorted"} order
 * @typedef {object} Digits
 * @property {Float64Array} values from 0 to 1, of those to learn from and behind them those held out
 * @property {Uint8Array} labels
 * @property {number} learnt how many there are to learn from
 * @typedef {{loss: number, right: number, count: number, answers: Uint8Array, silent: number}} Score
 * @typedef {object} Step the last step of the kernels
 * @property {number} step which one it was
 * @property {number} loss of its batch
 * @property {number} count pictures of the batch
 * @property {Settings} settings
 * @property {Weights} before
 * @property {Uint16Array} chosen pictures of the batch
 * @property {Uint8Array} labels of them
 * @property {Uint8Array | undefined} kept the mask of dropout, a bit a unit; of no use where none was dropped
 * @property {Float64Array} gradient of the kernels
 * @property {Float64Array} change of the kernels
 * @property {Memory} remembered before the step
 * @property {Memory} memory after it
 * @typedef {{step: number, place: number, weights: Weights, last: Step | undefined, learnt: Score, held: Score}} Entry after an epoch
 * @typedef {{step: number, place: number, broken: boolean, weights: Weights, last: Step | undefined}} Shown between two steps
 * @typedef {{place: number, loss: number}} Point of the curve of batches; places count epochs
 */

const { crossEntropy } = require("./layers.js");
const { noMemory, stepOf } = require("./optimisers.js");
const { generator, uniform } = require("./random.js");
const { CLASSES, SIDE, batchOf, firstWeights, forward, lossAndGradients, unitsOf } = require("./training-network.js");

const KERNELS = 8;
const CHUNK = 16; // pictures of a piece of work
const CELLS = SIDE * SIDE;
const UNITS = unitsOf(KERNELS); // of a picture, which dropout may switch off

/** Places of the values from the smallest to the largest; equal ones keep their order. @param {ArrayLike<number>} values */
function sortedPlaces(values) {
  return Array.from(values, (_, index) => index).sort((one, other) => values[one] - values[other]);
}

/** Put a mask of zeros and ones into bits, from a unit on: a training keeps one for each of its epochs. @param {Uint8Array} bits @param {ArrayLike<number>} mask @param {number} first */
function putBits(bits, mask, first) {
  for (let at = 0; at < mask.length; at++) bits[(first + at) >> 3] |= mask[at] << (at & 7);
}

/** The mask of one picture of a step's batch, a number a unit; none where none was dropped. @param {Step} step @param {number} picture */
function maskOf({ kept }, picture) {
  return kept && Uint8Array.from({ length: UNITS }, (_, unit) => (kept[(picture * UNITS + unit) >> 3] >> (unit & 7)) & 1);
}

/** A training that has not begun. */
class Run {
  /**
   * @param {Digits} digits
   * @param {{seed: number, start: string, activation: import("./training-network.js").Activation}} first what it begins with
   * @param {(step: number) => Settings} settingsAt what holds at a step
   */
  constructor(digits, { seed, start, activation }, settingsAt) {
    this.digits = digits;
    this.seed = seed;
    this.activation = activation;
    this.settingsAt = settingsAt;
    this.draw = generator(seed);
    this.step = 0;
    this.place = 0; // in epochs
    this.open = 0; // the first step whose settings may still change
    this.broken = false; // the last step made a weight that is no finite number
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Point[]} */
    this.points = [];
    /** @type {Step | undefined} */
    this.last = undefined;
    /** @type {Weights} */
    this.weights = firstWeights(start, KERNELS, this.draw);
    this.settings = settingsAt(0);
    /** @type {Memory[]} */
    this.memories = [];
    this.forget();
    /** @type {number[]} */
    this.order = []; // of the pictures in this epoch; empty before it begins
    this.at = 0; // in the order
    this.resting = false; // between two steps, where no epoch is left without its score
    /** @type {Uint8Array | undefined} */
    this.mixed = undefined; // labels, before they are needed
    this.shown = this.now();
    this.pieces = this.all();
  }

  /** Do a piece of work. @returns {boolean} whether this is between two steps */
  work() {
    this.resting = this.pieces.next().value ?? true;
    if (this.resting) this.shown = this.now();
    return this.resting;
  }

  /** What can be shown: as it is between two steps. @returns {Shown} */
  now() {
    const { step, place, broken, weights, last } = this;
    return { step, place, broken, weights, last };
  }

  /** Pieces of work without end: each gives whether it is the last one of a step. */
  *all() {
    yield* this.score();
    yield true;
    while (!this.broken) {
      this.follow();
      yield* this.takeStep();
      if (!this.broken && this.at >= this.order.length) {
        yield* this.score();
        this.order = [];
      }
      yield true;
    }
  }

  /** Let what was set since the last step hold. */
  follow() {
    const [before, now] = [this.settings, this.settingsAt(this.step)];
    this.settings = now;
    this.open = this.step + 1;
    if (now.optimiser !== before.optimiser) this.forget();
    if (now.pictures !== before.pictures || now.labels !== before.labels || now.order !== before.order) this.order = [];
    if (this.order.length === 0) [this.order, this.at] = [this.newOrder(), 0];
  }

  forget() {
    this.memories = this.weights.map((values) => noMemory(values.length));
  }

  /** Labels that are learnt, right or mixed up. */
  learntLabels() {
    const labels = this.digits.labels.subarray(0, this.digits.learnt);
    if (this.settings.labels === "right") return labels;
    this.mixed ??= Uint8Array.from(sortedPlaces(uniform(this.seed + 1, labels.length)), (index) => labels[index]);
    return this.mixed;
  }

  newOrder() {
    const { order, pictures } = this.settings;
    if (order === "file") return Array.from({ length: pictures }, (_, index) => index);
    const keys = order === "sorted" ? this.learntLabels().subarray(0, pictures) : Float64Array.from({ length: pictures }, this.draw);
    return sortedPlaces(keys);
  }

  /** @param {ArrayLike<number>} indices @returns {import("./layers.js").Maps} */
  picturesAt(indices) {
    const values = new Float64Array(indices.length * CELLS);
    Array.from(indices).forEach((index, at) => {
      values.set(this.digits.values.subarray(index * CELLS, (index + 1) * CELLS), at * CELLS);
    });
    return batchOf(values);
  }

  /** One batch, in chunks whose gradients are added up, and the step. */
  *takeStep() {
    const { batch, dropout, pictures } = this.settings;
    const chosen = this.order.slice(this.at, this.at + (batch || pictures));
    const labels = Uint8Array.from(chosen, (index) => this.learntLabels()[index]);
    const kept = dropout ? new Uint8Array((chosen.length * UNITS) / 8) : undefined;
    const sums = this.weights.map((values) => new Float64Array(values.length));
    let loss = 0;
    for (let from = 0; from < chosen.length; from += CHUNK) {
      const indices = chosen.slice(from, from + CHUNK);
      const share = indices.length / chosen.length;
      const dropping = this.dropping(dropout, indices.length);
      if (kept && dropping) putBits(kept, dropping.mask, from * UNITS);
      const found = lossAndGradients(
        this.weights, this.picturesAt(indices), labels.subarray(from, from + CHUNK), this.activation, dropping,
      );
      loss += share * found.loss;
      found.gradients.forEach((part, index) => part.forEach((slope, at) => void (sums[index][at] += share * slope)));
      yield false;
    }
    this.change(/** @type {Weights} */ (sums), loss, { chosen: Uint16Array.from(chosen), labels, kept });
  }

  /** @param {number} rate @param {number} count of pictures */
  dropping(rate, count) {
    if (rate === 0) return undefined;
    return { rate, mask: Uint8Array.from({ length: count * UNITS }, () => Number(this.draw() >= rate)) };
  }

  /** @param {Weights} gradients @param {number} loss @param {Pick<Step, "chosen" | "labels" | "kept">} batch */
  change(gradients, loss, batch) {
    const { optimiser, rate, pictures } = this.settings;
    const [before, count] = [this.weights, batch.chosen.length];
    /** @type {{change: Float64Array, memory: Memory}[]} */
    const steps = gradients.map((gradient, index) => stepOf(optimiser, rate, gradient, this.memories[index]));
    const after = before.map((values, index) => values.map((value, at) => value + steps[index].change[at]));
    this.step += 1;
    this.broken = after.some((values) => !values.every(Number.isFinite));
    if (this.broken) return; // all stays as it was while the weights were numbers
    this.last = {
      ...batch, step: this.step, loss, count, settings: this.settings, before, gradient: gradients[0],
      change: steps[0].change, remembered: this.memories[0], memory: steps[0].memory,
    };
    this.memories = steps.map(({ memory }) => memory);
    this.weights = /** @type {Weights} */ (after);
    this.at += count;
    this.place += count / pictures;
    this.points.push({ place: this.place, loss });
  }

  /** The scores of both parts, with no unit dropped. */
  *score() {
    const { step, place, weights, last } = this;
    const learnt = yield* this.scoreOf(0, this.settings.pictures, this.learntLabels());
    const { labels, learnt: first } = this.digits;
    const held = yield* this.scoreOf(first, labels.length - first, labels.subarray(first));
    this.entries.push({ step, place, weights, last, learnt, held });
  }

  /** @param {number} first @param {number} count @param {Uint8Array} labels @returns {Generator<boolean, Score>} */
  *scoreOf(first, count, labels) {
    const answers = new Uint8Array(count);
    const heard = new Uint8Array(KERNELS); // kernels that answered anything
    let [loss, right] = [0, 0];
    for (let from = 0; from < count; from += CHUNK) {
      const size = Math.min(CHUNK, count - from);
      const values = this.digits.values.subarray((first + from) * CELLS, (first + from + size) * CELLS);
      const { active, scores } = forward(this.weights, batchOf(values), this.activation);
      loss += crossEntropy(scores, labels.subarray(from, from + size)).loss * (size / count);
      active.data.forEach((value, at) => void (heard[at % KERNELS] ||= Number(value !== 0)));
      for (let index = 0; index < size; index++) {
        answers[from + index] = strongest(scores.data, index * CLASSES);
        right += Number(answers[from + index] === labels[from + index]);
      }
      yield false;
    }
    return { loss, right, count, answers, silent: KERNELS - heard.reduce((sum, one) => sum + one, 0) };
  }
}

/** Class with the largest score; where only the last bits differ, or one is no number, the first. @param {Float64Array} scores @param {number} first */
function strongest(scores, first) {
  const own = scores.subarray(first, first + CLASSES);
  const least = Math.max(...own) - 1e-9;
  return Math.max(own.findIndex((score) => score >= least), 0);
}

module.exports = { KERNELS, Run, UNITS, maskOf, strongest };
