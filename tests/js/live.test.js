"use strict";

// The network of a live page: slopes are those of small differences, drawings end as values of the input.

const assert = require("node:assert/strict");
const { test } = require("node:test");

const STATIC = "../../docs/_static/explorers";
const CASES = require("./cases/live.json");
const { LAYER_ACTIVATIONS } = require(`${STATIC}/lib/layer-activations.js`);
const { WORKERS } = require(`${STATIC}/page/live-layers.js`);
const { LiveNetwork, checked, difference, gradCam, saliency } = require(`${STATIC}/lib/live-network.js`);
const { readsOf } = require(`${STATIC}/page/reads.js`);
const { Sheet, fitted, paperAndInk } = require(`${STATIC}/page/sheet.js`);

const maps = (height, width, count) => ({
  shape: [height, width, count], order: [2, 0, 1], spatial: [0, 1], drawn: 2, height, width, count, chosen: null, perImage: true, type: "<f8",
});
const vector = (count) => ({ ...maps(1, 1, count), shape: [count], order: [0], spatial: [], drawn: 0 });

/** Draws that are the same each time. */
function draws(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return (2 * state) / 2 ** 31 - 1;
  };
}

const drawn = (length, seed) => {
  const draw = draws(seed);
  return Float64Array.from({ length }, draw);
};
const windowed = (more) => ({ size: [3, 2], stride: [2, 1], dilation: [1, 2], before: [1, 1], activation: "linear", ...more });

const LAYERS = {
  conv: { operation: windowed({ kind: "conv", activation: "tanh" }), inputs: [maps(5, 6, 2)], maps: maps(3, 6, 4), weights: { kernel: 4 * 12, bias: 4 } },
  "conv with softmax": { operation: windowed({ kind: "conv", activation: "softmax" }), inputs: [maps(5, 6, 2)], maps: maps(3, 6, 4), weights: { kernel: 4 * 12, bias: 4 } },
  depthwise: { operation: windowed({ kind: "depthwise", multiplier: 2, activation: "gelu" }), inputs: [maps(5, 6, 2)], maps: maps(3, 6, 4), weights: { kernel: 4 * 6, bias: 4 } },
  transposed: { operation: windowed({ kind: "transposed", activation: "tanh" }), inputs: [maps(3, 6, 4)], maps: maps(5, 6, 2), weights: { kernel: 2 * 24, bias: 2 } },
  "conv in groups": { operation: windowed({ kind: "conv", groups: 2 }), inputs: [maps(5, 6, 4)], maps: maps(3, 6, 6), weights: { kernel: 6 * 12, bias: 6 } },
  dense: { operation: { kind: "dense", size: [1, 1], stride: [1, 1], dilation: [1, 1], before: [0, 0], activation: "silu" }, inputs: [vector(5)], maps: vector(3), weights: { kernel: 15, bias: 3 } },
  "largest of windows": { operation: windowed({ kind: "pool", way: "max" }), inputs: [maps(5, 6, 2)], maps: maps(3, 6, 2) },
  "mean of windows": { operation: windowed({ kind: "pool", way: "average" }), inputs: [maps(5, 6, 2)], maps: maps(3, 6, 2) },
  "mean of maps": { operation: { kind: "global", way: "average" }, inputs: [maps(3, 4, 5)], maps: vector(5) },
  "largest of maps": { operation: { kind: "global", way: "max" }, inputs: [maps(3, 4, 5)], maps: vector(5) },
  normalised: { operation: { kind: "normalised", epsilon: 0.1 }, inputs: [maps(3, 4, 2)], maps: maps(3, 4, 2), weights: { gamma: 2, beta: 2, mean: 2, variance: 2 } },
  "standardised at each place": { operation: { kind: "standardised", by: "place", groups: 1, epsilon: 0.1 }, inputs: [maps(3, 4, 5)], maps: maps(3, 4, 5), weights: { gamma: 5, beta: 5 } },
  "standardised in groups": { operation: { kind: "standardised", by: "maps", groups: 2, epsilon: 0.1 }, inputs: [maps(3, 4, 6)], maps: maps(3, 4, 6), weights: { gamma: 6, beta: 6 } },
  "standardised over all": { operation: { kind: "standardised", by: "maps", groups: 1, epsilon: 0.1 }, inputs: [maps(3, 4, 2)], maps: maps(3, 4, 2), weights: { gamma: 24, beta: 24 } },
  "leaking by map": { operation: { kind: "leaking" }, inputs: [maps(3, 4, 2)], maps: maps(3, 4, 2), weights: { alpha: 2 } },
  "leaking by unit": { operation: { kind: "leaking" }, inputs: [maps(3, 4, 2)], maps: maps(3, 4, 2), weights: { alpha: 24 } },
  interpolated: { operation: { kind: "interpolated", size: [2, 3] }, inputs: [maps(3, 4, 2)], maps: maps(6, 12, 2) },
  softmax: { operation: { kind: "activation", activation: "softmax" }, inputs: [vector(5)], maps: vector(5) },
  "leaky relu": { operation: { kind: "activation", activation: "leaky_relu", parameter: 0.4 }, inputs: [maps(3, 4, 2)], maps: maps(3, 4, 2) },
  permuted: { operation: { kind: "permuted", axes: [2, 0, 1] }, inputs: [maps(3, 4, 2)], maps: maps(2, 3, 4) },
  difference: { operation: { kind: "sum", factors: [1, -1] }, inputs: [maps(3, 4, 2), maps(3, 4, 2)], maps: maps(3, 4, 2) },
  sum: { operation: { kind: "sum", factors: [1, 1] }, inputs: [maps(3, 4, 2), maps(3, 4, 2)], maps: maps(3, 4, 2) },
  product: { operation: { kind: "product" }, inputs: [maps(3, 4, 2), maps(3, 4, 2), vector(2)], maps: maps(3, 4, 2) },
  scaled: { operation: { kind: "scaled", scale: 3, offset: 1 }, inputs: [maps(3, 4, 2)], maps: maps(3, 4, 2) },
  same: { operation: { kind: "same" }, inputs: [maps(3, 4, 2)], maps: maps(3, 4, 2) },
  flatten: { operation: { kind: "flatten" }, inputs: [maps(3, 4, 2)], maps: vector(24) },
  joined: { operation: { kind: "joined", counts: [2, 1] }, inputs: [maps(3, 4, 2), maps(3, 4, 1)], maps: maps(3, 4, 3) },
  padded: { operation: { kind: "padded", before: [1, 2] }, inputs: [maps(3, 4, 2)], maps: maps(5, 7, 2) },
  cropped: { operation: { kind: "padded", before: [-1, -2] }, inputs: [maps(3, 4, 2)], maps: maps(2, 2, 2) },
  repeated: { operation: { kind: "repeated", size: [2, 3] }, inputs: [maps(3, 4, 2)], maps: maps(6, 12, 2) },
};

