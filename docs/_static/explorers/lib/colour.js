// @ts-check
"use strict";

/**
 * The colour maps of every picture on the site: Matplotlib's RdBu_r, viridis and gray.
 *
 * @typedef {[number, number, number]} Rgb
 * @typedef {{name: MapName, low: number, high: number}} Scale
 * @typedef {{paper: string, ink: string}} Face
 * @typedef {"signed" | "unsigned" | "gray" | "ink"} MapName
 */

/** Colours at equal distances along each map. @type {Record<MapName, string>} */
const ANCHORS = {
  .../** @type {{signed: string, unsigned: string}} */ (require("../data/colours.json")),
  gray: "000000ffffff",
  ink: "ffffff000000",
};

/** @param {string} anchors @returns {Uint8ClampedArray} 256 colours of 3 bytes */
function table(anchors) {
  const colours = Array.from(
    { length: anchors.length / 6 },
    (_, index) => [0, 2, 4].map((at) => parseInt(anchors.slice(index * 6 + at, index * 6 + at + 2), 16)),
  );
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

/** @type {Record<string, Uint8ClampedArray>} */
const TABLES = Object.fromEntries(Object.entries(ANCHORS).map(([name, anchors]) => [name, table(anchors)]));

/** Place of a value in a map, 0 to 255, as Matplotlib has it. @param {Scale} scale @param {number} value */
function place({ low, high }, value) {
  if (high <= low) return 128;
  return Math.min(Math.floor(Math.max((value - low) / (high - low), 0) * 256), 255);
}

/** @param {Scale} scale @param {number} value @returns {Rgb} */
function colour(scale, value) {
  const at = place(scale, value) * 3;
  const bytes = TABLES[scale.name];
  return [bytes[at], bytes[at + 1], bytes[at + 2]];
}

/** Colours of each map as styles have them, each made when it is first asked for. @type {Record<string, Face[]>} */
const FACES = { signed: [], unsigned: [], gray: [], ink: [] };

/** The colour of a value, and that of what is written on it. @param {Scale} scale @param {number} value @returns {Face} */
function faceOf(scale, value) {
  return (FACES[scale.name][place(scale, value)] ??= faceIn(colour(scale, value)));
}

/** A colour with black or white, whichever contrasts more (WCAG relative luminance). @param {Rgb} rgb @returns {Face} */
function faceIn(rgb) {
  const [red, green, blue] = rgb.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const ink = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#FFFFFF";
  return { paper: `rgb(${rgb})`, ink };
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
  const factor = scale.high > scale.low ? 256 / (scale.high - scale.low) : 0;
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) {
      pixels[index * 4 + 3] = 0; // a gap between pictures
      continue;
    }
    const raw = factor ? (values[index] - scale.low) * factor : 128;
    const at = Math.floor(raw < 0 ? 0 : raw > 255 ? 255 : raw) * 3;
    pixels[index * 4] = bytes[at];
    pixels[index * 4 + 1] = bytes[at + 1];
    pixels[index * 4 + 2] = bytes[at + 2];
    pixels[index * 4 + 3] = 255;
  }
}

module.exports = { colour, faceOf, largest, paint, signedScale, unsignedScale };
