// @ts-check
"use strict";

/**
 * The colour maps of every picture on the site: Matplotlib's RdBu_r, viridis and gray.
 *
 * @typedef {[number, number, number]} Rgb
 * @typedef {{name: MapName, low: number, high: number}} Scale
 * @typedef {"signed" | "unsigned" | "gray" | "ink"} MapName
 */

// Anchors at equal distances: ColorBrewer's RdBu reversed, and viridis at 17 places.
const ANCHORS = {
  signed: "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f",
  unsigned:
    "440154 481769 472a7a 433d84 3d4e8a 355e8d 2e6d8e 297b8e 23898e 1f978b 21a585 2eb37c 46c06f 65cb5e 89d548 b0dd2f fde725",
  gray: "000000 ffffff",
  ink: "ffffff 000000",
};

/** @param {string} anchors @returns {Uint8ClampedArray} 256 colours of 3 bytes */
function table(anchors) {
  const colours = anchors.split(" ").map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const bytes = new Uint8ClampedArray(256 * 3);
  for (let index = 0; index < 256; index++) {
    const place = (index / 255) * (colours.length - 1);
    const left = Math.min(Math.floor(place), colours.length - 2);
    for (let part = 0; part < 3; part++) {
      const [from, to] = [colours[left][part], colours[left + 1][part]];
      bytes[index * 3 + part] = Math.round(from + (to - from) * (place - left));
    }
  }
  return bytes;
}

/** @type {Record<MapName, Uint8ClampedArray>} */
const TABLES = {
  signed: table(ANCHORS.signed),
  unsigned: table(ANCHORS.unsigned),
  gray: table(ANCHORS.gray),
  ink: table(ANCHORS.ink),
};

/** Place of a value in a map, 0 to 255. @param {Scale} scale @param {number} value */
function place({ low, high }, value) {
  if (high <= low) return 128;
  return Math.round(Math.min(Math.max((value - low) / (high - low), 0), 1) * 255);
}

/** @param {Scale} scale @param {number} value @returns {Rgb} */
function colour(scale, value) {
  const at = place(scale, value) * 3;
  const bytes = TABLES[scale.name];
  return [bytes[at], bytes[at + 1], bytes[at + 2]];
}

/** Black or white, whichever contrasts more (WCAG relative luminance). @param {Rgb} rgb */
function inkOn(rgb) {
  const [red, green, blue] = rgb.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#FFFFFF";
}

/** Symmetric about zero. @param {ArrayLike<number>} values @returns {Scale} */
function signedScale(values) {
  const bound = largest(values, Math.abs) || 1;
  return { name: "signed", low: -bound, high: bound };
}

/** From zero to the largest value. @param {ArrayLike<number>} values @returns {Scale} */
function unsignedScale(values) {
  return { name: "unsigned", low: 0, high: Math.max(largest(values, (value) => value), 0) || 1 };
}

/** @param {ArrayLike<number>} values @param {(value: number) => number} measure */
function largest(values, measure) {
  let result = -Infinity;
  for (let index = 0; index < values.length; index++) result = Math.max(result, measure(values[index]));
  return result;
}

/**
 * Paint values into the four-byte pixels of an ImageData.
 *
 * @param {ArrayLike<number>} values
 * @param {Scale} scale
 * @param {Uint8ClampedArray} pixels
 */
function paint(values, scale, pixels) {
  const bytes = TABLES[scale.name];
  const factor = scale.high > scale.low ? 255 / (scale.high - scale.low) : 0;
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) {
      pixels[index * 4 + 3] = 0; // a gap between pictures
      continue;
    }
    const raw = factor ? (values[index] - scale.low) * factor : 128;
    const at = Math.round(raw < 0 ? 0 : raw > 255 ? 255 : raw) * 3;
    pixels[index * 4] = bytes[at];
    pixels[index * 4 + 1] = bytes[at + 1];
    pixels[index * 4 + 2] = bytes[at + 2];
    pixels[index * 4 + 3] = 255;
  }
}

module.exports = { colour, inkOn, largest, paint, signedScale, unsignedScale };