test("layers put out what they put out in Keras", () => {
  for (const { name, operation, inputs, maps: own, weights, image, values } of CASES.layers) {
    const numbers = Object.fromEntries(Object.entries(weights).map(([key, list]) => [key, Float32Array.from(list)]));
    const made = WORKERS[operation.kind]({ operation, inputs, maps: own, weights: numbers }).forward([Float32Array.from(image)]);
    const most = Math.max(1, ...values.map(Math.abs));
    assert.equal(made.values.length, values.length, name);
    values.forEach((value, at) => assert.ok(Math.abs(value - made.values[at]) <= 1e-5 * most, `${name}, ${at}: ${made.values[at]}, not ${value}`));
  }
});

const sizeOf = ({ height, width, count }) => height * width * count;
const weightsOf = (layer) => Object.fromEntries(Object.entries(layer.weights ?? {}).map(([key, length], at) => (
  [key, drawn(length, 7 + at).map((one) => (key === "variance" ? 1 + one ** 2 : one))]
)));

test("each kind of layer that moves or weighs values is looked at", () => {
  assert.deepEqual(new Set(Object.values(LAYERS).map((layer) => layer.operation.kind)), new Set(Object.keys(WORKERS)));
});

for (const [name, layer] of Object.entries(LAYERS)) {
  test(`the slopes of ${name} are those of small differences`, () => {
    const worker = WORKERS[layer.operation.kind]({ ...layer, weights: weightsOf(layer) });
    const inputs = layer.inputs.map((input, at) => drawn(sizeOf(input), 91 + at));
    const upstream = drawn(sizeOf(layer.maps), 17);
    const score = (all) => worker.forward(all).values.reduce((sum, value, at) => sum + value * upstream[at], 0);
    const found = worker.backward(worker.forward(inputs), upstream, inputs);
    inputs.forEach((input, which) => input.forEach((value, at) => {
      const moved = (by) => inputs.map((one, other) => (other === which ? one.with(at, value + by) : one));
      const slope = (score(moved(1e-5)) - score(moved(-1e-5))) / 2e-5;
      assert.ok(Math.abs(slope - found[which][at]) < 1e-5, `input ${which}, ${at}: ${found[which][at]}, not ${slope}`);
    }));
  });
}

