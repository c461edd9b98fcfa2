// @ts-check
"use strict";

// A neuron's arithmetic against the cases that Python wrote (cases/neuron.py).

const { test } = require("node:test");

const CASES = require("./cases/neuron.json");
const { close } = require("./close.js");
const LIB = "../../docs/_static/explorers/lib";
const { ACTIVATIONS } = require(`${LIB}/activations.js`);
const operations = require(`${LIB}/operations.js`);

test("a neuron agrees", () => {
  for (const { inputs, weights, bias, activation, output } of CASES.neuron) {
    close(ACTIVATIONS[activation].value(operations.neuronSum(inputs, weights, bias).sum), output, activation);
  }
});
