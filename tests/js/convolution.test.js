// @ts-check
"use strict";

// The convolution's arithmetic against the cases that Python wrote (cases/convolution.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/convolution.json");
const { close } = require("./close.js");
const LIB = "../../docs/_static/explorers/lib";
const operations = require(`${LIB}/operations.js`);

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
