"use strict";

const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { test } = require("node:test");

const PAGE = "../../docs/_static/explorers/page";
const LIB = "../../docs/_static/explorers/lib";
const { readPlace, written } = require(`${PAGE}/address.js`);
const { bestOf, imageLabel, shortLabel } = require(`${PAGE}/answer.js`);
const { arcsOf, laneCount } = require(`${PAGE}/arcs.js`);
const { layoutOf, mosaic, sizeOf, stepped, strongestUnit, unitIn, windowOf } = require(`${LIB}/mosaic.js`);
const { linesOf, wordsOf } = require(`${PAGE}/joins.js`);
const { heightsOf } = require(`${PAGE}/overview.js`);
const { partialSums } = require(`${PAGE}/partial-sums.js`);
const { softmaxOf, toldClasses } = require(`${PAGE}/softmax.js`);
const { storyOf } = require(`${PAGE}/sums.js`);
const { largestFirst } = require(`${LIB}/unit-sums.js`);
const { exactText, sentence } = require(`${PAGE}/unit.js`);
const { indexOf, spansOf, unitAt, valueAt, windowIn } = require(`${LIB}/model-maps.js`);
const WORDS = require(`${PAGE}/words.json`);
const LIVE_WORDS = require(`${PAGE}/live-words.json`);

const maps = (height, width, count, more = {}) => ({
  shape: [height, width, count], order: [2, 0, 1], spatial: [0, 1], drawn: 2, height, width, count, chosen: null, perImage: true, type: "<f4", ...more,
});
const rows = (...names) => names.map((name, row) => ({ name, row, nested: false }));
const lanes = (layers, edges) => Object.fromEntries(
  arcsOf(layers, edges, layers.map((layer) => layer.name)).map(({ from, to, lane }) => [`${from}-${to}`, lane]),
);

test("a chain is one line", () => {
  const layers = rows("a", "b", "c");
  assert.deepStrictEqual(lanes(layers, [["a", "b"], ["b", "c"]]), { "0-1": 0, "1-2": 0 });
  assert.strictEqual(laneCount(arcsOf(layers, [["a", "b"]], ["a", "b", "c"])), 0);
});

test("skips that hold others go around them, and skips that follow each other share a lane", () => {
  const layers = rows("a", "b", "c", "d", "e", "f", "g");
  const edges = [["a", "g"], ["b", "f"], ["a", "c"], ["c", "e"]];
  assert.deepStrictEqual(lanes(layers, edges), { "0-6": 3, "1-5": 2, "0-2": 1, "2-4": 1 });
});

test("bows in one lane never cover the same layer", () => {
  const names = Array.from({ length: 30 }, (_, at) => `layer ${at}`);
  const edges = names.flatMap((_, from) => names.slice(from + 2, from + 9).map((name) => [names[from], name]));
  const arcs = arcsOf(rows(...names), edges, names);
  for (const one of arcs) {
    for (const other of arcs) {
      const apart = one === other || one.lane !== other.lane || one.to <= other.from || other.to <= one.from;
      assert.ok(apart, JSON.stringify([one, other]));
    }
  }
});

test("the row of a model inside the model breaks no line", () => {
  const layers = [{ name: "a", row: 0 }, { name: "inner", row: 1, nested: true }, { name: "inner/b", row: 2 }];
  assert.deepStrictEqual(lanes(layers, [["a", "inner/b"]]), { "0-2": 0 });
});

