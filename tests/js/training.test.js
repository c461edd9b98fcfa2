// @ts-check
"use strict";

// Layers, gradients and steps against Keras, and whole curves against the program beside the explorer
// (cases/training.py); gradients also against finite differences.

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/training.json");
const LIB = "../../docs/_static/explorers/lib";
const batchNormalisation = require(`${LIB}/batch-normalisation.js`);
const { exp, log } = require(`${LIB}/exponential.js`);
const gradients = require(`${LIB}/gradients.js`);
const layers = require(`${LIB}/layers.js`);
const { noMemory, stepOf } = require(`${LIB}/optimisers.js`);
const { generator } = require(`${LIB}/random.js`);
const network = require(`${LIB}/training-network.js`);
const { strongest } = require(`${LIB}/training-run.js`);
const STRINGS = require("../../docs/_static/explorers/strings/training.json");
const { filledText } = require("../../docs/_static/explorers/ui/strings.js");
const { messageOf, seenOf, troubleOf, workedStep } = require(`${LIB}/training-model.js`);
const { partOf } = require(`${LIB}/training-part.js`);
const { OPTIONS_OF } = require("./stories.js");
const { bundledDigits, trained } = require("./trained.js");

const BOUND = 1e-8; // Keras holds the leak of leaky ReLU in single precision

/** Every number within the bound, relative to 1 or to its size. */
function near(actual, expected, what, bound = BOUND) {
  const [left, right] = [Array.from(actual), [expected].flat(Infinity)];
  assert.equal(left.length, right.length, what);
  right.forEach((value, at) => {
    assert.ok(Math.abs(left[at] - value) <= bound * Math.max(1, Math.abs(value)), `${what}, ${at}: ${left[at]} is not ${value}`);
  });
}

/** Nested lists as a batch of maps; of two axes they are flat. */
function mapsOf(rows) {
  const flat = !Array.isArray(rows[0][0]);
  const [height, width, channels] = flat ? [1, 1, rows[0].length] : [rows[0].length, rows[0][0].length, rows[0][0][0].length];
  return layers.maps(rows.length, height, width, channels, Float64Array.from(rows.flat(Infinity)));
}

function kernelOf(rows) {
  const [height, width, inputs, outputs] = [rows.length, rows[0].length, rows[0][0].length, rows[0][0][0].length];
  return { height, width, inputs, outputs, data: Float64Array.from(rows.flat(Infinity)) };
}

/** Each kind of layer: what it gives, and the slopes that Keras has for its input and weights. */
const KINDS = {
  convolve({ kernel, bias, options }, input, upstream) {
    const weights = kernelOf(kernel);
    return [layers.convolve(input, weights, Float64Array.from(bias), options), [
      gradients.inputGradient(input, weights, upstream, options).data,
      gradients.kernelGradient(input, weights, upstream, options),
      gradients.biasGradient(upstream),
    ]];
  },
  dense({ kernel, bias }, input, upstream) {
    const weights = kernelOf(kernel);
    return [layers.dense(input, weights, Float64Array.from(bias)), [
      gradients.inputGradient(input, weights, upstream).data,
      gradients.kernelGradient(input, weights, upstream),
      gradients.biasGradient(upstream),
    ]];
  },
  maxPool({ size, options }, input, upstream) {
    const output = layers.maxPool(input, size, options);
    return [output, [gradients.maxPoolGradient(input, output.winners, upstream).data]];
  },
  averagePool({ size, options }, input, upstream) {
    return [layers.averagePool(input, size, options), [gradients.averagePoolGradient(input, size, upstream, options).data]];
  },
  globalAverage(_, input, upstream) {
    return [layers.globalAverage(input), [gradients.globalAverageGradient(input, upstream).data]];
  },
  flatten(_, input, upstream) {
    return [layers.flatten(input), [gradients.flattenGradient(input, upstream).data]];
  },
  activate({ name }, input, upstream) {
    return [layers.activate(input, name), [gradients.activationGradient(input, name, upstream).data]];
  },
  drop({ mask, rate }, input, upstream) {
    const flat = mask.flat(Infinity);
    return [layers.drop(input, flat, rate), [gradients.dropGradient(flat, rate, upstream).data]];
  },
  normalise({ norm, trains }, input, upstream) {
    const back = trains ? batchNormalisation.normaliseBatchGradient : batchNormalisation.normaliseGradient;
    const output = trains ? batchNormalisation.normaliseBatch(input, norm).output : batchNormalisation.normalise(input, norm);
    const slopes = back(input, norm, upstream);
    return [output, [slopes.input.data, slopes.scale, slopes.shift]];
  },
};

