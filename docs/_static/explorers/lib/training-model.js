// @ts-check
"use strict";

/**
 * All that the explorer `training` shows of a training and what its reader looks at.
 *
 * @typedef {import("./training-plan.js").State} State
 * @typedef {import("./training-run.js").Run} Run
 * @typedef {import("./training-run.js").Digits} Digits
 * @typedef {import("./training-run.js").Entry} Entry
 * @typedef {import("./training-run.js").Step} Step
 * @typedef {import("./training-network.js").Weights} Weights
 * @typedef {ReturnType<typeof import("./training-part.js").partOf>} Part
 * @typedef {{index: number, label: number, answer: number}} Mistake
 * @typedef {{epoch: number, entry: Entry, weights: Weights, last: Step | undefined, isNow: boolean}} Seen
 */

const { blockCounts, normalised, unpacked } = require("./drawing.js");
const { general } = require("./format.js");
const { crossEntropy } = require("./layers.js");
const { BETA_1, BETA_2, EPSILON, MOMENTUM, adamRate } = require("./optimisers.js");
const { batchOf, forward } = require("./training-network.js");
const { planOf, valuesOf } = require("./training-plan.js");
const { KERNELS, UNITS, strongest } = require("./training-run.js");

const CELLS = 64;
const DARKEST = 16;
/** @type {{python: string, shown: string}} */
const PROGRAM = require("../data/training.json");

/** The epoch that is looked at: an earlier one, or how far it has come. @param {State} state @param {Run} run @returns {Seen} */
function seenOf({ look }, run) {
  const newest = run.entries.length - 1;
  const isNow = look < 0 || look > newest;
  const epoch = isNow ? newest : look;
  const entry = run.entries[epoch];
  const { weights, last } = isNow ? run.shown : entry;
  return { epoch, entry, weights, last, isNow };
}

/** Counts of the digit that is read: drawn, or held out. @param {State} state @param {Digits} digits @returns {number[]} */
function countsOf({ pad, digit }, digits) {
  if (pad.length) return blockCounts(normalised(unpacked(pad)));
  const first = (digits.learnt + digit) * CELLS;
  return Array.from(digits.values.subarray(first, first + CELLS), (value) => value * DARKEST);
}

/** What the network says of counts, and its maps. @param {Weights} weights @param {number[]} counts @param {State["activation"]} activation */
function reading(weights, counts, activation) {
  const pass = forward(weights, batchOf(Float64Array.from(counts, (count) => count / DARKEST)), activation);
  const { probabilities } = crossEntropy(pass.scores, [0]);
  return { maps: pass.active, pooled: pass.pooled, scores: pass.scores.data, probabilities: Array.from(probabilities), digit: strongest(pass.scores.data, 0) };
}

/** Held-out digits that are read wrongly. @param {Entry} entry @param {Digits} digits @returns {Mistake[]} */
function mistakesOf({ held }, { labels, learnt }) {
  return Array.from(held.answers, (answer, index) => ({ index, label: labels[learnt + index], answer }))
    .filter(({ label, answer }) => label !== answer);
}

/**
 * What went wrong, as the keys of the words for it. What an optimiser remembers goes on moving weights without a gradient.
 *
 * @param {Pick<Run, "shown">} run
 * @param {Seen} seen
 * @returns {[string, Record<string, number | string>][]}
 */
function troubleOf({ shown: { broken, step } }, { epoch, entry, last, isNow }) {
  if (broken && isNow) return [["broken", { step }]];
  const { silent, count } = entry.learnt;
  const values = { silent, epoch, count };
  if (silent < KERNELS) return silent ? [["silent", values]] : [];
  const drifts = last?.memory.first.some((value) => value !== 0); // of plain steps nothing is remembered
  return drifts ? [["silentAll", values], [`drifting.${last?.settings.optimiser}`, {}]] : [["silentAll", values]];
}

/** The key of the words for where it has come; nobody is told to begin where a step was taken. @param {Pick<Run, "shown">} run @param {Seen} seen */
function messageOf({ shown: { broken, step } }, { entry }) {
  if (entry.step > 0) return "message";
  return step > 0 || broken ? "messageUntrained" : "messageBegin";
}

/** The nine weights of a kernel. @param {Float64Array} all @param {number} kernel */
function nine(all, kernel) {
  return { height: 3, width: 3, data: Float64Array.from({ length: 9 }, (_, cell) => all[cell * KERNELS + kernel]) };
}

/** Place of the weight that is looked at, row by row. @param {State} state */
function cellOf({ weight }) {
  return 3 * Number(weight[0]) + Number(weight[1]);
}

