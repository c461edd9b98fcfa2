// @ts-check
"use strict";

/**
 * All digits, for explorers that need more than they carry: from a script of its own, which a page loads once, whichever
 * of its explorers asks. They are read out of it in slices between the frames, so that the page answers meanwhile.
 *
 * @typedef {import("../lib/training-run.js").Digits} Digits
 * @typedef {ReturnType<typeof import("../lib/digit-code.js").digitReader> & {labels: Uint8Array, learnt: number}} Read
 * @typedef {HTMLScriptElement & {digits?: Read}} Carrier
 */

const { h } = require("./dom.js");

const FILE = require.resolve("../shared/digits.js"); // in the site, its address beside this script
const OWN = /** @type {HTMLScriptElement} */ (document.currentScript).src;
const MARK = "data-explorers-digits"; // at the element, which may come with a page that was saved
const SLICE = 12; // milliseconds of work between two frames
const AT_ONCE = 4; // digits, from one look at the clock to the next
const DARKEST = 16;

/** @type {Promise<Digits> | undefined} */
let all;

/** Values from 0 to 1 and labels of all digits; where they cannot be had, a later call tries again. */
function allDigits() {
  all ??= arrived(carrier()).then(read);
  all.catch(() => void (all = undefined));
  return all;
}

/** The script that carries them, put into the page where it is not there yet. */
function carrier() {
  const there = /** @type {Carrier | null} */ (document.querySelector(`[${MARK}]`));
  if (there) return there;
  const script = /** @type {Carrier} */ (h("script", { [MARK]: true, src: new URL(FILE, OWN).href }));
  document.head.append(script);
  return script;
}

/** @param {Carrier} script @returns {Promise<Read>} */
async function arrived(script) {
  if (!script.digits) {
    await new Promise((done) => {
      for (const kind of ["load", "error"]) script.addEventListener(kind, done, { once: true });
    });
  }
  if (script.digits) return script.digits;
  script.remove();
  throw new Error("no digits");
}

/** @param {Read} reader @returns {Promise<Digits>} */
async function read({ values, more, labels, learnt }) {
  for (let count = 0; count < labels.length;) {
    await new Promise(requestAnimationFrame); // none comes while the page is hidden
    const end = performance.now() + SLICE;
    while (count < labels.length && performance.now() < end) count = more(AT_ONCE);
  }
  return { values: Float64Array.from(values, (value) => value / DARKEST), labels, learnt };
}

module.exports = { allDigits };
