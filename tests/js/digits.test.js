// @ts-check
"use strict";

// The digits network and its preprocessing against the cases that Python wrote (cases/digits.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/digits.json");
const SOURCES = "../../docs/_static/explorers";
const { redrawn } = require("./redrawn.js");
const { bundledDigits } = require("./trained.js");
const { digitsNetwork, picturesOf, placeOf, storyOf } = require(`${SOURCES}/lib/digits-model.js`);
const { blockCounts, drawingOf, normalised, packed, unpacked } = require(`${SOURCES}/lib/drawing.js`);
const { unitAt, valueAt } = require(`${SOURCES}/lib/model-maps.js`);
const { layers: LAYERS, read } = digitsNetwork(require(`${SOURCES}/data/network.json`));

const countsOf = (text) => [...text].map((letter) => parseInt(letter, 17));
const largest = (values) => values.indexOf(Math.max(...values));
const PICTURES = CASES.pictures.map(countsOf);

/** The index in each axis of a place among all values. */
function indexOf(at, shape) {
  return shape.map((side, axis) => Math.floor(at / shape.slice(axis + 1).reduce((area, one) => area * one, 1)) % side);
}

test("every layer agrees to 1e-5", () => {
  CASES.maps.forEach((maps, index) => {
    const found = read(PICTURES[index]).maps;
    for (const [name, values] of Object.entries(maps)) {
      const own = LAYERS[name].maps;
      assert.equal(found[name].length, values.length, name);
      values.forEach((value, at) => {
        const actual = valueAt(own, found[name], unitAt(own, indexOf(at, own.shape)));
        assert.ok(Math.abs(actual - value) <= 1e-5, `${name} ${at}`);
      });
    }
  });
});

test("all held-out digits get the class that Keras gives them", () => {
  assert.ok(PICTURES.length > 500);
  PICTURES.forEach((counts, index) => assert.equal(read(counts).digit, CASES.answers[index], `digit ${index}`));
});

test("saliency is the slope of the logit", () => {
  const counts = PICTURES[0].map((count) => count + 0.5);
  const { logits, slope } = read(counts);
  const target = largest([...logits]);
  for (const at of [10, 27, 36, 45]) {
    const moved = [1e-5, -1e-5].map(
      (step) => read(counts.map((count, index) => (index === at ? count + step : count))).logits[target],
    );
    assert.ok(Math.abs(Math.abs(moved[0] - moved[1]) / 2e-5 - slope[at]) < 1e-6, `pixel ${at}`);
  }
});

test("every unit of a layer with maps is the sum or the largest value that is told of it", () => {
  const found = read(PICTURES[1]);
  for (const name of ["conv_1", "conv_2", "pool_1", "conv_3", "pool_2"]) {
    const { count, height, width } = LAYERS[name].maps;
    for (let at = 0; at < count * height * width; at += 7) {
      const unit = { map: Math.floor(at / (height * width)), row: Math.floor(at / width) % height, column: at % width };
      const story = storyOf(LAYERS, found, name, unit);
      assert.ok(Math.abs(story.result - valueAt(LAYERS[name].maps, found.maps[name], unit)) < 1e-9, `${name} ${at}`);
      assert.equal(story.kind, name.startsWith("conv") ? "weighted" : "pool");
    }
  }
});

test("a drawing has the counts that it was made from, and survives packing", () => {
  for (const counts of PICTURES.slice(0, 50)) {
    const pixels = drawingOf(counts);
    assert.deepEqual(blockCounts(pixels), counts);
    assert.deepEqual(unpacked(packed(pixels)), pixels);
  }
});

/** Pixels scaled about the middle and moved; what leaves the pad is lost, as for a reader. */
function moved(pixels, scale, rows, columns) {
  return Uint8Array.from(pixels, (_, index) => {
    const row = Math.floor((Math.floor(index / 32) + 0.5 - 16 - rows) / scale + 16);
    const column = Math.floor(((index % 32) + 0.5 - 16 - columns) / scale + 16);
    return row >= 0 && row < 32 && column >= 0 && column < 32 ? pixels[row * 32 + column] : 0;
  });
}

/** The share of the held-out digits that are read as what they are, each changed in a way of its own. */
function shareRight(changed) {
  let seed = 1;
  const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  let right = 0;
  PICTURES.forEach((counts, index) => {
    const [scale, rows, columns] = [
      0.7 + 0.6 * chance(),
      Math.round(12 * chance() - 6),
      Math.round(12 * chance() - 6),
    ];
    const seen = blockCounts(normalised(changed(drawingOf(counts), scale, rows, columns)));
    right += Number(read(seen).digit === CASES.labels[index]);
  });
  return right / PICTURES.length;
}

test("nine of ten digits off-centre, small or large are recognised", () => {
  const share = shareRight(moved);
  assert.ok(share >= 0.9, `${share}`);
});

for (const [pen, radius] of Object.entries({ thin: 1, medium: 1.75, thick: 2.75 })) {
  test(`nine of ten digits redrawn with a ${pen} pen, off-centre, small or large, are recognised`, () => {
    const share = shareRight((...drawing) => redrawn(...drawing, radius));
    assert.ok(share >= 0.9, `${share}`);
  });
}

test("of each kind there are as many held-out digits as can be asked for, and the first one is at hand", () => {
  const { samples, indices } = require(`${SOURCES}/data/digits.json`);
  const { high } = require(`${SOURCES}/digits.json`).nth;
  const digits = bundledDigits();
  for (let label = 0; label < 10; label++) {
    const places = Array.from({ length: high + 1 }, (_, nth) => placeOf(digits, label, nth));
    assert.deepEqual(places, [...new Set(places)].sort((one, other) => one - other));
    assert.ok(places.every((place) => place >= digits.learnt && digits.labels[place] === label));
    const rest = digits.labels.subarray(digits.learnt, places[0]);
    assert.ok(!rest.includes(label));
    assert.equal(places[0], indices[label]);
    const first = digits.values.subarray(64 * places[0], 64 * places[0] + 64);
    assert.deepEqual(picturesOf(samples)[label], Array.from(first, (value) => 16 * value));
  }
});
