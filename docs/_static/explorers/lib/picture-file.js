// @ts-check
"use strict";

/**
 * What can be told of a picture file before a browser decodes it, and its reduction to grey values.
 *
 * @typedef {{kind: string, width: number, height: number, deep?: boolean}} PictureHeader `deep`: grey of 16 bits
 */

const MOST_PIXELS = 50_000_000;
const MOST_RATIO = 16; // of the longer to the shorter side

/** @param {Uint8Array} bytes @param {number} at @param {string} text */
function has(bytes, at, text) {
  return [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
}

/** @param {DataView} view @returns {PictureHeader} */
function webpHeader(view) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const low14 = 0x3fff;
  if (has(bytes, 12, "VP8X")) {
    const read24 = (/** @type {number} */ at) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
    return { kind: "webp", width: read24(24) + 1, height: read24(27) + 1 };
  }
  if (has(bytes, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { kind: "webp", width: (bits & low14) + 1, height: ((bits >>> 14) & low14) + 1 };
  }
  return { kind: "webp", width: view.getUint16(26, true) & low14, height: view.getUint16(28, true) & low14 };
}

/** @param {DataView} view @returns {PictureHeader | undefined} */
function jpegHeader(view) {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { kind: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/**
 * Kind and size from the first bytes of a PNG, JPEG, GIF or WebP file; undefined for anything else.
 *
 * @param {ArrayBuffer} buffer
 * @returns {PictureHeader | undefined}
 */
function readHeader(buffer) {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  if (bytes.length < 30) return undefined;
  if (has(bytes, 1, "PNG\r\n\x1a\n")) return {
    kind: "png",
    width: view.getUint32(16),
    height: view.getUint32(20),
    deep: bytes[24] === 16 && bytes[25] === 0,
  };
  if (has(bytes, 0, "GIF8")) return {
    kind: "gif",
    width: view.getUint16(6, true),
    height: view.getUint16(8, true),
  };
  if (has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP")) return webpHeader(view);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegHeader(view);
  return undefined;
}

/**
 * Whole number of pixels a side that become one, so that no side keeps more than `most`.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} most
 */
function reduction(width, height, most) {
  const sides = Math.ceil(Math.max(width, height) / most);
  return Math.max(1, Math.min(sides, width, height));
}

/** Whether nothing shines through. @param {Uint8ClampedArray} rgba */
function isOpaque(rgba) {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] < 255) return false;
  return true;
}

/**
 * Mean grey value of each block of a strip of pixels, with Pillow's weights for "L".
 *
 * @param {Uint8ClampedArray} rgba
 * @param {number} width of the strip, in pixels
 * @param {number} block side of a block; the strip is that high
 * @param {Float64Array} target
 * @param {number} start
 */
function reduceStrip(rgba, width, block, target, start) {
  const across = Math.floor(width / block);
  for (let column = 0; column < across; column++) {
    let sum = 0;
    for (let y = 0; y < block; y++) {
      let at = (y * width + column * block) * 4;
      for (let x = 0; x < block; x++, at += 4) {
        sum += (rgba[at] * 19595 + rgba[at + 1] * 38470 + rgba[at + 2] * 7471 + 0x8000) >> 16;
      }
    }
    target[start + column] = Math.floor(sum / (block * block));
  }
}

/**
 * Mean red, green and blue of each block of a strip of pixels.
 *
 * @param {Uint8ClampedArray} rgba
 * @param {number} width of the strip, in pixels
 * @param {number} block side of a block; the strip is that high
 * @param {Float64Array[]} targets
 * @param {number} start
 */
function reduceColours(rgba, width, block, targets, start) {
  const across = Math.floor(width / block);
  for (let column = 0; column < across; column++) {
    targets.forEach((target, part) => {
      let sum = 0;
      for (let y = 0; y < block; y++) {
        const first = (y * width + column * block) * 4 + part;
        for (let x = 0; x < block; x++) sum += rgba[first + 4 * x];
      }
      target[start + column] = sum / (block * block);
    });
  }
}

module.exports = { MOST_PIXELS, MOST_RATIO, isOpaque, readHeader, reduceColours, reduceStrip, reduction };
