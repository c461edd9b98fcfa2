// @ts-check
"use strict";

// What is said to an answer, what is kept of it, and how numbers are read and written.

const { test } = require("node:test");
const assert = require("node:assert/strict");

const QUESTIONS = "../../docs/_static/questions";
const { compute, FUNCTIONS } = require(`${QUESTIONS}/arithmetic.js`);
const { draw, judge, numberOf, writtenLike } = require(`${QUESTIONS}/model.js`);
const { after, count, empty, load, parsed, save } = require(`${QUESTIONS}/progress.js`);

const asked = (more) => ({ name: "one", lesson: "lessons/01", kind: "choice", right: [1], ...more });

test("a choice is right or has its own reply", () => {
  assert.deepEqual(judge(asked({}), [1]), { right: true, reply: 1 });
  assert.deepEqual(judge(asked({}), [0]), { right: false, reply: 0 });
});

test("of several choices the first wrong one is named, then the first that is missing", () => {
  const several = asked({ kind: "several", right: [0, 2] });
  assert.deepEqual(judge(several, [0, 1, 2]), { right: false, why: "chosen", reply: 1 });
  assert.deepEqual(judge(several, [0]), { right: false, why: "unchosen", reply: 2 });
  assert.deepEqual(judge(several, [2, 0]), { right: true });
});

test("of an order the first item at another place is named, by its place in the right order", () => {
  const order = asked({ kind: "order", right: [2, 0, 1] });
  assert.deepEqual(judge(order, [2, 0, 1]), { right: true });
  assert.deepEqual(judge(order, [2, 1, 0]), { right: false, why: "misplaced", reply: 2 });
});

test("a number is right within its tolerance, and a usual slip has its own reply", () => {
  const number = asked({ kind: "number", right: [0], within: 0.01, answers: [2.5, ["/", 10, 6]] });
  assert.deepEqual(judge(number, [2.51]), { right: true, reply: 0 });
  assert.deepEqual(judge(number, [1.67]), { right: false, reply: 1 });
  assert.deepEqual(judge(number, [2.52]), { right: false, why: "other" });
  assert.deepEqual(judge({ ...number, within: 0, answers: [448] }, [448.0001]), { right: false, why: "other" });
});

test("drawn numbers come from their ranges, and answers are computed for them", () => {
  const ranges = { n: [20, 21, 22], k: [3, 5] };
  const drawn = draw(asked({ draw: ranges }), () => 0.99);
  assert.deepEqual(drawn, { n: 22, k: 5 });
  assert.deepEqual(draw(asked({ draw: ranges }), () => 0), { n: 20, k: 3 });
  const answers = [["(", "output_size", ["n", "k"], {}], ["-", "n", "k"]];
  const number = asked({ kind: "number", right: [0], answers });
  assert.equal(judge(number, [18], drawn).right, true);
  assert.deepEqual(judge(number, [17], drawn), { right: false, reply: 1 });
  assert.equal(judge(number, [18], { n: 20, k: 3 }).right, true);
});

test("operations are those of Python", () => {
  const of = (kind, a, b) => compute([kind, ["-", 0, a], b], {});
  assert.equal(of("//", 7, 2), -4);
  assert.equal(of("%", 7, 2), 1);
  assert.equal(compute(["**", "n", 3], { n: 4 }), 64);
  assert.deepEqual(compute(["[", "n", 1], { n: 4 }), [4, 1]);
  const named = ["(", "output_size", [15, 3], { stride: 2, padding: ["'", "same"] }];
  assert.equal(compute(named, {}), 8);
  const filters = { channels: 3, filters: 16 };
  assert.equal(FUNCTIONS.conv_parameters([3], filters), 448);
  assert.equal(FUNCTIONS.conv_multiply_adds([[30, 30], 3], filters), 30 * 30 * 27 * 16);
});

test("numbers are read as people write them", () => {
  const read = ["448", " 54,627 ", "54 627", "−0.5", "-.5", "+2", "1e6", "3."].map(numberOf);
  assert.deepEqual(read, [448, 54627, 54627, -0.5, -0.5, 2, 1e6, 3]);
  for (const text of ["", "x", "1,2", "4 4", "0x10", "1/2", "1e", "Infinity", "--1"]) {
    assert.ok(Number.isNaN(numberOf(text)), text);
  }
});

test("numbers are written like those they replace", () => {
  assert.equal(writtenLike("28×28", [30, 32]), "30×32");
  assert.equal(writtenLike("2.50", 5 / 3), "1.67");
  assert.equal(writtenLike("1,200 of them", 15690), "15,690 of them");
  assert.equal(writtenLike("0.6", -0.25), "−0.3");
  assert.equal(writtenLike("-3", 4), "4");
});

test("an answer goes wrong until it is right at the first try", () => {
  const question = { name: "one", lesson: "lessons/01" };
  let kept = { ...empty(), totals: { "lessons/01": 2 } };
  const state = () => kept.answers.one;
  kept = after(kept, question, false, true);
  assert.deepEqual(state(), { lesson: "lessons/01", right: false, wrong: true });
  kept = after(kept, question, true, false);
  assert.deepEqual(state(), { lesson: "lessons/01", right: true, wrong: true });
  assert.deepEqual(count(kept, "lessons/01"), { done: 1, wrong: 1, all: 2 });
  kept = after(kept, question, true, true);
  assert.deepEqual(state(), { lesson: "lessons/01", right: true, wrong: false });
  assert.deepEqual(count(kept, "lessons/02"), { done: 0, wrong: 0, all: 0 });
});

test("progress survives a file, and nothing else is taken for it", () => {
  const kept = after({ ...empty(), totals: { "lessons/01": 3 } }, { name: "one", lesson: "lessons/01" }, true, true);
  assert.deepEqual(parsed(JSON.stringify(kept)), kept);
  const answer = { lesson: "a", right: true, wrong: false };
  const bad = [
    null,
    "",
    "[]",
    "{}",
    '{"version":2,"answers":{},"totals":{}}',
    JSON.stringify({ ...kept, answers: [] }),
    JSON.stringify({ ...kept, answers: { one: { ...answer, right: 1 } } }),
    JSON.stringify({ ...kept, answers: { one: { ...answer, more: 1 } } }),
    JSON.stringify({ ...kept, answers: { "<b>": answer } }),
    JSON.stringify({ ...kept, totals: { a: -1 } }),
    JSON.stringify({ ...kept, totals: { a: 1.5 } }),
    '{"version":1,"answers":{"__proto__":{"lesson":"a","right":true,"wrong":false}},"totals":{}}',
  ];
  for (const text of bad) assert.equal(parsed(text), null, String(text));
});

test("a storage that is refused, full or foreign does no harm", () => {
  const refused = () => {
    throw new Error("refused");
  };
  assert.deepEqual(load(refused), empty());
  assert.equal(save(refused, empty()), false);
  const full = () => ({ getItem: () => "{broken", setItem: refused });
  assert.deepEqual(load(full), empty());
  assert.equal(save(full, empty()), false);
});