for (const [height, width, count, chosen] of [[8, 8, 16, null], [2, 3, 7, null], [1, 1, 130, null], [1, 40, 5, null], [30, 20, 9, [1, 4, 8]]]) {
  test(`each unit of ${count} maps of ${height} by ${width} is found where it is drawn`, () => {
    const own = maps(height, width, count, { chosen });
    const held = chosen ?? Array.from({ length: count }, (_, at) => at);
    const data = Float32Array.from({ length: held.length * height * width }, (_, at) => at);
    for (const wanted of [{ tile: 30, lines: 2 }, { tile: 76, lines: Infinity }]) {
      const layout = layoutOf(own, 330, wanted);
      const grid = mosaic(own, data, layout);
      assert.ok(layout.width <= 330.01);
      assert.strictEqual(grid.data.length, sizeOf(own, layout).height * sizeOf(own, layout).width);
      for (const map of held.slice(0, layout.shown)) {
        for (const [row, column] of [[0, 0], [height - 1, width - 1]]) {
          const box = windowOf(own, { map, row, column }, layout);
          const last = { row: box.top + box.height - 1, column: box.left + box.width - 1 };
          for (const cell of [{ row: box.top, column: box.left }, last]) {
            assert.deepStrictEqual(unitIn(own, cell, layout), { map, row, column });
            assert.strictEqual(grid.data[cell.row * grid.width + cell.column], valueAt(own, data, { map, row, column }));
          }
        }
      }
    }
  });
}

test("a unit and its index lead to each other, whatever the order of the axes", () => {
  const kinds = [
    maps(4, 5, 3),
    { ...maps(4, 5, 3), shape: [3, 4, 5], order: [0, 1, 2], spatial: [1, 2] },
    { ...maps(1, 9, 4), shape: [9, 4], order: [1, 0], spatial: [0], drawn: 1 },
    { ...maps(1, 1, 10), shape: [10], order: [0], spatial: [], drawn: 0 },
    { ...maps(1, 1, 7), shape: [1, 1, 7], order: [0, 1, 2], spatial: [], drawn: 0 },
    { ...maps(6, 2, 1), shape: [6, 2], order: [0, 1], spatial: [] },
    { ...maps(4, 5, 6), shape: [2, 4, 5, 3], order: [3, 0, 1, 2], spatial: [0, 1, 2] },
  ];
  for (const own of kinds) {
    for (let map = 0; map < own.count; map++) {
      const unit = { map, row: own.height - 1, column: own.width - 1 };
      const index = indexOf(own, unit);
      assert.ok(index.every((at, axis) => at >= 0 && at < own.shape[axis]));
      assert.deepStrictEqual(unitAt(own, index), unit);
    }
  }
});

test("a field moves with the unit, and is cut off where the picture ends", () => {
  const field = { size: [3, 3], stride: [2, 2], offset: [-1, -1] };
  const spans = spansOf(field, maps(4, 4, 2), { map: 1, row: 0, column: 3 });
  assert.deepStrictEqual(spans, [{ first: -1, last: 1 }, { first: 5, last: 7 }]);
  assert.deepStrictEqual(windowIn(spans, { height: 8, width: 7 }), { top: 0, left: 5, height: 2, width: 2 });
  assert.strictEqual(windowIn([{ first: 9, last: 12 }, { first: 0, last: 2 }], { height: 8, width: 7 }), undefined);
  assert.strictEqual(spansOf("whole input", maps(4, 4, 2), { map: 0, row: 0, column: 0 }), undefined);
});

test("steps end at the edges, and far ones go to maps that are in the file", () => {
  const own = maps(3, 3, 9, { chosen: [1, 4, 8] });
  assert.deepStrictEqual(stepped(own, { map: 4, row: 0, column: 2 }, -1, 1, false, 2), { map: 4, row: 0, column: 2 });
  assert.deepStrictEqual(stepped(own, { map: 4, row: 0, column: 2 }, 0, 1, true, 2), { map: 8, row: 0, column: 2 });
  assert.deepStrictEqual(stepped(own, { map: 4, row: 0, column: 2 }, -1, 0, true, 2).map, 1);
});

test("the strongest unit has the number of its map, not its place in the file", () => {
  const own = maps(1, 2, 9, { chosen: [1, 4] });
  assert.deepStrictEqual(strongestUnit(own, Float32Array.of(0, 1, 7, 2)), { map: 4, row: 0, column: 0 });
});

