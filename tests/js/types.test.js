// @ts-check
"use strict";

// Where a type could stand, none is left open.

const assert = require("node:assert/strict");
const { readFileSync, readdirSync } = require("node:fs");
const { join } = require("node:path");
const { test } = require("node:test");

const STATIC = join(__dirname, "../../docs/_static");
const OPEN = /[{<(|,:]\s*any\s*(\[\])*\s*[}>)|,]/; // in braces, as a part of a type

for (const folder of ["explorers", "explorers/lib", "explorers/ui", "explorers/home", "questions"]) {
  test(`no type in ${folder} is any`, () => {
    const files = readdirSync(join(STATIC, folder)).filter((file) => file.endsWith(".js"));
    assert.ok(files.length > 0);
    const open = files.filter((file) => OPEN.test(readFileSync(join(STATIC, folder, file), "utf8")));
    assert.deepEqual(open, []);
  });
}

test("an open type would be found", () => {
  for (const type of ["{any}", "{Record<string, any>}", "{any[]}", "{(value: any) => boolean}", "{number | any}"]) assert.match(type, OPEN);
  assert.doesNotMatch("@param {boolean} patient a finger moves it any way", OPEN);
});