/** The kernel before the last step, its gradient, what was added, and what came out. @param {Step} last @param {number} kernel */
function stepGrids({ before, gradient, change }, kernel) {
  const after = before[0].map((value, at) => value + change[at]);
  return { before: nine(before[0], kernel), gradient: nine(gradient, kernel), change: nine(change, kernel), after: nine(after, kernel) };
}

/** The numbers of the last step of one weight. @param {Step} last @param {State} state */
function workedStep(last, state) {
  const at = cellOf(state) * KERNELS + state.kernel;
  const { optimiser, rate } = last.settings;
  const first = last.remembered.first[at];
  return {
    optimiser, rate, momentum: MOMENTUM, step: last.step, count: last.count, remembered: first,
    before: last.before[0][at], gradient: last.gradient[at], change: last.change[at], after: last.before[0][at] + last.change[at],
    mean: last.memory.first[at], square: last.memory.second[at], scaled: adamRate(rate, last.memory.steps),
    beta: BETA_1, gamma: BETA_2, epsilon: EPSILON,
  };
}

/** As Python's `:.4g`, also what is no finite number. @param {number} value */
function printed(value) {
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? general(value, 4) : `${value < 0 ? "-" : ""}inf`;
}

/** A dictionary of settings as Python writes it. @param {Record<string, string>} texts */
function dictionary(texts) {
  const parts = Object.entries(valuesOf(texts)).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return `{${parts.join(", ")}}`;
}

/**
 * The program that gives all that is on the screen, and what it prints.
 *
 * @param {State} state
 * @param {Run} run
 * @param {number[]} counts
 * @param {ReturnType<typeof reading>} found of the counts
 * @param {Part | undefined} part of the last gradient
 */
function pythonOf(state, run, counts, found, part) {
  const seen = seenOf(state, run);
  const plan = [...planOf(state)].filter(([step]) => step === 0 || step < run.shown.step);
  const drawn = state.pad.length ? `[${counts.join(", ")}]` : `DIGITS.test_images[${state.digit}]`;
  const head = [
    `steps, seed, start, leak = ${run.shown.step}, ${state.seed}, "${state.start}", LEAKS["${state.activation}"]`,
    "plan = {",
    ...plan.map(([step, texts]) => `    ${step}: ${dictionary(texts)},`),
    "}",
    `look, weight = ${seen.isNow ? "None" : seen.epoch}, (${state.weight[0]}, ${state.weight[1]}, ${state.kernel})`,
    `picture = ${part?.picture ?? 0}`,
    `counts = ${drawn}`,
  ];
  return { python: `${PROGRAM.python}\n\n\n${head.join("\n")}\n${PROGRAM.shown}`, printed: printedLines(state, run, seen, found, part).join("\n") };
}

/**
 * @param {State} state
 * @param {Run} run
 * @param {Seen} seen
 * @param {{digit: number, probabilities: number[]}} found
 * @param {Part | undefined} part
 */
function printedLines(state, run, { weights, last }, { digit, probabilities }, part) {
  const at = cellOf(state) * KERNELS + state.kernel;
  const lines = run.entries.map(({ learnt, held }, epoch) => {
    const shares = [learnt, held].map(({ right, count }) => `${((100 * right) / count).toFixed(2)} %`);
    return `epoch ${epoch}: loss ${printed(learnt.loss)} and ${printed(held.loss)}, right ${shares.join(" and ")}`;
  });
  if (run.shown.broken) lines.push(`step ${run.shown.step}: a weight is no finite number any more`);
  if (last && part) {
    lines.push(
      `step ${last.step}: loss of its batch ${printed(last.loss)}`,
      `gradient ${printed(last.gradient[at])}, change ${printed(last.change[at])}`,
      `picture ${part.picture}, a ${part.label}: part of the gradient ${printed(part.sum)}`,
      `off ${part.off} of ${UNITS} units, of this kernel ${part.offHere.join(" ")}`.trim(),
    );
  }
  const most = Math.max(...probabilities);
  const sure = Number.isNaN(most) ? "nan" : (100 * most).toFixed(1);
  lines.push(`weight ${printed(weights[0][at])}`, `reads ${digit}, with ${sure} %`);
  return lines;
}

/** The mean of neighbouring points where there are more than can be told apart. @param {import("./training-run.js").Point[]} points @param {number} most */
function thinned(points, most) {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const part = points.slice(index * size, (index + 1) * size);
    return { place: part[part.length - 1].place, loss: part.reduce((sum, { loss }) => sum + loss, 0) / part.length };
  });
}

module.exports = { cellOf, countsOf, messageOf, mistakesOf, nine, pythonOf, reading, seenOf, stepGrids, thinned, troubleOf, workedStep };
