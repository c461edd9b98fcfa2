// @ts-check
"use strict";

// The stories of the explorer `training` go as their answers say.

const assert = require("node:assert/strict");
const { test } = require("node:test");

const network = require("../../docs/_static/explorers/lib/training-network.js");
const { OPTIONS_OF, STORIES_OF } = require("./stories.js");
const { bundledDigits, trained } = require("./trained.js");

/** The training of a story, with the settings that it gives. */
function told(story, steps, later = {}, seed = 0) {
  const { start, activation, ...first } = { ...OPTIONS_OF(), ...STORIES_OF(story) };
  return trained(steps, { start, activation, seed }, { 0: first, ...later });
}
const share = ({ right, count }) => right / count;

test("the story of too high a rate: no kernel answers any more, one digit in ten is right, with 1 it still learns", () => {
  const { entries } = told("fast", 114);
  assert.ok(entries.slice(1).every(({ learnt, held }) => learnt.silent === 8 && share(held) < 0.15 && Math.abs(learnt.loss - Math.log(10)) < 0.2));
  const slower = trained(114, {}, { 0: { ...OPTIONS_OF(), rate: 1 } }).entries.at(-1);
  assert.ok(share(slower.held) > 0.8 && slower.learnt.silent > 0 && slower.learnt.silent < 8);
});

test("Adam loses all kernels at a rate at which plain steps still learn, and learns at a tenth of it", () => {
  const [same, tenth] = [1, 0.1].map((rate) => trained(76, {}, { 0: { ...OPTIONS_OF(), optimiser: "adam", rate } }).entries.at(-1));
  assert.ok(same.learnt.silent === 8 && share(same.held) < 0.15);
  assert.ok(share(tenth.held) > 0.8);
});

for (const seed of [0, 5]) {
  test(`the story of too few pictures: all of them are read right, many others are not, and more pictures narrow the gap, seed ${seed}`, () => {
    const steps = 60 * 2;
    const { entries } = told("few", steps + 5 * 38, { [steps]: { pictures: 1198 } }, seed);
    const few = entries.find(({ step }) => step === steps);
    assert.equal(few.learnt.right, 50);
    assert.ok(share(few.held) < 0.85 && few.learnt.loss < 0.1 && few.held.loss > 0.5);
    const gap = ({ learnt, held }) => [held.loss - learnt.loss, share(learnt) - share(held)];
    gap(entries.at(-1)).forEach((part, at) => assert.ok(part < 0.6 * gap(few)[at]));
  });
}

test("the story of learning by heart: mixed-up labels are learnt, digits never seen are guessed with a growing loss", () => {
  const { entries } = told("heart", 60 * 2);
  const [first, last] = [entries[0], entries.at(-1)];
  assert.ok(last.learnt.right >= 48 && share(last.held) < 0.15);
  assert.ok(last.held.loss > 2 * first.held.loss);
});

test("the story of zeros: nothing but the biases of the scores ever moves", () => {
  const { weights, entries } = told("zeros", 76);
  assert.deepEqual(weights.map((part) => part.some((value) => value !== 0)), [false, false, false, true]);
  assert.ok(share(entries.at(-1).held) < 0.15);
});

test("the story of no shuffling: nearly all is a nine at first, far too much after ten epochs, and shuffling mends it", () => {
  const { entries } = told("sorted", 10 * 38);
  const ninesAfter = (epoch) => entries[epoch].held.answers.filter((answer) => answer === 9).length;
  assert.ok(ninesAfter(1) > 0.9 * 400, `${ninesAfter(1)}`);
  const { labels, learnt } = bundledDigits();
  assert.ok(ninesAfter(10) > 2 * labels.subarray(learnt).filter((label) => label === 9).length, `${ninesAfter(10)}`);
  assert.ok(share(entries[10].held) > 2 * share(entries[1].held));
  const mended = told("sorted", 5 * 38, { 38: { order: "shuffled" } }).entries;
  assert.ok(share(mended.at(-1).held) > share(entries[10].held));
});

test("the story that breaks: weights grow on average more than tenfold a step until one is no number; all is shown as it was before", () => {
  const run = told("broken", 2000);
  assert.ok(run.broken && run.step < 4 * 38);
  assert.ok(run.weights.every((part) => part.every(Number.isFinite)));
  assert.equal(run.last.step, run.step - 1);
  assert.equal(run.work(), true);
  const largest = (weights) => Math.max(...weights.flatMap((part) => Array.from(part, Math.abs)));
  assert.ok(largest(run.weights) < 1e160); // scores of these are what becomes infinite
  const next = network.lossAndGradients(run.weights, network.batchOf(bundledDigits().values.slice(0, 64)), [0], "leaky_relu");
  assert.ok(next.pass.scores.data.some((score) => !Number.isFinite(score)) && next.gradients[0].some(Number.isNaN));
  const early = told("broken", 10);
  assert.ok((largest(run.weights) / largest(early.weights)) ** (1 / (run.step - 1 - early.step)) > 10);
  const losses = run.entries.map(({ held }) => held.loss);
  losses.slice(1).forEach((loss, epoch) => assert.ok(loss > 1e50 * losses[epoch]));
  assert.ok(run.entries.every(({ learnt }) => learnt.silent === 0));
});
