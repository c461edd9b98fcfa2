// @ts-check
"use strict";

// What is counted at a threshold, and the ROC curve, against scikit-learn (cases/threshold.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/threshold.json");
const { close } = require("./close.js");
const SOURCES = "../../docs/_static/explorers";
const DATA = require(`${SOURCES}/data/threshold.json`);
const { bitmapOf } = require(`${SOURCES}/lib/bitmap.js`);
const {
  CELLS, areaUnder, cellsOf, countsOf, perThousand, precisionOf, ratesOf, rocOf, stacked, thresholdNear,
} = require(`${SOURCES}/lib/threshold-model.js`);
const { isNone, precisionKey, wordsOf } = require(`${SOURCES}/lib/threshold-words.js`);
const STRINGS = require(`${SOURCES}/strings/threshold.json`);
const { filledText } = require(`${SOURCES}/ui/strings.js`);

const SCORES = DATA.scores.map((thousandths) => thousandths / 1000);
const LABELS = SCORES.map((_, index) => Number(index >= DATA.negatives));
const THRESHOLDS = Array.from({ length: 101 }, (_, hundredth) => hundredth / 100);

for (const kind of ["judged", "others"]) {
  test(`counts, sensitivity, specificity and precision are those of scikit-learn: ${kind}`, () => {
    for (const entry of CASES[kind]) {
      const { scores, labels } = CASES.pictures[entry.pictures ?? 0];
      const what = `${scores} at ${entry.threshold}, ${entry.prevalence}`;
      const counts = countsOf(cellsOf(scores, labels, entry.threshold));
      assert.deepEqual(CELLS.map((cell) => counts[cell]), entry.counts, what);
      const { sensitivity, specificity } = ratesOf(counts);
      close([sensitivity, specificity], [entry.sensitivity, entry.specificity], what);
      const expected = perThousand(counts, entry.prevalence);
      close(CELLS.map((cell) => expected[cell]), entry.expected, what);
      if (entry.precision === null) assert.ok(Number.isNaN(precisionOf(expected)), what);
      else close(precisionOf(expected), entry.precision, what);
    }
  });
}

test("some of the cases have no precision, and some have equal scores", () => {
  assert.ok([...CASES.judged, ...CASES.others].some(({ precision }) => precision === null));
  assert.ok(CASES.pictures.some(({ scores }) => new Set(scores).size < scores.length));
});

test("the ROC curve and the area under it are those of scikit-learn, whatever is equal", () => {
  CASES.roc.forEach(({ falsePositiveRates, sensitivities, thresholds, area }, at) => {
    const { scores, labels } = CASES.pictures[at];
    const points = rocOf(scores, labels);
    const what = String(scores);
    assert.equal(points[0].threshold, Infinity);
    close(points.slice(1).map((point) => point.threshold), thresholds, what);
    close(points.map((point) => point.falsePositiveRate), falsePositiveRates, what);
    close(points.map((point) => point.sensitivity), sensitivities, what);
    close(areaUnder(points), area, what);
  });
});

test("the area is the share of pairs in which the positive has the higher score, equal ones counting half", () => {
  for (const { scores, labels } of CASES.pictures) {
    let [won, pairs] = [0, 0];
    scores.forEach((score, at) => scores.forEach((other, index) => {
      if (!labels[at] || labels[index]) return;
      pairs += 1;
      won += score > other ? 1 : score === other ? 0.5 : 0;
    }));
    close(areaUnder(rocOf(scores, labels)), won / pairs, String(scores));
  }
});

test("the scores that the explorer carries are those that it was compared with", () => {
  assert.deepEqual({ scores: SCORES, labels: LABELS }, CASES.pictures[0]);
});

