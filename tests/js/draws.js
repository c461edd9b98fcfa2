// @ts-check
"use strict";

// Reads {formula, text, draws} as JSON from standard input, a list of them; writes for each draw the value, and the
// text with the value in it.

const { readFileSync } = require("node:fs");

const { compute, writtenLike } = require("../../docs/_static/questions/model.js");

const asked = JSON.parse(readFileSync(0, "utf-8"));
const answers = asked.map(({ formula, text, draws }) =>
  draws.map((drawn) => {
    const value = compute(formula, drawn);
    return [value, writtenLike(text, value)];
  }),
);
process.stdout.write(JSON.stringify(answers));
