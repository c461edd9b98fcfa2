// @ts-check
"use strict";

const assert = require("node:assert/strict");

/** Every number within 1e-9 of what Python has, relative to 1 or to its size. */
function close(actual, expected, what) {
  const [left, right] = [[actual].flat(3), [expected].flat(3)];
  assert.equal(left.length, right.length, what);
  right.forEach((value, index) => {
    const bound = 1e-9 * Math.max(1, Math.abs(value));
    assert.ok(Math.abs(left[index] - value) <= bound, `${what}: ${left[index]} is not ${value}`);
  });
}

module.exports = { close };