function dense(bias) {
  const vector = (count) => ({ ...maps(1, 1, count), shape: [count], order: [0], spatial: [], drawn: 0 });
  const layers = {
    x: { name: "x", maps: vector(2) },
    y: {
      name: "y", maps: vector(1), sources: [{ name: "x", window: null, certain: true }],
      operation: { kind: "dense", activation: "relu", size: [1, 1], stride: [1, 1], dilation: [1, 1], before: [0, 0] },
    },
  };
  const values = {
    maps: { x: Float32Array.of(2, 3), y: Float32Array.of(9) },
    weights: { y: { kernel: Float32Array.of(1, 2), bias: Float32Array.of(bias) } }, heats: {},
  };
  return storyOf(layers, values, "y", { map: 0, row: 0, column: 0 });
}

test("terms are told where they make the value, and not where they do not", () => {
  assert.deepStrictEqual(dense(1).numbers, { sum: 8, bias: 1, z: 9 });
  assert.strictEqual(dense(1.001), undefined);
});

test("the largest terms come first, whatever their sign, and the others are added up", () => {
  const parts = [1, -5, 2, 0.5].map((sum, map) => ({ map, sum, cells: [], kernel: [] }));
  const { first, rest, others } = largestFirst(parts, 2);
  assert.deepStrictEqual(first.map((part) => part.sum), [-5, 2]);
  assert.deepStrictEqual([rest, others], [1.5, 2]);
});

test("no other is told of as several, which it would be alone", () => {
  const parts = [3, 2, 1].map((sum, map) => ({ map, sum, cells: [], kernel: [] }));
  assert.strictEqual(largestFirst(parts, 2).first.length, 3);
});

/** A unit of a convolution of 3 by 3 over maps of small whole numbers, and the sums of its windows one by one. */
function convolved(count, unit) {
  const number = (at, step, most) => ((at * step) % most) - Math.floor(most / 2);
  const image = Float32Array.from({ length: count * 25 }, (_, at) => number(at, 7, 11));
  const kernel = Float32Array.from({ length: count * 9 }, (_, at) => number(at, 5, 13));
  const sums = Array.from({ length: count }, (_, map) => {
    let sum = 0;
    for (let row = 0; row < 3; row++) for (let column = 0; column < 3; column++) {
      const [y, x] = [unit.row + row - 1, unit.column + column - 1];
      if (y >= 0 && x >= 0 && y < 5 && x < 5) sum += image[map * 25 + y * 5 + x] * kernel[(row * 3 + column) * count + map];
    }
    return sum;
  });
  const z = sums.reduce((total, sum) => total + sum, 0.5);
  const operation = { kind: "conv", activation: "linear", size: [3, 3], stride: [1, 1], dilation: [1, 1], before: [1, 1], groups: 1 };
  const layers = {
    x: { name: "x", maps: maps(5, 5, count) },
    y: { name: "y", maps: maps(5, 5, 1), sources: [{ name: "x", window: null, certain: true }], operation },
  };
  const values = { maps: { x: image, y: new Float32Array(25).fill(z) }, weights: { y: { kernel, bias: Float32Array.of(0.5) } } };
  return { sums, z, story: storyOf(layers, values, "y", { map: 0, ...unit }) };
}

for (const count of [2, 3, 32, 512]) {
  test(`the sums of ${count} input maps stand side by side and make the whole one`, () => {
    const { sums, z, story } = convolved(count, { row: 0, column: 3 });
    const order = sums.map((_, map) => map).sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]) || a - b);
    const least = order[count - 1];
    for (const own of [order[0], least]) {
      const { tiles, told, rest, others } = partialSums(story.parts, own);
      assert.strictEqual(tiles.length, Math.min(count, 32));
      assert.strictEqual(others, count - tiles.length);
      tiles.forEach((part) => assert.strictEqual(part.sum, sums[part.map]));
      assert.ok(tiles.some((part) => part.map === own));
      assert.deepStrictEqual(tiles.slice(0, -1).map((part) => part.map), order.slice(0, tiles.length - 1));
      assert.strictEqual(told, tiles.reduce((sum, part) => sum + sums[part.map], 0));
      assert.strictEqual(told + rest + story.numbers.bias, z);
    }
  });
}

