// @ts-check
"use strict";

// Picture files: whole or damaged, and what is left out of them, against files that Pillow wrote (cases/convolution.py).

const assert = require("node:assert/strict");
const { test } = require("node:test");

const CASES = require("./cases/convolution.json");
const { keptParts } = require("../../docs/_static/explorers/lib/picture-bytes.js");

/** @param {Uint8Array} bytes @param {string} kind */
function kept(bytes, kind) {
  const reading = keptParts(bytes, kind);
  let step = reading.next();
  while (!step.done) step = reading.next();
  return step.value && Buffer.concat(step.value);
}

const bytesOf = (text) => new Uint8Array(Buffer.from(text, "base64"));

test("a file that is whole is kept, without its profile and orientation", () => {
  for (const { name, kind, file, plain } of CASES.files) {
    assert.equal(kept(bytesOf(file), kind)?.toString("base64"), plain, name);
  }
});

test("a file that was cut anywhere is damaged", () => {
  for (const { name, kind, file, least } of CASES.files) {
    const bytes = bytesOf(file);
    for (let length = 30; length < bytes.length - least; length++) {
      assert.equal(kept(bytes.slice(0, length), kind), undefined, `${name}, ${length} of ${bytes.length} bytes`);
    }
  }
});

test("a byte changed in the needed parts of a PNG file is noticed", () => {
  for (const { name, kind, file } of CASES.files.filter((one) => one.kind === "png")) {
    const plain = kept(bytesOf(file), kind);
    for (let at = 8; at < plain.length; at++) {
      const changed = Uint8Array.from(plain);
      changed[at] ^= 64;
      assert.equal(kept(changed, kind), undefined, `${name}, byte ${at}`);
    }
  }
});

test("what cameras put behind the picture is no damage", () => {
  const { file, kind, plain } = CASES.files.find((one) => one.kind === "jpeg");
  const longer = Buffer.concat([bytesOf(file), Buffer.from("a trailer of the maker's own")]);
  assert.equal(kept(new Uint8Array(longer), kind)?.toString("base64"), plain);
});
