// @ts-check
"use strict";

// The convolution's arithmetic against the cases that Python wrote (cases/convolution.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/convolution.json");
const { close } = require("./close.js");
const LIB = "../../docs/_static/explorers/lib";
const IMAGES = require("../../docs/_static/explorers/data/images.json");
const KERNELS = require("../../docs/_static/explorers/data/kernels.json");
const STRINGS = require("../../docs/_static/explorers/strings/convolution.json");
const { colour, faceOf, paint } = require(`${LIB}/colour.js`);
const { messageText } = require(`${LIB}/convolution-words.js`);
const { decoded } = require(`${LIB}/images.js`);
const operations = require(`${LIB}/operations.js`);
const { strongest } = require(`${LIB}/strongest.js`);
const { filledText } = require("../../docs/_static/explorers/ui/strings.js");

const { correlate, fromRows } = operations;

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

test("the message counts the bias among what it adds up", () => {
  const text = (key, values) => filledText(STRINGS, key, values);
  const place = { row: 1, column: 2 };
  assert.equal(messageText(text, { ...place, bias: 0 }, 9, 7, 7), "output[1, 2]: 9 products sum to 7");
  assert.equal(
    messageText(text, { ...place, bias: 3 }, 9, 10, 5),
    "output[1, 2]: 9 products and the bias sum to 10, shown as 5",
  );
});

test("the window starts where Python's picture has it", () => {
  for (const { image, kernel, options, start } of CASES.starts) {
    const [picture, weights] = [decoded(IMAGES[image]), fromRows(KERNELS[kernel])];
    const { row, column } = strongest(picture, weights, options, correlate(picture, weights, options));
    assert.deepEqual([row, column], start, JSON.stringify([image, kernel, options]));
  }
});

/** Contrast of black or white on a colour, by WCAG. @param {number[]} rgb @param {string} ink */
function contrast(rgb, ink) {
  const linear = rgb.map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05;
  return ink === "#000000" ? light / 0.05 : 1.05 / light;
}

test("colours are Matplotlib's, and what is written on them has contrast", () => {
  for (const { name, colours } of CASES.colours) {
    colours.forEach((expected, index) => {
      const actual = colour({ name, low: 0, high: 255 }, index);
      const beyond = actual.filter((byte, part) => Math.abs(byte - expected[part]) > 2);
      assert.deepEqual(beyond, [], `${name} ${index}: ${actual} is not ${expected}`);
      const pixels = new Uint8ClampedArray(4);
      paint([index], { name, low: 0, high: 255 }, pixels);
      assert.deepEqual([...pixels.slice(0, 3)], actual);
      const { paper, ink } = faceOf({ name, low: 0, high: 255 }, index);
      assert.equal(paper, `rgb(${actual})`);
      assert.ok(contrast(actual, ink) >= 4.5, `${ink} on ${name} ${index}`);
    });
  }
});
