// @ts-check
"use strict";

/**
 * What is on the screen as the end of the page's address, and back: the image, a kept unit, the heat map, the softmax.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/model-maps.js").Unit} Unit
 * @typedef {{image: number, name: string, unit: Unit, kept: boolean, method: string, number: number, softmax?: number}} Place
 *   softmax: the class whose softmax is told
 * @typedef {{count: number, layers: Record<string, Layer>, methods: string[], classes: number, softmax: boolean}} Known
 *   softmax: whether the page knows it
 */

const { slotOf } = require("../lib/model-maps.js");

const MOST_LETTERS = 60; // of a part of a link, quoted

/** @param {Place} place */
function written({ image, name, unit, kept, method, number, softmax }) {
  const { map, row, column } = unit;
  const parts = [
    ...(image ? [["image", String(image)]] : []),
    ...(kept ? [["layer", name], ["unit", `${map},${row},${column}`]] : []),
    ...(method === "none" ? [] : [["heat", method], ["class", String(number)]]),
    ...(softmax === undefined ? [] : [["softmax", String(softmax)]]),
  ];
  return parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&").replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** A whole number below a bound; undefined for anything else. @param {string | null} text @param {number} bound */
function whole(text, bound) {
  const number = Number(text);
  return text && /^\d+$/.test(text) && number < bound ? number : undefined;
}

/** @param {Layer | undefined} layer @param {string | null} text @returns {Unit | undefined} */
function unitOf(layer, text) {
  const maps = layer?.maps;
  const places = (text ?? "").split(",");
  if (!maps || places.length !== 3) return undefined;
  const [map, row, column] = [maps.count, maps.height, maps.width].map((bound, at) => whole(places[at], bound));
  if (map === undefined || row === undefined || column === undefined || slotOf(maps, map) < 0) return undefined;
  return { map, row, column };
}

/**
 * What an address says, as far as the page has it; the other parts are named in `problems`.
 *
 * @param {string} hash with or without its sign
 * @param {Known} known
 * @returns {{place: Partial<Place>, problems: string[]}}
 */
function readPlace(hash, { count, layers, methods, classes, softmax }) {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Partial<Place>} */
  const place = {};
  const image = whole(query.get("image"), count);
  if (image !== undefined) place.image = image;
  const name = query.get("layer") ?? "";
  const layer = Object.hasOwn(layers, name) ? layers[name] : undefined;
  const unit = unitOf(layer, query.get("unit"));
  if (unit) [place.name, place.unit, place.kept] = [name, unit, true];
  const method = query.get("heat") ?? "";
  const number = whole(query.get("class"), classes);
  if (methods.includes(method) && number !== undefined) [place.method, place.number] = [method, number];
  const told = whole(query.get("softmax"), softmax ? classes : 0);
  if (told !== undefined) place.softmax = told;
  const found = [
    ...(image === undefined ? [] : ["image"]),
    ...(unit ? ["layer", "unit"] : []),
    ...(place.method ? ["heat", "class"] : []),
    ...(told === undefined ? [] : ["softmax"]),
  ];
  const problems = [...query].filter(([key]) => !found.includes(key)).map(([key, text]) => `${key}=${text}`.slice(0, MOST_LETTERS));
  return { place, problems };
}

/** Whether the page has an address that can be changed: not so within another page's text. */
function hasAddress() {
  return /^(file|https?):$/.test(location.protocol);
}

/** Put what is on the screen into the address. @param {Place} place */
function remember(place) {
  const hash = written(place);
  if (!hasAddress() || hash === location.hash.slice(1)) return;
  try {
    history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch {
    // a frame without an origin of its own may not change its address: then there is no link to it
  }
}

module.exports = { readPlace, remember, written };
