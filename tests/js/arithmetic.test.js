// @ts-check
"use strict";

// The explorers' arithmetic against the cases that Python wrote (write_cases.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases.json");
const SOURCES = "../../docs/_static/explorers";
const { ACTIVATIONS, softmax } = require(`${SOURCES}/lib/activations.js`);
const geometry = require(`${SOURCES}/lib/geometry.js`);
const operations = require(`${SOURCES}/lib/operations.js`);
const { uniform } = require(`${SOURCES}/lib/random.js`);

/** Every number within 1e-9 of what Python has, relative to 1 or to its size. */
function close(actual, expected, what) {
  const [left, right] = [[actual].flat(3), [expected].flat(3)];
  assert.equal(left.length, right.length, what);
  right.forEach((value, index) => {
    const bound = 1e-9 * Math.max(1, Math.abs(value));
    assert.ok(Math.abs(left[index] - value) <= bound, `${what}: ${left[index]} is not ${value}`);
  });
}

test("correlate agrees for every kernel size, stride, padding and dilation", () => {
  for (const { image, kernel, options, output } of CASES.correlate) {
    const compute = () => operations.correlate(
      operations.fromRows(image),
      operations.fromRows(kernel),
      options,
    );
    const what = JSON.stringify([kernel.length, options]);
    if (output === null) assert.throws(compute, RangeError, what);
    else close(operations.toRows(compute()), output, what);
  }
});

test("the window's products sum to the output at every position", () => {
  for (const { image, kernel, options, output } of CASES.correlate) {
    if (output === null) continue;
    const [grid, weights] = [operations.fromRows(image), operations.fromRows(kernel)];
    output.forEach((values, row) =>
      values.forEach((value, column) => {
        const cells = operations.windowAt(grid, weights, row, column, options);
        const sum = cells.reduce(
          (total, cell, index) => total + cell.value * weights.data[index],
          options.bias,
        );
        close(sum, value, `${row}, ${column}`);
      }),
    );
  }
});

test("pooling agrees for every size, stride, padding and kind", () => {
  for (const { image, size, options, output } of CASES.pool) {
    close(
      operations.toRows(operations.pool(operations.fromRows(image), size, options)),
      output,
      JSON.stringify([size, options]),
    );
  }
});

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

test("a neuron agrees", () => {
  for (const { inputs, weights, bias, activation, output } of CASES.neuron) {
    close(ACTIVATIONS[activation].value(operations.neuronSum(inputs, weights, bias).sum), output, activation);
  }
});

test("dropout draws NumPy's masks and scales the survivors", () => {
  for (const { values, rate, seed, output } of CASES.dropout) {
    close(operations.dropout(values, rate, uniform(seed, values.length)).output, output, `${rate}, ${seed}`);
  }
});

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