/** A model of one layer on a vector, and its values: the weighted sums of each class, and the shares that the page has. */
function answered(count, activation, separate) {
  const vector = (size) => ({ ...maps(1, 1, size), shape: [size], order: [0], spatial: [], drawn: 0 });
  const reads = (name) => [{ name, window: null, certain: true }];
  const place = { size: [1, 1], stride: [1, 1], dilation: [1, 1], before: [0, 0] };
  const kernel = Float32Array.from({ length: 2 * count }, (_, at) => Math.sin(7 * at) * 4);
  const bias = Float32Array.from({ length: count }, (_, at) => Math.cos(at));
  const scores = Array.from(bias, (one, at) => one + 0.5 * kernel[2 * at] - 2 * kernel[2 * at + 1]);
  const powers = scores.map(Math.exp);
  const shares = powers.map((one) => one / powers.reduce((sum, power) => sum + power, 0));
  const dense = { kind: "dense", activation: separate ? "linear" : activation, ...place };
  const layers = {
    x: { name: "x", maps: vector(2) },
    scores: { name: "scores", maps: vector(count), sources: reads("x"), operation: dense },
    shares: { name: "shares", maps: vector(count), sources: reads("scores"), operation: { kind: "activation", activation } },
  };
  const values = {
    maps: { x: Float32Array.of(0.5, -2), scores: Float64Array.from(separate ? scores : shares), shares: Float64Array.from(shares) },
    weights: { scores: { kernel, bias } },
  };
  return { layers, values, scores, powers, shares, name: separate ? "shares" : "scores" };
}

for (const [count, separate] of [[3, true], [10, false], [1000, true], [1000, false]]) {
  test(`softmax over ${count} classes is told term by term, its layer ${separate ? "alone" : "with weights"}`, () => {
    const { layers, values, scores, powers, shares, name } = answered(count, "softmax", separate);
    const found = softmaxOf(layers, values, name);
    const most = Math.max(...scores);
    found.scores.forEach((score, at) => assert.ok(Math.abs(score - scores[at]) < 1e-6));
    found.terms.forEach((term, at) => assert.ok(Math.abs(term - powers[at] / Math.exp(most)) < 1e-6));
    found.shares.forEach((share, at) => assert.ok(Math.abs(share - shares[at]) < 1e-6));
    const order = scores.map((_, at) => at).sort((a, b) => scores[b] - scores[a]);
    const [, second, , , , , , eighth = second] = order;
    for (const own of [second, eighth]) {
      const { told, others, term, share } = toldClasses(found, own);
      const wanted = count <= 10 ? order : [...new Set([...order.slice(0, 5), own])];
      assert.deepStrictEqual([told, others], [wanted, count - wanted.length]);
      const whole = (numbers, rest) => told.reduce((sum, at) => sum + numbers[at], rest);
      assert.ok(Math.abs(whole(found.terms, term) - found.total) < 1e-9);
      assert.ok(Math.abs(whole(found.shares, share) - 1) < 1e-9);
    }
  });
}

