// @ts-check
"use strict";

// Dropout's masks and scales against the cases that Python wrote (cases/dropout.py).

const { test } = require("node:test");

const CASES = require("./cases/dropout.json");
const { close } = require("./close.js");
const LIB = "../../docs/_static/explorers/lib";
const operations = require(`${LIB}/operations.js`);
const { uniform } = require(`${LIB}/random.js`);

test("dropout draws NumPy's masks and scales the survivors", () => {
  for (const { values, rate, seed, output } of CASES.dropout) {
    close(operations.dropout(values, rate, uniform(seed, values.length)).output, output, `${rate}, ${seed}`);
  }
});
