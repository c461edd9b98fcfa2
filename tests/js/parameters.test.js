// @ts-check
"use strict";

// The formulas of sizes and parameters against the cases that Python wrote (cases/parameters.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/parameters.json");
const LIB = "../../docs/_static/explorers/lib";
const geometry = require(`${LIB}/geometry.js`);

test("output size, padding, parameters and multiply-adds agree", () => {
  for (const { size, kernelSize, options, channels, filters, ...expected } of CASES.conv) {
    const output = geometry.outputSize(size, kernelSize, options);
    const actual = {
      output,
      padding: geometry.paddingAmounts(size, kernelSize, options),
      parameters: geometry.convParameters(kernelSize, channels, filters),
      multiplyAdds: geometry.convMultiplyAdds(kernelSize, channels, filters, output, output),
    };
    assert.deepEqual(actual, expected);
  }
});

test("dense parameters and receptive fields agree", () => {
  for (const { inputs, units, parameters } of CASES.dense) assert.equal(
    geometry.denseParameters(inputs, units),
    parameters,
  );
  for (const { layers, size } of CASES.field) {
    const chain = layers.map(([kernelSize, stride, dilation]) => ({ kernelSize, stride, dilation }));
    assert.equal(geometry.receptiveField(chain), size);
  }
});
