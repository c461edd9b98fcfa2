// @ts-check
"use strict";

// The explorers of one window have convolution and pools of their own, of one channel, large pictures and dilation;
// the layers take batches of channels. Where both can do it, they say the same.

const assert = require("node:assert/strict");
const { test } = require("node:test");

const LIB = "../../docs/_static/explorers/lib";
const { correlate } = require(`${LIB}/correlate.js`);
const layers = require(`${LIB}/layers.js`);
const { pool } = require(`${LIB}/pool.js`);
const { generator } = require(`${LIB}/random.js`);
const { dropout } = require(`${LIB}/units.js`);

const draw = generator(5);
const SIZES = [[5, 7], [8, 8], [6, 4]];
const PADDINGS = ["valid", "same"];

function drawn(height, width) {
  return { height, width, data: Float64Array.from({ length: height * width }, () => draw() - 0.5) };
}

function asMaps({ height, width, data }) {
  return layers.maps(1, height, width, 1, data);
}

function same(actual, expected, what) {
  assert.deepEqual([actual.height, actual.width], [expected.height, expected.width], what);
  expected.data.forEach((value, at) => assert.ok(Math.abs(actual.data[at] - value) < 1e-12, `${what}, ${at}`));
}

test("convolution of a layer with one channel is that of the explorer", () => {
  for (const [height, width] of SIZES) for (const side of [1, 3]) for (const stride of [1, 2, 3]) for (const padding of PADDINGS) {
    const [image, kernel, bias] = [drawn(height, width), drawn(side, side), draw()];
    const layer = { ...kernel, inputs: 1, outputs: 1 };
    const found = layers.convolve(asMaps(image), layer, Float64Array.of(bias), { stride, padding });
    same(found, correlate(image, kernel, { stride, padding, bias }), `${height}, ${width}, ${side}, ${stride}, ${padding}`);
  }
});

test("pools of a layer with one channel are those of the explorer", () => {
  for (const [height, width] of SIZES) for (const size of [2, 3]) for (const stride of [1, 2, 3]) for (const padding of PADDINGS) {
    const image = drawn(height, width);
    const what = `${height}, ${width}, ${size}, ${stride}, ${padding}`;
    same(layers.maxPool(asMaps(image), size, { stride, padding }), pool(image, size, { stride, padding }), what);
    same(layers.averagePool(asMaps(image), size, { stride, padding }), pool(image, size, { stride, padding, kind: "average" }), what);
  }
});

test("dropout of a layer is that of the explorer", () => {
  const [image, draws] = [drawn(4, 6), Float64Array.from({ length: 24 }, draw)];
  const { kept, output } = dropout(image.data, 0.3, draws);
  assert.ok(kept.includes(true) && kept.includes(false));
  assert.deepEqual(Array.from(layers.drop(asMaps(image), kept, 0.3).data), output);
});
