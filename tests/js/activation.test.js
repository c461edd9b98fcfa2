// @ts-check
"use strict";

// Activation functions and softmax against the cases that Python wrote (cases/activation.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/activation.json");
const { close } = require("./close.js");
const LIB = "../../docs/_static/explorers/lib";
const { ACTIVATIONS, softmax } = require(`${LIB}/activations.js`);

test("every activation function and its slope agree", () => {
  assert.deepEqual(Object.keys(ACTIVATIONS).sort(), CASES.activation.map((entry) => entry.name).sort());
  for (const { name, at, value, slope } of CASES.activation) {
    close(at.map(ACTIVATIONS[name].value), value, name);
    close(at.map(ACTIVATIONS[name].slope), slope, `slope of ${name}`);
  }
});

test("softmax agrees", () => {
  for (const { scores, output } of CASES.softmax) close(softmax(scores), output, String(scores));
});
