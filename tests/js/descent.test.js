// @ts-check
"use strict";

// Runs of one weight against Keras's SGD (cases/descent.py), and slopes against finite differences.

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/descent.json");
const { close } = require("./close.js");
const { CURVES, FAR, descent, messageOf } = require("../../docs/_static/explorers/lib/descent.js");

for (const { settings, places } of CASES.descent) {
  test(`${settings.curve} from ${settings.start}, rate ${settings.rate}, momentum ${settings.momentum}, goes where Keras goes`, () => {
    const found = descent(settings).map(({ weight, loss, slope }) => [weight, loss, slope]);
    close(found, places.slice(0, found.length), JSON.stringify(settings));
    if (found.length < places.length) assert.ok(!(Math.abs(places[found.length - 1][0]) <= FAR));
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
  assert.ok(Math.abs(places.at(-1).weight) > FAR);
  assert.ok(places.every(({ loss }) => Number.isFinite(loss)));
});

test("it is said that no step goes anywhere only where the next one goes nowhere", () => {
  const said = new Set();
  for (const curve of Object.keys(CURVES)) {
    for (const momentum of [0, 0.5, 0.9]) {
      for (const start of [-3, -1, -0.4, 0.5, 1, 3]) {
        for (const rate of [0.1, 0.5, 1.5]) {
          for (let steps = 0; steps < 12; steps++) {
            const settings = { curve, start, rate, momentum, steps };
            const places = descent(settings);
            const next = descent({ ...settings, steps: steps + 1 });
            const message = messageOf(settings, places);
            said.add(message);
            if (message === "messageFlat") assert.equal(next[steps + 1].weight, places[steps].weight, JSON.stringify(settings));
            if (message === "messageRolls") assert.notEqual(next[steps + 1].weight, places[steps].weight, JSON.stringify(settings));
          }
        }
      }
    }
  }
  assert.ok(said.has("messageFlat") && said.has("messageRolls"), [...said].join(" "));
});
