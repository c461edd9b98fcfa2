// @ts-check
"use strict";

// The digits that explorers share, and a training of them to a step.

const SOURCES = "../../docs/_static/explorers";
const DATA = require(`${SOURCES}/data/all-digits.json`);
const { digitReader } = require(`${SOURCES}/lib/digit-code.js`);
const { Run } = require(`${SOURCES}/lib/training-run.js`);

let digits;

function bundledDigits() {
  if (digits) return digits;
  const labels = Uint8Array.from(DATA.labels);
  const reader = digitReader(DATA.values, labels);
  reader.more(labels.length);
  digits = { values: Float64Array.from(reader.values, (value) => value / 16), labels, learnt: DATA.learnt };
  return digits;
}

/** What a plan says of a step: all that was set until then. */
function settingsOf(plan) {
  const times = Object.keys(plan).map(Number).sort((one, other) => one - other);
  return (step) => Object.assign({}, ...times.filter((time) => time <= step).map((time) => plan[time]));
}

function trained(steps, first, plan) {
  const run = new Run(bundledDigits(), { seed: 0, start: "he", activation: "relu", ...first }, settingsOf(plan));
  while (!run.broken && (run.step < steps || !run.resting)) run.work();
  return run;
}

module.exports = { bundledDigits, trained };
