// @ts-check
"use strict";

/**
 * The digits that several explorers show, in a script of their own: a page loads it once, when one of them needs it, and
 * the browser keeps it for all other pages. It leaves them at its own element, where `ui/all-digits.js` looks for them.
 */

/** @type {{values: string, labels: string, learnt: number}} */
const DATA = require("../data/all-digits.json");
const { digitReader } = require("../lib/digit-code.js");

const labels = Uint8Array.from(DATA.labels, Number);
Object.assign(document.currentScript ?? {}, { digits: { ...digitReader(DATA.values, labels), labels, learnt: DATA.learnt } });
