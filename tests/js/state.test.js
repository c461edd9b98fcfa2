// @ts-check
"use strict";

const assert = require("node:assert/strict");
const { readFileSync, readdirSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");

const SOURCES = join(__dirname, "../../docs/_static/explorers");
const { fitting, general, shown } = require(`${SOURCES}/lib/format.js`);
const { readHeader, reduction } = require(`${SOURCES}/lib/picture-file.js`);
const { defaults, readHash, readQuery, writeHash, writeQuery } = require(`${SOURCES}/lib/state.js`);
const NAMES = readdirSync(SOURCES).filter((file) => file.endsWith(".js")).map((file) => file.slice(0, -3));

test("every explorer's state survives the way into a link and back", () => {
  for (const name of NAMES) {
    const options = require(`${SOURCES}/${name}.json`);
    const base = defaults(options);
    assert.equal(writeQuery(options, base, base), "");
    const other = { ...base };
    for (const [key, option] of Object.entries(options)) {
      if (option.kind === "choice") other[key] = option.choices.at(-1);
      else if (option.kind === "set") other[key] = option.choices.slice(0, 2);
      else if (option.kind === "numbers") other[key] = new Array(option.lengths?.at(-1) ?? option.most).fill(option.high);
      else other[key] = option.high;
    }
    const { state, problems } = readQuery(options, writeQuery(options, other, base), base);
    assert.deepEqual([state, problems], [other, []]);
  }
});

test("what a link cannot mean is named and left out", () => {
  const options = require(`${SOURCES}/pooling.json`);
  const { state, problems } = readQuery(
    options,
    "size=9&stride=1.5&pool=sum&values=1,2&row=&constructor=1&shift=1",
    defaults(options),
  );
  assert.equal(problems.length, 6);
  assert.deepEqual(state, { ...defaults(options), shift: 1 });
});

test("several explorers share one address", () => {
  const hash = "convolution?stride=2;pooling?size=3&shift=1";
  assert.equal(writeHash(readHash(`#${hash}`)), hash);
  assert.equal(readHash("#a-heading").size, 0);
});

test("every choice of every option has a text or is a number, and every text is used", () => {
  for (const name of NAMES) {
    const options = require(`${SOURCES}/${name}.json`);
    const strings = require(`${SOURCES}/strings/${name}.json`);
    for (const [key, option] of Object.entries(options)) {
      const texts = strings.options[key];
      if (!texts) continue; // an option without a control, such as the window's row
      if (!option.choices) continue;
      const named = Object.keys(texts.choices ?? {});
      assert.deepEqual(named.filter((choice) => !option.choices.includes(choice)), [], `${name}.${key}`);
      const plain = name === "training"; // it writes choices that are numbers itself
      const numbers = option.choices.filter((/** @type {string} */ choice) => plain && !Number.isNaN(Number(choice)));
      assert.deepEqual(option.choices.filter((choice) => !named.includes(choice) && !numbers.includes(choice)), []);
    }
    assert.deepEqual(Object.keys(strings.options).filter((key) => !(key in options)), []);
  }
});

test("the named kernels are the choices of the convolution explorer", () => {
  const { kernel } = require(`${SOURCES}/convolution.json`);
  assert.deepEqual(kernel.choices, [...Object.keys(require(`${SOURCES}/data/kernels.json`)), "custom"]);
});

test("numbers are written as Python writes them", () => {
  const cases = {
    "0.1": 0.1,
    "-0.25": -0.25,
    "1.23457e-05": 1.234567e-5,
    "1.23457e+06": 1234567,
    "0": -0,
    "123457": 123456.7,
    "0.0001": 1e-4,
  };
  for (const [text, value] of Object.entries(cases)) assert.equal(general(value), text);
  assert.equal(shown(-1.41e-7, 3), "\u22121.41 \u00d7 10\u207b\u2077");
});

test("headers of pictures are told from other files", () => {
  assert.equal(readHeader(new ArrayBuffer(0)), undefined);
  assert.equal(
    readHeader(new TextEncoder().encode("no picture, but more than thirty letters long").buffer),
    undefined,
  );
  assert.deepEqual(
    [reduction(4096, 4096, 192), reduction(100, 50, 192), reduction(50000, 1, 192)],
    [22, 1, 1],
  );
});

test("arithmetic knows no page, and nothing writes to the console", () => {
  for (const folder of ["", "home", "lib", "page", "ui"]) {
    for (const file of readdirSync(join(SOURCES, folder)).filter((name) => name.endsWith(".js"))) {
      const source = readFileSync(join(SOURCES, folder, file), "utf8");
      assert.ok(source.startsWith("// @ts-check\n"), file);
      assert.doesNotMatch(source, /console\.|fetch\(|XMLHttpRequest|https?:\/\/(?!www\.w3\.org)/, file);
      if (folder === "lib") assert.doesNotMatch(source, /\b(document|window|navigator)\./, file);
    }
  }
});

test("functions are no longer than sixty lines", () => {
  for (const folder of ["", "home", "lib", "page", "ui"]) {
    for (const file of readdirSync(join(SOURCES, folder)).filter((name) => name.endsWith(".js"))) {
      const lines = readFileSync(join(SOURCES, folder, file), "utf8").split("\n");
      lines.forEach((line, index) => {
        const [, blanks, name] = line.match(/^( *)(?:async )?(?:function\*? |(?=\w+\())(\w+)\(.*\) \{$/) ?? [];
        if (!name || ["for", "if", "while", "switch"].includes(name)) return;
        const length = lines.slice(index).findIndex((other) => other === `${blanks}}`);
        assert.ok(length <= 60, `${file}: ${name} has ${length} lines`);
      });
    }
  }
});

test("a number that does not fit into a cell has one digit", () => {
  const texts = ["-0.004", "0.0004", "-0.12", "-1e05"];
  assert.deepEqual([-0.004173, 0.00041, -0.1234, -123456].map((value) => fitting(value)), texts);
});