test("every picture is in one cell, on its side of the threshold, and the counts are how many there are", () => {
  for (const threshold of THRESHOLDS) {
    const cells = cellsOf(SCORES, LABELS, threshold);
    assert.deepEqual(CELLS.flatMap((cell) => cells[cell]).sort((one, other) => one - other), [...SCORES.keys()]);
    for (const [at, cell] of CELLS.entries()) {
      assert.equal(countsOf(cells)[cell], cells[cell].length);
      for (const index of cells[cell]) {
        assert.equal(LABELS[index], Number(at >= 2));
        assert.equal(SCORES[index] >= threshold, at % 2 === 1);
      }
      assert.deepEqual(cells[cell].map((index) => SCORES[index]), cells[cell].map((index) => SCORES[index]).sort((one, other) => one - other));
    }
  }
});

test("prevalence changes precision and the counts of a thousand, and neither rate", () => {
  for (const threshold of THRESHOLDS.slice(10, 90)) {
    const counts = countsOf(cellsOf(SCORES, LABELS, threshold));
    const [rare, common] = [0.01, 0.6].map((prevalence) => perThousand(counts, prevalence));
    for (const cell of CELLS) assert.ok(counts[cell] === 0 ? rare[cell] === common[cell] : rare[cell] !== common[cell], `${cell} at ${threshold}`);
    for (const expected of [rare, common]) close(Object.values(ratesOf(expected)), Object.values(ratesOf(counts)), String(threshold));
    close(CELLS.reduce((sum, cell) => sum + rare[cell], 0), 1000, String(threshold));
    if (counts.falsePositives) assert.ok(precisionOf(rare) < precisionOf(common), String(threshold));
    else assert.equal(precisionOf(rare), 1);
  }
});

test("where half are positive, as among the pictures, precision is that of the counts", () => {
  for (const threshold of THRESHOLDS.slice(0, 95)) {
    const counts = countsOf(cellsOf(SCORES, LABELS, threshold));
    close(precisionOf(perThousand(counts, 0.5)), precisionOf(counts), String(threshold));
  }
});

const PREVALENCES = [0.1, 0.2, 0.5, 1, 2, 4.3, 4.37, 10, 20, 33.333, 42.4, 50, 63.21, 80, 90, 95, 97.7, 98.2, 98.76, 99];
const EVERY = [...THRESHOLDS, ...new Set(SCORES)];

/** Each sentence of each state, with the counts that it is about. */
function* sentences() {
  for (const threshold of EVERY) {
    const counts = countsOf(cellsOf(SCORES, LABELS, threshold));
    for (const prevalence of PREVALENCES) {
      const expected = perThousand(counts, prevalence / 100);
      const all = { counts, expected, rates: ratesOf(counts), precision: precisionOf(expected) };
      const values = { ...wordsOf({ threshold, prevalence }, all), negatives: 50, positives: 50, area: "0.9620" };
      const say = (key) => filledText(STRINGS, key, values);
      yield { threshold, prevalence, counts, all, say };
    }
  }
}

/** The number of a text behind a word. */
const after = (word, text) => Number(text.match(new RegExp(`${word} ([\\d.]*\\d)`))[1]);

test("whatever is set, each fraction that is written has the value that stands behind it", () => {
  let count = 0;
  for (const { threshold, prevalence, all, say } of sentences()) {
    const keys = ["sensitivityIs", "specificityIs", ...(isNone(all) ? [] : [precisionKey(all)])];
    for (const text of keys.map(say)) {
      const [part, first, second, value] = text.match(/([\d.]+) \/ \(([\d.]+) \+ ([\d.]+)\) = ([\d.]+) /).slice(1);
      const last = 10 ** -value.split(".")[1].length;
      assert.equal(part, first);
      assert.ok(Math.abs(part / (Number(first) + Number(second)) - value) <= 0.501 * last, `${text}, at ${threshold}, ${prevalence}`);
      assert.equal(Number(value) === 1, second === "0", text);
      assert.equal(Number(value) === 0, first === "0", text);
      count += 1;
    }
  }
  assert.ok(count > 5000, `${count}`);
});