for (const [kind, run] of Object.entries(KINDS)) {
  test(`${kind} and its gradients are those of Keras`, () => {
    assert.ok(CASES[kind].length > 0);
    CASES[kind].forEach((entry, index) => {
      const [output, slopes] = run(entry, mapsOf(entry.input), mapsOf(entry.upstream));
      const what = `${kind} ${index} ${JSON.stringify(entry.options ?? entry.name ?? "")}`;
      near(output.data, entry.output, what);
      assert.equal(slopes.length, entry.gradients.length);
      slopes.forEach((slope, at) => near(slope, entry.gradients[at], `${what}, gradient ${at}`));
    });
  });
}

/** Nested lists with each number moved a little, so that none is at a bend or equal to another. */
function jittered(rows) {
  let count = 0;
  const moved = (part) => (Array.isArray(part) ? part.map(moved) : part + 0.03 * Math.sin(++count));
  return moved(rows);
}

/** Names of what a layer of this kind learns, in the order of its slopes behind that of its input. */
const LEARNT = { convolve: ["kernel", "bias"], dense: ["kernel", "bias"] };

for (const [kind, run] of Object.entries(KINDS)) {
  test(`${kind} has the gradients that finite differences find`, () => {
    for (const entry of CASES[kind]) {
      const given = { ...entry, input: jittered(entry.input) };
      const upstream = mapsOf(entry.upstream);
      const total = (one) => run(one, mapsOf(one.input), upstream)[0].data.reduce((sum, value, at) => sum + value * upstream.data[at], 0);
      const slopes = run(given, mapsOf(given.input), upstream)[1];
      ["input", ...(LEARNT[kind] ?? [])].forEach((name, part) => slopes[part].forEach((slope, at) => {
        const [above, below] = [1e-6, -1e-6].map((small) => total({ ...given, [name]: changedAt(given[name], at, small) }));
        assert.ok(Math.abs((above - below) / 2e-6 - slope) < 1e-6, `${kind}, ${name} ${at}: ${slope}`);
      }));
    }
  });
}

/** Nested lists with one number changed, the numbers counted through. */
function changedAt(rows, wanted, small) {
  let count = -1;
  const changed = (part) => (Array.isArray(part) ? part.map(changed) : part + (++count === wanted ? small : 0));
  return changed(rows);
}

test("softmax with cross-entropy has the slopes that finite differences find", () => {
  for (const { input, labels } of CASES.crossEntropy) {
    const lossOf = (rows) => layers.crossEntropy(mapsOf(rows), labels).loss;
    const scores = mapsOf(input);
    gradients.crossEntropyGradient(scores, layers.crossEntropy(scores, labels).probabilities, labels).data.forEach((slope, at) => {
      const [above, below] = [1e-6, -1e-6].map((small) => lossOf(changedAt(input, at, small)));
      assert.ok(Math.abs((above - below) / 2e-6 - slope) < 1e-8, String(at));
    });
  }
});

test("batch normalisation remembers what Keras remembers", () => {
  for (const { norm, trains, after, input } of CASES.normalise) {
    if (!trains) continue;
    const { remembered } = batchNormalisation.normaliseBatch(mapsOf(input), norm);
    near(remembered.mean, after.mean, "mean");
    near(remembered.variance, after.variance, "variance");
  }
});

