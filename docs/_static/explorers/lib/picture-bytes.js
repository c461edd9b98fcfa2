// @ts-check
"use strict";

/**
 * Whether a picture file is whole, and the file without what makes browsers change its values: some browsers decode
 * what there is of a damaged file, some apply colour profiles and orientations although they are asked not to.
 *
 * A generator yields now and then, so that a large file does not hold the page up; its result is the parts of the file
 * that are kept, or undefined where the file is damaged.
 *
 * @typedef {Generator<void, Uint8Array[] | undefined, void>} Reading
 */

const BATCH = 2 ** 19; // bytes between two looks at the reader's input
const PNG_LEFT_OUT = ["iCCP", "gAMA", "cHRM", "sRGB", "cICP", "eXIf"];
const WEBP_LEFT_OUT = ["ICCP", "EXIF"];
const PROFILE = "ICC_PROFILE\0";
const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let bits = index;
  for (let step = 0; step < 8; step++) bits = (bits >>> 1) ^ (bits & 1 ? 0xedb88320 : 0);
  return bits;
});

/** @param {Uint8Array} bytes @param {number} at @param {number} length */
function letters(bytes, at, length) {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** @param {Uint8Array} bytes */
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Chunks up to IEND, the sums of the needed ones checked as PNG asks (ISO/IEC 15948).
 *
 * @param {Uint8Array} bytes
 * @returns {Reading}
 */
function* pngParts(bytes) {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const [length, kind] = [view.getUint32(at), letters(bytes, at + 4, 4)];
    const end = at + 12 + length;
    if (end > bytes.length) return undefined;
    const needed = kind[0] < "a";
    if (needed && (yield* checksum(bytes, at + 4, end - 4)) !== view.getUint32(end - 4)) return undefined;
    if (!PNG_LEFT_OUT.includes(kind)) parts.push(bytes.subarray(at, end));
    if (kind === "IEND") return parts;
    at = end;
  }
  return undefined;
}

/** @param {Uint8Array} bytes @param {number} start @param {number} end @returns {Generator<void, number, void>} */
function* checksum(bytes, start, end) {
  let sum = 0xffffffff;
  for (let from = start; from < end; from += BATCH) {
    const to = Math.min(from + BATCH, end);
    for (let at = from; at < to; at++) sum = CRC[(sum ^ bytes[at]) & 255] ^ (sum >>> 8);
    if (to < end) yield;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/**
 * Segments up to the end of the image; what cameras put after it stays out.
 *
 * @param {Uint8Array} bytes
 * @returns {Reading}
 */
function* jpegParts(bytes) {
  const view = viewOf(bytes);
  const parts = [bytes.subarray(0, 2)];
  let scans = 0;
  for (let at = 2; at + 2 <= bytes.length;) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff) return undefined;
    if (marker === 0xff) {
      at += 1; // fill bytes may stand before a marker
      continue;
    }
    if (marker === 0xd9) return scans ? [...parts, bytes.subarray(at, at + 2)] : undefined;
    if (at + 4 > bytes.length) return undefined;
    const end = at + 2 + view.getUint16(at + 2);
    const profile = marker === 0xe2 && letters(bytes, at + 4, PROFILE.length) === PROFILE;
    if (!profile) parts.push(bytes.subarray(at, end));
    at = end;
    if (marker !== 0xda) continue;
    scans += 1;
    at = yield* scanEnd(bytes, end);
    parts.push(bytes.subarray(end, at));
  }
  return undefined;
}

/** Where the next marker is that ends a scan. @param {Uint8Array} bytes @param {number} start @returns {Generator<void, number, void>} */
function* scanEnd(bytes, start) {
  let looked = start;
  for (let at = start;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const next = bytes[at + 1];
    const within = next === 0 || (next >= 0xd0 && next <= 0xd7); // a byte of data, or a place to restart
    if (!within && next !== 0xff) return at;
    at += next === 0xff ? 1 : 2;
    if (at - looked > BATCH) {
      looked = at;
      yield;
    }
  }
}

/** All of the file, if its first picture is whole. @param {Uint8Array} bytes @returns {Reading} */
function* gifParts(bytes) {
  const palette = (/** @type {number} */ flags) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + palette(bytes[10]);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind !== 0x21 && kind !== 0x2c) return undefined; // neither an extension nor a picture
    at += kind === 0x21 ? 2 : 11 + palette(bytes[at + 9]);
    while (bytes[at]) at += bytes[at] + 1;
    if (at >= bytes.length) return undefined;
    if (kind === 0x2c) return [bytes];
    at += 1;
  }
  return undefined;
}

/** Chunks of the length that the head promises. @param {Uint8Array} bytes @returns {Reading} */
function* webpParts(bytes) {
  const view = viewOf(bytes);
  const whole = 8 + view.getUint32(4, true);
  if (whole > bytes.length) return undefined;
  const parts = [bytes.slice(0, 12)];
  for (let at = 12; at + 8 <= whole;) {
    const kind = letters(bytes, at, 4);
    const end = at + 8 + view.getUint32(at + 4, true);
    if (end > whole) return undefined;
    const part = bytes.slice(at, end + (end % 2));
    if (kind === "VP8X") part[8] &= ~0x28; // it has neither profile nor orientation any more
    if (!WEBP_LEFT_OUT.includes(kind)) parts.push(part);
    at = end + (end % 2);
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  viewOf(parts[0]).setUint32(4, length - 8, true);
  return parts;
}

/** @type {Record<string, (bytes: Uint8Array) => Reading>} */
const READERS = { png: pngParts, jpeg: jpegParts, gif: gifParts, webp: webpParts };

/**
 * The parts of a file that are decoded; undefined where it is damaged.
 *
 * @param {Uint8Array} bytes
 * @param {string} kind
 */
function keptParts(bytes, kind) {
  return READERS[kind](bytes);
}

module.exports = { keptParts };
