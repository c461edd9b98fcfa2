// @ts-check
"use strict";

// Softmax term by term against the cases that Python wrote (cases/softmax.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/softmax.json");
const { close } = require("./close.js");
const LIB = "../../docs/_static/explorers/lib";
const { softmax } = require(`${LIB}/activations.js`);
const { shifted, softmaxTerms } = require(`${LIB}/softmax-model.js`);

const LIMITS = { low: -10, high: 10 };

test("terms and shares agree at every temperature", () => {
  for (const { scores, temperature, terms, shares } of CASES.softmax) {
    const found = softmaxTerms(scores, temperature);
    const what = `${scores} at ${temperature}`;
    close(found.terms, terms, what);
    close(found.shares, shares, what);
    close(found.total, terms.reduce((sum, term) => sum + term, 0), what);
    close(softmax(found.scaled), shares, what);
  }
});

test("a constant added to all scores changes every term and no share", () => {
  for (const { scores, temperature, shares } of CASES.softmax) {
    const moved = shifted(scores, 1, { low: -Infinity, high: Infinity });
    const found = softmaxTerms(moved, temperature);
    close(found.shares, shares, `${moved} at ${temperature}`);
    const factor = Math.exp(1 / temperature);
    const grown = softmaxTerms(scores, temperature).terms.map((term) => term * factor);
    found.terms.forEach((term, index) => assert.ok(Math.abs(term / grown[index] - 1) < 1e-9));
  }
});

test("scores move together or not at all", () => {
  assert.deepEqual(shifted([9, 0.1, -3, 2], 1, LIMITS), [10, 1.1, -2, 3]);
  assert.equal(shifted([9.5, 0, 0, 0], 1, LIMITS), undefined);
  assert.equal(shifted([0, 0, 0, -9.5], -1, LIMITS), undefined);
  assert.deepEqual(shifted([0.3, 0, 0, 0], -0.1, LIMITS), [0.2, -0.1, -0.1, -0.1]); // no dust of binary fractions
});

test("the leaders are all classes with the largest share", () => {
  assert.deepEqual(softmaxTerms([2, 1, 0, -1], 1).leaders, [0]);
  assert.deepEqual(softmaxTerms([1, 3, 3, 0], 0.5).leaders, [1, 2]);
  assert.deepEqual(softmaxTerms([4, 4, 4, 4], 10).leaders, [0, 1, 2, 3]);
});
