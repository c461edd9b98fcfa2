// @ts-check
"use strict";

/**
 * Exponential and logarithm from sums, products and quotients alone, which are the same to the last bit in every
 * browser; `Math.exp` and `Math.log` are not. Methods of FreeBSD's msun, e_exp.c and e_log.c, with their constants.
 */

const LN2_HIGH = 6.93147180369123816490e-1; // the sum of both is the logarithm of 2, beyond double precision
const LN2_LOW = 1.90821492927058770002e-10;
const EXP = [1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5,
  -1.65339022054652515390e-6, 4.13813679705723846039e-8];
const LOG = [6.666666666666735130e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1];
const WORDS = new DataView(new ArrayBuffer(8));

/** Two to a whole power from -1022 to 1023. @param {number} power */
function powerOfTwo(power) {
  WORDS.setInt32(0, (power + 1023) << 20);
  WORDS.setInt32(4, 0);
  return WORDS.getFloat64(0);
}

/** Coefficients of a polynomial without constant term, lowest power first. @param {number[]} all @param {number} z */
function polynomial(all, z) {
  return all.reduceRight((sum, one) => z * (one + sum), 0);
}

/** @param {number} x */
function exp(x) {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.78) return Infinity;
  if (x < -708) return 0;
  const power = Math.round(x / Math.LN2);
  const [high, low] = [x - power * LN2_HIGH, power * LN2_LOW];
  const rest = high - low;
  const c = rest - polynomial(EXP, rest * rest);
  const grown = 1 - (low - (rest * c) / (2 - c) - high);
  return power > 1023 ? grown * 2 * powerOfTwo(1023) : grown * powerOfTwo(power);
}

/** The natural logarithm. @param {number} x @returns {number} */
function log(x) {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  if (x < 2 ** -1022) return log(x * 2 ** 54) - 54 * Math.LN2;
  WORDS.setFloat64(0, x);
  let power = (WORDS.getInt32(0) >> 20) - 1023;
  let fraction = x / powerOfTwo(power);
  if (fraction > Math.SQRT2) [power, fraction] = [power + 1, fraction / 2];
  const f = fraction - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return power * LN2_HIGH - (half - (s * (half + polynomial(LOG, s * s)) + power * LN2_LOW) - f);
}

module.exports = { exp, log };