for (const [name, layer] of Object.entries(LAYERS)) {
  test(`a unit of ${name} is computed from the maps whose change changes it`, () => {
    const sources = layer.inputs.map((_, at) => ({ name: `input ${at}`, window: null, certain: true }));
    const layers = Object.fromEntries([...layer.inputs.map((own, at) => [`input ${at}`, { maps: own }]), ["own", { ...layer, sources }]]);
    const worker = WORKERS[layer.operation.kind]({ ...layer, weights: weightsOf(layer) });
    const inputs = layer.inputs.map((input, at) => drawn(sizeOf(input), 91 + at));
    const before = worker.forward(inputs).values;
    const changed = layer.inputs.map((input, which) => Array.from({ length: input.count }, (_, map) => {
      const other = drawn(sizeOf(input), 7).map((value) => 5 * value);
      const area = input.height * input.width;
      const values = inputs[which].map((value, at) => (Math.floor(at / area) === map ? other[at] : value));
      return worker.forward(inputs.map((one, at) => (at === which ? values : one))).values;
    }));
    const { height, width } = layer.maps;
    before.forEach((value, at) => {
      const unit = { map: Math.floor(at / (height * width)), row: Math.floor(at / width) % height, column: at % width };
      const found = readsOf(layers, "own", unit, false);
      const told = changed.map((each, which) => each.map((_, map) => (
        found.some((one) => one.name === `input ${which}` && map >= one.first && map < one.first + one.count)
      )));
      assert.deepEqual(told, changed.map((each) => each.map((after) => after[at] !== value)), JSON.stringify(unit));
    });
  });
}

test("what a unit is computed from is not told where code may lie between, unless the numbers make its value", () => {
  const layers = {
    image: { maps: maps(3, 4, 2) },
    own: { maps: maps(3, 4, 2), operation: { kind: "same" }, sources: [{ name: "image", window: null, certain: false }] },
  };
  const unit = { map: 1, row: 0, column: 0 };
  assert.deepEqual(readsOf(layers, "own", unit, false), []);
  assert.deepEqual(readsOf(layers, "own", unit, true), [{ name: "image", first: 1, count: 1, total: 2, kind: "maps" }]);
  assert.deepEqual(readsOf({ ...layers, own: { ...layers.own, operation: null } }, "own", unit, true), []);
  assert.deepEqual(readsOf(layers, "image", unit, true), []);
});

test("each activation function has its slope", () => {
  for (const [name, { value, slope }] of Object.entries(LAYER_ACTIVATIONS)) {
    for (let z = -8.05; z < 8.1; z += 0.1) {
      const steep = (value(z + 1e-5) - value(z - 1e-5)) / 2e-5;
      assert.ok(Math.abs(steep - slope(z)) < 1e-5 * Math.max(1, Math.abs(steep)), `${name} at ${z}`);
    }
  }
});

test("slopes of equal maxima of a map share, as in Keras", () => {
  const worker = WORKERS.global(LAYERS["largest of maps"]);
  const input = new Float64Array(60).fill(2);
  assert.deepEqual([...worker.backward(worker.forward([input]), Float64Array.of(12, 0, 0, 0, 0), [input])[0].slice(0, 12)], new Array(12).fill(1));
});

/** A picture of 2 by 2, a dense layer of it with sigmoid, and what the page is told of them. */
function small(activation) {
  const source = (name) => [{ name, window: null, certain: true }];
  const layers = {
    image: { name: "image", maps: maps(2, 2, 1) },
    flat: { name: "flat", maps: vector(4), sources: source("image"), operation: { kind: "flatten" } },
    scores: { name: "scores", maps: vector(2), sources: source("flat"), operation: { kind: "dense", activation, size: [1, 1], stride: [1, 1], dilation: [1, 1], before: [0, 0] } },
  };
  const weights = { scores: { kernel: Float64Array.of(1, -2, 3, -4, 0, 0, 1, 0), bias: Float64Array.of(0, 0) } };
  return new LiveNetwork(WORKERS, layers, { image: "image", whole: false, names: ["flat", "scores"], why: {} }, weights);
}

test("a score is explained before its softmax or sigmoid, and as it is behind other functions", () => {
  const image = Float64Array.of(0.1, 0.2, 0.3, 0.4);
  for (const [activation, expected] of [["softmax", [1, 2, 3, 4]], ["sigmoid", [1, 2, 3, 4]], ["linear", [1, 2, 3, 4]], ["tanh", undefined]]) {
    const network = small(activation);
    const run = network.run({}, image);
    const heat = [...saliency(network.slopes(run, "scores", 0).image, maps(2, 2, 1))];
    if (expected) assert.deepEqual(heat, expected, activation);
    else assert.ok(heat[0] > 0 && heat[0] < 1, activation);
  }
});

