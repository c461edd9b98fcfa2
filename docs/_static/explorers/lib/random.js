// @ts-check
"use strict";

/**
 * NumPy's default generator, so that a seed gives the same mask here and in Python: PCG64 seeded
 * by a SeedSequence (O'Neill 2014, *PCG: a family of simple fast space-efficient statistically good
 * algorithms for random number generation*; numpy/random/bit_generator.pyx).
 */

const MASK32 = 0xffffffffn;
const MASK64 = (1n << 64n) - 1n;
const MASK128 = (1n << 128n) - 1n;
const PCG_MULTIPLIER = (2549297995355413924n << 64n) + 4865540595714422341n;

/** A hash whose constant moves on with every use. @param {bigint} start @param {bigint} factor */
function hasher(start, factor) {
  let constant = start;
  /** @param {bigint} value */
  return (value) => {
    value = (value ^ constant) & MASK32;
    constant = (constant * factor) & MASK32;
    value = (value * constant) & MASK32;
    return value ^ (value >> 16n);
  };
}

/** @param {bigint} x @param {bigint} y */
function mix(x, y) {
  const result = (0xca01f9ddn * x - 0x4973f715n * y) & MASK32;
  return result ^ (result >> 16n);
}

/** Four 64-bit words of `numpy.random.SeedSequence(seed)`. @param {number} seed below 2**32 */
function seedWords(seed) {
  const hash = hasher(0x43b0d7e5n, 0x931e8875n);
  const pool = [BigInt(seed), 0n, 0n, 0n].map(hash);
  for (let source = 0; source < 4; source++) {
    for (let target = 0; target < 4; target++) {
      if (source !== target) pool[target] = mix(pool[target], hash(pool[source]));
    }
  }
  const spread = hasher(0x8b51f9ddn, 0x58f38dedn);
  const halves = Array.from({ length: 8 }, (_, index) => spread(pool[index % 4]));
  return [0, 2, 4, 6].map((index) => halves[index] | (halves[index + 1] << 32n));
}

/**
 * Draws one uniform number from [0, 1) after the other: `numpy.random.default_rng(seed).random()`.
 *
 * @param {number} seed
 * @returns {() => number}
 */
function generator(seed) {
  const [high, low, streamHigh, streamLow] = seedWords(seed);
  const increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & MASK128;
  let state = increment;
  const step = () => {
    state = (state * PCG_MULTIPLIER + increment) & MASK128;
  };
  state = (state + ((high << 64n) | low)) & MASK128;
  step();
  return () => {
    step();
    const folded = ((state >> 64n) ^ state) & MASK64;
    const turn = state >> 122n;
    const word = ((folded >> turn) | (folded << ((64n - turn) & 63n))) & MASK64;
    return Number(word >> 11n) / 2 ** 53;
  };
}

/** @param {number} seed @param {number} count of draws */
function uniform(seed, count) {
  const draw = generator(seed);
  return Array.from({ length: count }, () => draw());
}

module.exports = { generator, uniform };
