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

test("what a pool drops of an odd map is seen by nobody", () => {
  for (const [side, kernelSize, padding, wanted] of [
    [32, 3, "valid", 32], [9, 3, "valid", 8], [9, 3, "same", 9], [9, 1, "same", 8], [8, 7, "valid", 8],
  ]) {
    const map = geometry.outputSize(side, kernelSize, { padding });
    const [before] = geometry.paddingAmounts(side, kernelSize, { padding });
    const layers = [{ kernelSize }, { kernelSize: 2, stride: 2 }];
    assert.equal(geometry.seenTogether(side, geometry.outputSize(map, 2, { stride: 2 }), layers, before), wanted);
    assert.equal(geometry.seenTogether(side, map, layers.slice(0, 1), before), side);
  }
});