test("whatever is set, the message and the descriptions tell what the cells hold", () => {
  for (const { threshold, prevalence, counts, all, say } of sentences()) {
    const message = say(isNone(all) ? "messageNone" : "message");
    const what = `${message}, at ${threshold}, ${prevalence}`;
    const called = SCORES.filter((score) => score >= threshold).length;
    assert.equal(isNone(all), called === 0);
    assert.ok(message.includes(`${counts.truePositives} of 50 nines are found`), what);
    if (called) {
      assert.ok(message.includes(`${counts.falsePositives} of 50 eights called nines`), what);
      const percent = message.match(/nines, ([\d.]+) % of what/)[1];
      close(100 * after("=", say(precisionKey(all))), Number(percent), what);
      assert.equal(say(precisionKey(all)).includes("of many more some may be"), Number(percent) === 100, what);
      assert.equal(Number(percent) === 100, counts.falsePositives === 0, what);
    }
    const [line, roc] = [say("lineAlt"), say("rocAlt")];
    const [, , below, missed, wrong, right] = line.replace(/[\d.]+ to 1 and|at [\d.]+\./g, "").match(/\d+/g).map(Number);
    assert.deepEqual([below, missed, wrong, right], CELLS.map((cell) => counts[cell]).toSpliced(1, 2, counts.falseNegatives, counts.falsePositives), line);
    close([after("sensitivity is", roc), after("specificity is", roc)], [counts.truePositives / 50, counts.falsePositives / 50], roc);
    assert.ok(!/undefined|NaN/.test(message + line + roc), what);
  }
});

test("a place on the curve that is pointed at gives a threshold with that point", () => {
  const points = rocOf(SCORES, LABELS);
  for (const { falsePositiveRate, sensitivity } of points) {
    const threshold = thresholdNear(points, falsePositiveRate, sensitivity);
    const rates = ratesOf(countsOf(cellsOf(SCORES, LABELS, threshold)));
    close([1 - rates.specificity, rates.sensitivity], [falsePositiveRate, sensitivity], String(threshold));
    assert.ok(threshold >= 0 && threshold <= 1);
  }
  assert.equal(thresholdNear(points, 0.16, 0.92), 0.5);
});

test("pictures on the line do not lie over each other, and none could lie lower", () => {
  for (const width of [0.01, 0.025, 0.1]) {
    const rows = stacked(SCORES, width);
    const order = [...SCORES.keys()].sort((one, other) => SCORES[one] - SCORES[other]);
    order.forEach((index, at) => {
      const before = order.slice(0, at);
      const meets = (row) => before.some((other) => rows[other] === row && SCORES[index] - SCORES[other] < width - 1e-9);
      assert.ok(!meets(rows[index]));
      for (let row = 0; row < rows[index]; row++) assert.ok(before.some((other) => rows[other] === row && SCORES[index] - SCORES[other] < width));
    });
  }
});

test("a picture becomes a bitmap file that begins with its lowest row", () => {
  const greys = Float64Array.from({ length: 16 }, (_, index) => 10 * index);
  const [head, text] = bitmapOf(greys, 4).split(",");
  assert.equal(head, "data:image/bmp;base64");
  const file = Buffer.from(text, "base64");
  assert.equal(file.toString("latin1", 0, 2), "BM");
  assert.deepEqual([2, 10, 14, 18, 22].map((at) => file.readUInt32LE(at)), [54 + 48, 54, 40, 4, 4]);
  assert.deepEqual([26, 28].map((at) => file.readUInt16LE(at)), [1, 24]);
  assert.equal(file.length, 54 + 48);
  const pixel = (row, column) => [...file.subarray(54 + 3 * (4 * row + column)).subarray(0, 3)];
  assert.deepEqual(pixel(0, 0), [120, 120, 120]);
  assert.deepEqual(pixel(3, 1), [10, 10, 10]);
});