test("a layer that differs from what was recorded is computed no more, nor what reads it", () => {
  const network = small("linear");
  const image = Float64Array.of(0.1, 0.2, 0.3, 0.4);
  const right = network.run({}, image).values;
  assert.equal(checked(network, right), 0);
  assert.equal(network.steps.length, 2);
  const wrong = { ...right, flat: right.flat.with(2, 0.31) };
  checked(network, wrong);
  assert.deepEqual(network.steps, []);
  assert.match(network.why.flat, /differs by 0\.010/);
  assert.match(network.why.scores, /reads flat/);
  assert.deepEqual(Object.keys(network.run(wrong, image).values), ["image"]);
});

test("differences are parts of the largest value, or of one, and what is no number is never close", () => {
  assert.equal(difference([0.5, 1], [0.5, 0.75]), 0.25);
  assert.equal(difference([100], [200]), 0.5);
  assert.equal(difference([NaN], [NaN]), 0);
  assert.equal(difference([1], [NaN]), Infinity);
  assert.equal(difference([NaN], [1]), Infinity);
});

test("Grad-CAM weighs each map with the mean of its slopes, and keeps what speaks for the class", () => {
  const values = Float64Array.of(1, 0, 0, 2);
  assert.deepEqual([...gradCam(values, Float64Array.of(1, 3, -1, -1), maps(1, 2, 2))], [2, 0]);
  assert.deepEqual([...gradCam(values, undefined, maps(1, 2, 2))], [0, 0]);
});

test("a pixel that is not drawn on keeps its value, and the others have the mean of their parts", () => {
  const before = drawn(64, 3);
  const sheet = new Sheet({ height: 8, width: 8, count: 1 }, before, false);
  sheet.line([4, 1], [4, 7], 0.5, [2]);
  const changed = [...before.keys()].filter((at) => sheet.values[at] !== before[at]);
  assert.deepEqual(new Set(changed.map((at) => Math.floor(at / 8))), new Set([3, 4]));
  assert.equal(sheet.values[4 * 8 + 4], before[4 * 8 + 4] / 2 + 1); // half of its parts are within the pen
});

test("drawings of digits are counts of dark parts, as the training digits are", () => {
  const sheet = new Sheet({ height: 8, width: 8, count: 1 }, new Float64Array(64), false);
  sheet.line([1.3, 2.1], [6.2, 4.7], 0.8, [16]);
  assert.ok(sheet.values.every((value) => Number.isInteger(value) && value >= 0 && value <= 16));
  assert.ok(sheet.values.includes(16));
});

test("the finest pen sets single pixels of all maps to the value", () => {
  const sheet = new Sheet({ height: 3, width: 40, count: 2 }, new Float64Array(240), false);
  sheet.line([1.7, 20.2], [1.7, 20.2], 0, [5, 6]);
  assert.deepEqual([...sheet.values.entries()].filter(([, value]) => value), [[60, 5], [180, 6]]);
});

test("a model of whole numbers is given whole numbers", () => {
  const sheet = new Sheet({ height: 8, width: 8, count: 1 }, new Float64Array(64), true);
  sheet.line([1.3, 2.1], [6.2, 4.7], 0.6, [255]);
  assert.ok(sheet.values.every(Number.isInteger));
});

test("paper is what lies around a picture", () => {
  const size = { height: 3, width: 3, count: 1 };
  const scale = { low: 0, high: 16 };
  assert.deepEqual(paperAndInk(size, [0, 1, 0, 0, 16, 0, 0, 0, 9], scale), { paper: 0, ink: 16 });
  assert.deepEqual(paperAndInk(size, [16, 16, 9, 15, 0, 16, 16, 16, 9], scale), { paper: 16, ink: 0 });
});

test("a picture is cut to the proportions of the input, and each pixel has its mean", () => {
  const planes = [Float64Array.from({ length: 24 }, (_, at) => at % 8)]; // 3 rows of 8 columns
  const found = fitted({ height: 3, width: 8, planes }, { height: 2, width: 4, count: 1 }, { low: 0, high: 255 });
  const columns = [[1, 2], [3, 2], [4, 5], [6, 5]].map(([most, half]) => (most + half / 2) / 1.5); // of 1.5 cells from the second on
  found.forEach((value, at) => assert.ok(Math.abs(value - columns[at % 4]) < 1e-12, `${value} at ${at}`));
  assert.equal(found.length, 8);
});

test("colours go to three maps, grey values to all, from the low end of the scale to the high one", () => {
  const planes = [0, 127.5, 255].map((value) => new Float64Array(4).fill(value));
  assert.deepEqual([...fitted({ height: 2, width: 2, planes }, { height: 1, width: 1, count: 3 }, { low: -1, high: 1 })], [-1, 0, 1]);
  assert.deepEqual([...fitted({ height: 2, width: 2, planes: planes.slice(2) }, { height: 1, width: 1, count: 2 }, { low: -1, high: 1 })], [1, 1]);
});
