// @ts-check
"use strict";

// The pooling's arithmetic against the cases that Python wrote (cases/pooling.py).

const { test } = require("node:test");

const CASES = require("./cases/pooling.json");
const { close } = require("./close.js");
const LIB = "../../docs/_static/explorers/lib";
const operations = require(`${LIB}/operations.js`);

test("pooling agrees for every size, stride, padding and kind", () => {
  for (const { image, size, options, output } of CASES.pool) {
    close(
      operations.toRows(operations.pool(operations.fromRows(image), size, options)),
      output,
      JSON.stringify([size, options]),
    );
  }
});