test("softmax with cross-entropy has Keras's loss and slopes", () => {
  for (const { input, labels, loss, gradients: [slopes] } of CASES.crossEntropy) {
    const scores = mapsOf(input);
    const found = layers.crossEntropy(scores, labels);
    near([found.loss], loss, "loss");
    near(gradients.crossEntropyGradient(scores, found.probabilities, labels).data, slopes, "slopes");
  }
});

const NETWORK = CASES.network[0];
const WEIGHTS = NETWORK.weights.map((values) => Float64Array.from(values));
const PICTURES = network.batchOf(Float64Array.from(NETWORK.images, (value) => value / 16));

test("the network's loss and all its gradients are Keras's", () => {
  const found = network.lossAndGradients(WEIGHTS, PICTURES, NETWORK.labels);
  near([found.loss], NETWORK.loss, "loss");
  found.gradients.forEach((part, index) => near(part, NETWORK.gradients[index], `weights ${index}`));
});

const MASK = { rate: 0.3, mask: Uint8Array.from({ length: 8 * 48 }, (_, at) => Number(at % 7 > 1)) };
for (const [activation, dropping] of [["relu", undefined], ["relu", MASK], ["leaky_relu", undefined], ["leaky_relu", MASK]]) {
  test(`gradients agree with finite differences, ${activation}${dropping ? ", units dropped" : ""}`, () => {
    const lossAt = (weights) => network.lossAndGradients(weights, PICTURES, NETWORK.labels, activation, dropping).loss;
    const found = network.lossAndGradients(WEIGHTS, PICTURES, NETWORK.labels, activation, dropping).gradients;
    WEIGHTS.forEach((values, part) => {
      for (let at = 0; at < values.length; at += 3) {
        const [above, below] = [1e-6, -1e-6].map((small) => {
          const moved = values.slice();
          moved[at] += small;
          return lossAt(WEIGHTS.with(part, moved));
        });
        assert.ok(Math.abs((above - below) / 2e-6 - found[part][at]) < 1e-6, `weights ${part}, ${at}`);
      }
    });
  });
}

for (const { optimiser, rate, losses, weights: after } of CASES.steps) {
  test(`fifty steps of ${optimiser} end where Keras's do`, () => {
    const { values, labels } = bundledDigits();
    let weights = network.firstWeights("he", 2, generator(7));
    let memories = weights.map((part) => noMemory(part.length));
    for (let step = 0; step < 50; step++) {
      const first = 16 * (step % 20);
      const found = network.lossAndGradients(
        weights, network.batchOf(values.slice(first * 64, (first + 16) * 64)), labels.slice(first, first + 16),
      );
      near([found.loss], losses[step], `loss at ${step}`, 1e-5);
      const steps = found.gradients.map((gradient, part) => stepOf(optimiser, rate, gradient, memories[part]));
      memories = steps.map(({ memory }) => memory);
      weights = weights.map((part, index) => part.map((value, at) => value + steps[index].change[at]));
    }
    weights.forEach((part, index) => part.forEach((value, at) => {
      const wanted = after[index][at];
      const bound = 1e-4 * Math.abs(wanted) + 5e-6; // Keras rounds 0.9 and 0.999 of Adam to single precision
      assert.ok(Math.abs(value - wanted) <= bound, `weights ${index}, ${at}: ${value} is not ${wanted}`);
    }));
  });
}

for (const { steps, first, plan, off, factor, scores, kernels, loss } of CASES.curves) {
  test(`the same seed gives the program's curve: ${steps} steps from ${JSON.stringify(first)}`, () => {
    const run = trained(steps, first, plan);
    assert.equal(run.step, steps);
    near(run.entries.flatMap(({ learnt, held }) => [
      learnt.loss, learnt.right / learnt.count, held.loss, held.right / held.count,
    ]), scores, "scores", 1e-7);
    near(run.weights[0], kernels, "kernels", 1e-7);
    near([run.last.loss], loss, "loss", 1e-7);
    assert.deepEqual(offOf(run.last), off, "units that are off");
    near([1 / (1 - run.last.settings.dropout)], factor, "factor");
  });
}

