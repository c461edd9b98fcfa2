// @ts-check
"use strict";

/**
 * The numbers of a page: packed as texts, unpacked for one image at a time.
 *
 * @typedef {import("../lib/model-maps.js").Numbers} Numbers
 * @typedef {{maps: Record<string, string[]>, weights: Record<string, Record<string, string>>, heats: Record<string, Record<string, string>>}} Texts
 * @typedef {object} Values of one image
 * @property {Record<string, Numbers>} maps by tensor
 * @property {Record<string, Record<string, Numbers>>} weights by tensor and name
 * @property {Record<string, Numbers>} heats by method and class, as in "saliency/3": 255 for the largest value
 */

/**
 * The numbers of a packed text: base64 of deflated bytes, of which the first ones of all numbers come first.
 *
 * @param {string} text
 * @param {string} [kind] "<f4", "<f8" or "|u1"
 * @returns {Promise<Numbers>}
 */
async function unpacked(text, kind = "<f4") {
  const letters = atob(text);
  const deflated = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) deflated[at] = letters.charCodeAt(at);
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (kind === "|u1") return bytes;
  const size = kind === "<f8" ? 8 : 4;
  const count = bytes.length / size;
  const together = new Uint8Array(bytes.length);
  for (let place = 0; place < size; place++) {
    for (let at = 0; at < count; at++) together[at * size + place] = bytes[place * count + at];
  }
  return size === 8 ? new Float64Array(together.buffer) : new Float32Array(together.buffer);
}

/**
 * @param {Texts} texts
 * @param {(name: string) => string} kindOf a tensor
 */
function store(texts, kindOf) {
  /** @type {Promise<Values["weights"]> | undefined} */
  let weights;
  /** @type {Map<string, Promise<Numbers>>} */
  const shared = new Map(); // what is the same for every image, and the inputs, which are all shown

  /** @param {string} name @param {number} image */
  const map = (name, image) => {
    const of = texts.maps[name];
    const place = of.length === 1 ? 0 : image;
    const key = `${place}/${name}`;
    const known = shared.get(key) ?? unpacked(of[place], kindOf(name));
    if (of.length === 1) shared.set(key, known);
    return known;
  };
  /** @param {number} image @returns {Promise<Values>} */
  const values = async (image) => {
    weights ??= allWeights(texts.weights);
    /** @type {Values} */
    const found = { maps: {}, weights: await weights, heats: {} };
    for (const name of Object.keys(texts.maps)) found.maps[name] = await map(name, image);
    for (const [method, of] of Object.entries(texts.heats)) {
      for (const [key, text] of Object.entries(of)) {
        const [own, number] = key.split("/");
        if (own === String(image)) found.heats[`${method}/${number}`] = await unpacked(text, "|u1");
      }
    }
    return found;
  };
  return { map, values };
}

/** @param {Texts["weights"]} texts */
async function allWeights(texts) {
  /** @type {Values["weights"]} */
  const found = {};
  for (const [name, parts] of Object.entries(texts)) {
    found[name] = {};
    for (const [key, text] of Object.entries(parts)) found[name][key] = await unpacked(text);
  }
  return found;
}

module.exports = { store, unpacked };