test("no softmax is claimed where the last layer is another one, or where its scores are not known or make other shares", () => {
  const whole = answered(4, "softmax", true);
  const told = ({ layers, values, name }, change = {}) => softmaxOf({ ...layers, ...change }, values, name);
  assert.ok(told(whole));
  assert.strictEqual(told(answered(4, "sigmoid", true)), undefined);
  assert.strictEqual(told({ ...whole, name: null }), undefined);
  const { shares, scores } = whole.layers;
  assert.strictEqual(told(whole, { shares: { ...shares, operation: null } }), undefined);
  assert.strictEqual(told(whole, { scores: { ...scores, maps: { ...scores.maps, chosen: [0, 1, 3] } } }), undefined);
  const { values } = whole;
  const moved = { ...values.maps, shares: values.maps.shares.map((share, at) => share + (at === 3 ? 0.001 : 0)) };
  assert.strictEqual(told({ ...whole, values: { ...values, maps: moved } }), undefined);
  assert.strictEqual(told({ ...whole, values: { ...values, maps: { ...values.maps, shares: undefined } } }), undefined);
  const weighted = answered(4, "softmax", false);
  assert.strictEqual(told({ ...weighted, values: { ...weighted.values, weights: {} } }), undefined);
});

test("recorded scores are told where the page has no weights, and only where they make the shares that it has", () => {
  const { layers, values, scores, name } = answered(1000, "softmax", false);
  const bare = { ...values, weights: {} };
  assert.deepStrictEqual(softmaxOf(layers, bare, name, scores).scores, scores);
  const changed = (at, value) => scores.map((score, place) => (place === at ? value : score));
  const leader = scores.indexOf(Math.max(...scores));
  assert.strictEqual(softmaxOf(layers, bare, name, changed(leader, scores[leader] + 0.01)), undefined);
  assert.strictEqual(softmaxOf(layers, bare, name, changed(7, null)), undefined);
  assert.strictEqual(softmaxOf(layers, bare, name, scores.slice(1)), undefined);
});

test("a class is called the answer only where all scores are known", () => {
  assert.deepStrictEqual([bestOf([0.1, 0.7, 0.2]), bestOf([0.1, null, 0.2]), bestOf([]), bestOf(undefined)], [1, undefined, undefined, undefined]);
  const say = (key, { number, answer = "" }) => `${key} ${number} ${answer}`.trim();
  const answer = { scores: [[1, 2], [null, null]], shares: false, labels: ["cat", "dog"], layer: "scores", logits: null };
  assert.deepStrictEqual([0, 1].map((image) => imageLabel(answer, image, say)), ["imageAnswer 0 dog 2", "image 1"]);
  assert.deepStrictEqual([0, 1].map((image) => shortLabel(answer, image)), ["dog", "1"]);
});

test("a value is shown to its last digit", () => {
  for (const value of [1 / 3, 1e-20, 123456.789, -0.1]) {
    const single = Math.fround(value);
    assert.strictEqual(Math.fround(Number(exactText(single, "<f4").replace("\u2212", "-"))), single);
    assert.strictEqual(Number(exactText(value, "<f8").replace("\u2212", "-")), value);
  }
});

/** Maps of a layer where they are on the screen. */
function placed(own, top, wanted) {
  const layout = layoutOf(own, 330, wanted);
  const size = sizeOf(own, layout);
  return { maps: own, layout, box: { top, left: 100, width: layout.width, height: (layout.width * size.height) / size.width }, rest: { top, left: 450, width: 30, height: 20 } };
}

/** Where the cells of a map lie, by those of its units. */
function around({ maps: own, layout, box }, map) {
  const cell = box.width / sizeOf(own, layout).width;
  const [first, last] = [{ row: 0, column: 0 }, { row: own.height - 1, column: own.width - 1 }].map((place) => windowOf(own, { map, ...place }, layout));
  const [height, width] = [last.top + last.height - first.top, last.left + last.width - first.left];
  return [box.left + first.left * cell, box.top + first.top * cell, width * cell, height * cell];
}

const OUTLINE = /M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z/g;

