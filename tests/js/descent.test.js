// @ts-check
"use strict";

// Runs of one weight against Keras's SGD (cases/descent.py), and slopes against finite differences.

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/descent.json");
const { close } = require("./close.js");
const { shown } = require("../../docs/_static/explorers/lib/format.js");
const { CURVES, descent, figuresOf, isFar, messageOf, nextChange } = require("../../docs/_static/explorers/lib/descent.js");

for (const { settings, places } of CASES.descent) {
  test(`${settings.curve} from ${settings.start}, rate ${settings.rate}, momentum ${settings.momentum}, goes where Keras goes`, () => {
    const found = descent(settings).map(({ weight, loss, slope }) => [weight, loss, slope]);
    close(found, places.slice(0, found.length), JSON.stringify(settings));
    if (found.length < places.length) assert.ok(isFar({ weight: places[found.length - 1][0] }));
  });
}

test("the loss behind ReLU is that of lesson 1's neuron", () => {
  for (const [weight, loss] of CASES.neuron) close(CURVES.relu.value(weight), loss, String(weight));
});

test("slopes agree with finite differences", () => {
  for (const [name, { value, slope }] of Object.entries(CURVES)) {
    for (let at = -2.95; at < 3; at += 0.1) {
      const near = (value(at + 1e-6) - value(at - 1e-6)) / 2e-6;
      assert.ok(Math.abs(near - slope(at)) < 1e-6, `${name} at ${at}`);
    }
  }
});

test("a run that leaves for good ends", () => {
  const places = descent({ curve: "square", start: 3, rate: 1.5, momentum: 0, steps: 60 });
  assert.ok(places.length < 61);
  assert.ok(isFar(places.at(-1)));
  assert.ok(places.every(({ loss }) => Number.isFinite(loss)));
});

/** Runs of all curves, from all over the axis, with rates and momenta from one end to the other. */
function* runs() {
  for (const curve of Object.keys(CURVES)) {
    for (const start of [-3, -1.7, -0.3, 0.5, 1, 2.2, 3]) {
      for (const rate of [0.01, 0.2, 0.36, 0.5, 0.9, 1, 1.13, 1.5]) {
        for (const momentum of [0, 0.3, 0.9, 0.95]) {
          const settings = { curve, start, rate, momentum, steps: 60 };
          yield { settings, places: descent(settings) };
        }
      }
    }
  }
}

test("where the slope is zero, what is said tells whether the next step moves the weight", () => {
  const seen = { messageFlat: 0, messageRolls: 0 };
  for (const { settings, places } of runs()) {
    for (let last = 1; last < places.length; last++) {
      const [message, now, next] = [messageOf(settings, places.slice(0, last)), places[last - 1], places[last]];
      if (message === "messageFlat") assert.equal(next.weight, now.weight);
      if (message === "messageRolls") assert.notEqual(next.weight, now.weight);
      seen[message] += 1;
    }
  }
  assert.ok(seen.messageFlat > 100 && seen.messageRolls > 100, JSON.stringify(seen));
});

test("what is said to be higher than a step before is so in the numbers that are shown, and nothing else is", () => {
  const seen = { higher: 0, other: 0, same: 0 };
  for (const { settings, places } of runs()) {
    for (let last = 2; last <= places.length; last++) {
      const [before, now] = places.slice(last - 2, last);
      if (isFar(now)) continue;
      const isHigher = messageOf(settings, places.slice(0, last)) === "messageUp";
      assert.equal(isHigher, now.loss > before.loss && shown(now.loss) !== shown(before.loss), JSON.stringify(settings));
      seen[isHigher ? "higher" : now.loss > before.loss ? "same" : "other"] += 1;
    }
  }
  assert.ok(Object.values(seen).every((count) => count > 1000), JSON.stringify(seen));
});

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The number that was written. */
function read(text) {
  const [mantissa, exponent = "⁰"] = text.replaceAll("−", "-").split(" × 10");
  const figures = [...exponent].map((one) => (one === "⁻" ? "-" : RAISED.indexOf(one))).join("");
  return Number(`${mantissa}e${figures}`);
}

test("the weight after a step is the sum of what is written, but for the last of four figures", () => {
  let count = 0;
  for (const { settings, places } of runs()) {
    for (const now of places.filter((place) => !isFar(place))) {
      const change = nextChange(settings, now);
      const [before, added, after] = [shown(now.weight), shown(change, figuresOf(now.weight, change)), shown(now.weight + change)];
      const largest = Math.max(Math.abs(now.weight), Math.abs(now.weight + change), 1e-3);
      const last = 10 ** (Math.floor(Math.log10(largest)) - 3);
      assert.ok(Math.abs(read(before) + read(added) - read(after)) <= 1.51 * last, `${before} + ${added} = ${after}`);
      count += 1;
    }
  }
  assert.ok(count > 20000, `${count}`);
});

test("a weight that has left for good took its largest step last, and a lower rate keeps it", () => {
  let left = 0;
  for (const { settings, places } of runs()) {
    if (messageOf(settings, places) !== "messageFar") continue;
    left += 1;
    const sizes = places.map(({ speed }) => Math.abs(speed));
    assert.equal(Math.max(...sizes), sizes.at(-1));
    const slower = descent({ ...settings, rate: 0.01 });
    assert.ok(!isFar(slower.at(-1)), JSON.stringify(settings));
  }
  assert.ok(left > 50);
});