/** Pictures of the batch with their units that dropout switched off, as the page shows them. */
function offOf(last) {
  return Array.from({ length: last.count }, (_, picture) => {
    const { mask } = partOf(last, bundledDigits(), { picture, kernel: 0, weight: "00", activation: "relu" });
    return Array.from(mask ?? []).flatMap((keep, unit) => (keep ? [] : [[picture, unit]]));
  }).flat();
}

for (const [activation, dropout, batch] of [["relu", 0, 32], ["relu", 0.5, 32], ["leaky_relu", 0.25, 0], ["relu", 0.75, 8], ["leaky_relu", 0, 128]]) {
  test(`what the pictures of a batch of ${batch || "all"} say of a weight has the gradient for its mean, ${activation}, dropout ${dropout}`, () => {
    const run = trained(21, { seed: 3, activation }, { 0: { ...OPTIONS_OF(), dropout, batch, pictures: 300, labels: "shuffled" } });
    for (const [kernel, weight] of [[0, "00"], [3, "11"], [6, "02"], [7, "20"]]) {
      const parts = Array.from({ length: run.last.count }, (_, picture) => partOf(run.last, bundledDigits(), { picture, kernel, weight, activation }));
      const mean = parts.reduce((sum, part) => sum + part.sum, 0) / parts.length;
      near([mean], run.last.gradient[(3 * Number(weight[0]) + Number(weight[1])) * 8 + kernel], "gradient", 1e-9);
      assert.ok(parts.some((part) => part.sum !== 0));
      for (const { mask, off, offHere, units, back } of parts) {
        assert.equal(mask !== undefined, dropout > 0);
        assert.equal(off, Array.from(mask ?? []).filter((keep) => !keep).length);
        for (const place of offHere) assert.ok(mask[place * 8 + kernel] === 0 && units.data[place] === 0 && back.data[place] === 0);
      }
      if (dropout) assert.ok(Math.abs(parts.reduce((sum, { off }) => sum + off, 0) / (128 * parts.length) - dropout) < 0.1);
    }
  });
}

test("a picture that the batch does not have is its last one", () => {
  const run = trained(38, {}, { 0: OPTIONS_OF() });
  assert.equal(run.last.count, 1198 % 32);
  assert.equal(partOf(run.last, bundledDigits(), { picture: 31, kernel: 0, weight: "11", activation: "relu" }).picture, 13);
});

test("exponential and logarithm are right to the last bits over all their range", () => {
  for (let at = -700; at <= 700; at += 0.37) {
    assert.ok(Math.abs(exp(at) / Math.exp(at) - 1) < 4e-16, `exp(${at})`);
    const value = Math.exp(at);
    assert.ok(Math.abs(log(value) - Math.log(value)) <= 4e-16 * Math.max(1, Math.abs(at)), `log(${value})`);
  }
  assert.deepEqual([exp(-Infinity), exp(Infinity), exp(0), log(0), log(1), log(Infinity)], [0, Infinity, 1, -Infinity, 0, Infinity]);
  assert.ok(Number.isNaN(exp(NaN)) && Number.isNaN(log(-1)));
});