for (const [count, chosen, first, reads, joined] of [[16, null, 0, 16, 16], [64, null, 0, 64, 16], [64, null, 12, 8, 4], [64, [1, 4, 60], 0, 64, 3], [64, null, 40, 1, 0]]) {
  test(`of ${reads} maps that a unit is computed from the ${joined} that are shown are joined to it`, () => {
    const [from, to] = [placed(maps(8, 8, count, { chosen }), 50, { tile: 30, lines: 2 }), placed(maps(8, 8, 4), 200, { tile: 30, lines: 2 })];
    const { lines, rest, counts } = linesOf((name) => ({ from, to })[name], "to", 2, [{ name: "from", first, count: reads, total: count, kind: "maps" }]);
    assert.deepStrictEqual(counts, [joined]);
    assert.strictEqual(rest.startsWith("M465 70V"), joined > 0 && joined < reads); // from what says how many are not shown
    const slots = Array.from({ length: from.layout.shown }, (_, slot) => chosen?.[slot] ?? slot).filter((map) => map >= first && map < first + reads);
    const wanted = [around(to, 2), ...slots.map((map) => around(from, map))];
    const found = [...lines.matchAll(OUTLINE)].map((match) => match.slice(1).map(Number));
    assert.strictEqual(found.length, wanted.length);
    found.forEach((box, at) => box.forEach((side, place) => assert.ok(Math.abs(side - wanted[at][place]) < 1e-6, `${box}, not ${wanted[at]}`)));
    if (joined) assert.ok(Number(/V([\d.]+)$/.exec(lines)[1]) === wanted[0][1]);
  });
}

test("all units of a vector have one box, and maps that are nowhere on the screen are told of", () => {
  const vector = maps(1, 1, 64, { shape: [64], order: [0], spatial: [], drawn: 0 });
  const [from, to] = [placed(vector, 50, { tile: 30, lines: 2 }), placed(maps(1, 1, 3), 200, { tile: 30, lines: 2 })];
  const all = [{ name: "from", first: 0, count: 64, total: 64, kind: "units" }];
  const { lines, counts } = linesOf((name) => ({ from, to })[name], "to", 0, all);
  assert.deepStrictEqual([[...lines.matchAll(OUTLINE)].length, counts], [2, [64]]);
  assert.deepStrictEqual(linesOf((name) => ({ to })[name], "to", 0, all).counts, [0]);
  assert.strictEqual(linesOf((name) => ({ from })[name], "to", 0, all).lines, "");
  const say = (key, values) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  const one = { name: "a", first: 3, count: 1, total: 4, kind: "maps" };
  assert.strictEqual(wordsOf(say, all, [30]), "It is computed from all 64 units of from (30 of them shown).");
  assert.strictEqual(wordsOf(say, [one, { ...one, name: "b", first: 8, count: 8, total: 64 }], [0, 8]), "It is computed from map 3 of a (not shown) and maps 8 to 15 of b.");
  assert.strictEqual(wordsOf(say, [], []), "");
});

test("bars of a long model are as high as its maps are large", () => {
  const heights = heightsOf([{ maps: maps(64, 64, 1) }, { maps: maps(8, 8, 1) }, { maps: maps(1, 1, 5) }, {}]);
  assert.ok(heights[0] > heights[1] && heights[1] > heights[2] && heights[2] > 0 && heights[3] === 0);
});