for (const [optimiser, rate] of [["sgd", 3], ["momentum", 3], ["adam", 0.3]]) {
  test(`kernels that are all silent get no gradient; with ${optimiser} they ${optimiser === "sgd" ? "stay as they are" : "still move"}`, () => {
    const run = trained(50, {}, { 0: { ...OPTIONS_OF(), pictures: 300, optimiser, rate } });
    const silent = run.entries.findIndex(({ learnt }) => learnt.silent === 8);
    const later = run.entries.slice(silent);
    assert.ok(later.length > 2 && later.every(({ learnt }) => learnt.silent === 8));
    assert.ok(later.slice(1).every(({ last }) => last.gradient.every((slope) => slope === 0)));
    const moved = later[0].weights.map((values, part) => values.some((value, at) => value !== later[1].weights[part][at]));
    const plain = optimiser === "sgd";
    assert.deepEqual([moved[0], moved[2], moved[3]], [!plain, !plain, true]);
    const keys = troubleOf(run, seenOf({ look: -1 }, run)).map(([key]) => key);
    assert.deepEqual(keys, plain ? ["silentAll"] : ["silentAll", `drifting.${optimiser}`]);
  });
}

test("of some silent kernels their number is told, and when and on how many pictures it was so", () => {
  const told = [0, 1, 3].map((silent) => troubleOf(
    { shown: { broken: false, step: 9 } }, { epoch: 4, isNow: true, last: undefined, entry: { learnt: { silent, count: 300 } } },
  ));
  assert.deepEqual(told.map((keys) => keys.map(([key]) => key)), [[], ["silent"], ["silent"]]);
  assert.deepEqual(told[2][0][1], { silent: 3, epoch: 4, count: 300 });
  for (const [key, values] of told.flat()) assert.match(filledText(STRINGS, key, values), /after epoch 4: .* each of the 300 pictures/);
});

test("nobody is told to begin where a step was taken, or the training broke", () => {
  const keyOf = (step, broken, scoredAt) => messageOf({ shown: { step, broken } }, { entry: { step: scoredAt } });
  assert.deepEqual(
    [keyOf(0, false, 0), keyOf(1, false, 0), keyOf(1, true, 0), keyOf(38, false, 0), keyOf(38, false, 38)],
    ["messageBegin", "messageUntrained", "messageUntrained", "messageUntrained", "message"],
  );
});

test("what momentum keeps is the change before, but of plain steps, or of none, nothing", () => {
  const setting = { ...OPTIONS_OF(), pictures: 50 };
  const keptAt = (steps, plan) => workedStep(trained(steps, {}, plan).last, { weight: "11", kernel: 2 });
  for (const [steps, plan] of [[1, { 0: { ...setting, optimiser: "momentum" } }], [5, { 0: setting, 4: { optimiser: "momentum" } }]]) {
    const step = keptAt(steps, plan);
    assert.equal(step.remembered, 0);
    near([step.change], -step.rate * step.gradient, "first step");
    const next = keptAt(steps + 1, plan);
    assert.equal(next.remembered, step.change);
    near([next.change], 0.9 * step.change - next.rate * next.gradient, "second step");
  }
});

test("kernels that began at 0 are silent, and no optimiser moves them", () => {
  for (const optimiser of ["momentum", "adam"]) {
    const run = trained(6, { start: "zeros" }, { 0: { ...OPTIONS_OF(), pictures: 50, optimiser } });
    assert.deepEqual(troubleOf(run, seenOf({ look: -1 }, run)).map(([key]) => key), ["silentAll"]);
    assert.ok(run.weights[0].every((value) => value === 0));
  }
});

test("of classes whose scores differ in their last bits only the first is named, and so it is where one is no number", () => {
  assert.equal(strongest(Float64Array.from([9, 1, 3, 3, 0, 0, 0, 0, 0, 2, 2]), 1), 1);
  assert.equal(strongest(Float64Array.from([1, 2, NaN, Infinity, NaN, 0, 0, 0, 0, 0]), 0), 0);
  assert.equal(strongest(Float64Array.from([1, 2, 2 + 1e-12, 0, 0, 0, 0, 0, 0, 0]), 0), 1);
  assert.equal(strongest(Float64Array.from([1, 1e300, 2e300, 0, 0, 0, 0, 0, Infinity, -Infinity]), 0), 8);
});