test("what an address says is what was written, whatever the names are", () => {
  const name = "a&b=c#d+e %é,<f>";
  const known = { count: 4, layers: { [name]: { maps: maps(5, 6, 9, { chosen: [1, 4] }) } }, methods: ["saliency"], classes: 10, softmax: true };
  const place = { image: 3, name, unit: { map: 4, row: 2, column: 5 }, kept: true, method: "saliency", number: 7, softmax: 2 };
  const hash = written(place);
  assert.doesNotMatch(hash, /[<># ]/);
  assert.deepStrictEqual(readPlace(`#${hash}`, known), { place, problems: [] });
  assert.strictEqual(written({ ...place, image: 0, kept: false, method: "none", softmax: undefined }), "");
  assert.deepStrictEqual(readPlace("", known), { place: {}, problems: [] });
});

test("parts of an address that do not fit the page are named and left out", () => {
  const known = { count: 2, layers: { a: { maps: maps(2, 2, 3, { chosen: [0, 2] }) } }, methods: ["saliency"], classes: 3, softmax: true };
  for (const hash of ["softmax=3", "softmax=","image=2", "image=-1", "image=1e0", "layer=a", "layer=b&unit=0,0,0", "layer=a&unit=1,0,0", "layer=a&unit=0,2,0", "layer=a&unit=0,0", "layer=toString&unit=0,0,0", "heat=saliency", "heat=other&class=1", "heat=saliency&class=3", "colour=red"]) {
    const { place, problems } = readPlace(hash, known);
    assert.deepStrictEqual(place, {}, hash);
    assert.strictEqual(problems.join("&"), hash);
  }
  assert.deepStrictEqual(readPlace("softmax=2", { ...known, softmax: false }), { place: {}, problems: ["softmax=2"] });
  assert.deepStrictEqual(readPlace("image=1&layer=a&unit=9,9,9", known), { place: { image: 1 }, problems: ["layer=a", "unit=9,9,9"] });
});

/** The modules that a script is made of, by what they require. */
function modulesOf(entry, found = new Map()) {
  if (found.has(entry) || !entry.endsWith(".js")) return found;
  const code = readFileSync(entry, "utf8");
  found.set(entry, code);
  for (const [, path] of code.matchAll(/require\("([^"]+)"\)/g)) modulesOf(join(dirname(entry), path), found);
  return found;
}

/** The words that modules say. */
const saidIn = (code) => [...code.matchAll(/say\(("[^")]+"[^)]*?|[^"()]+ \? "[^)]+")[,)]/g)]
  .flatMap(([, words]) => [...words.matchAll(/"(\w+)"/g)].map(([, key]) => key));

for (const [entry, lists] of [["recorded", [WORDS]], ["live", [WORDS, LIVE_WORDS]]]) {
  test(`every word that a ${entry} page says is in its lists, and no list has words that nobody says`, () => {
    const code = [...modulesOf(join(__dirname, PAGE, `${entry}.js`)).values()].join("\n");
    const said = saidIn(code);
    assert.ok(said.length > 50);
    for (const key of said) assert.ok(lists.some((list) => key in list), key);
    for (const key of lists.flatMap((list) => Object.keys(list))) assert.ok(code.includes(key.replace(/_.*/, "_")), key);
  });
}

test("every kind of story has a sentence without gaps", () => {
  const fill = (key, values) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => {
    assert.notStrictEqual(values[name], undefined, `${key}: ${name}`);
    return String(values[name]);
  });
  const unit = { map: 0, row: 0, column: 0 };
  const terms = [{ name: "x", unit, value: 1 }];
  const soft = { most: 1, grown: 1, total: 2 };
  const stories = [
    { kind: "weighted", activation: "relu", numbers: { sum: 1, bias: 0, z: 1 } },
    { kind: "weighted", activation: "linear", numbers: { sum: 1, bias: 0, z: 1 } },
    { kind: "weighted", activation: "softmax", numbers: { sum: 1, bias: 0, z: 1, ...soft } },
    { kind: "pool", way: "max", numbers: { count: 4 } },
    { kind: "pool", way: "average", numbers: { count: 4 } },
    { kind: "mean", way: "max", numbers: { count: 4 } },
    { kind: "mean", way: "average", numbers: { count: 4 } },
    { kind: "normalised", terms, numbers: { mean: 0, spread: 1, gamma: 1, beta: 0 } },
    { kind: "activation", activation: "tanh", terms, numbers: {} },
    { kind: "softmax", terms, numbers: soft },
    { kind: "sum", terms, numbers: {} },
    { kind: "product", terms, numbers: {} },
    { kind: "padding", numbers: {} },
    { kind: "scaled", terms, numbers: { scale: 2, offset: 0 } },
    { kind: "same", terms, numbers: {} },
  ];
  for (const story of stories) assert.ok(sentence(fill, { ...story, result: 1 }, 1).includes("1"), story.kind);
});
