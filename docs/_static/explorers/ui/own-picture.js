// @ts-check
"use strict";

/**
 * The reader's own picture: read, reduced to grey values or to colours in small steps, never sent anywhere.
 *
 * @typedef {object} Reduced
 * @property {number} height
 * @property {number} width
 * @property {Float64Array} data grey values
 * @property {Float64Array[]} colours red, green and blue, where they are asked for
 * @property {number} block pixels a side that became one
 * @property {boolean} transparent
 * @property {string} name
 * @property {string} kind
 * @property {boolean} [deep]
 */

const { keptParts } = require("../lib/picture-bytes.js");
const { MOST_PIXELS, MOST_RATIO, isOpaque, readHeader, reduceColours, reduceStrip, reduction } = require("../lib/picture-file.js");
const STRINGS = require("../strings/own-picture.json");
const { h, uniqueId } = require("./dom.js");
const { filledText } = require("./strings.js");

const MOST_SIDE = 192;
const HEADER_BYTES = 2 ** 24; // photographs of phones may have other pictures before their size
const PATIENCE = 300; // milliseconds until the reader is told to wait
const STRIP_PIXELS = 250_000; // decoded and reduced at a time, between two looks at the reader's input

class PictureError extends Error {}

/** @param {string} key @param {Record<string, string | number>} [values] */
const text = (key, values) => filledText(STRINGS, key, values);

/**
 * Grey values of a picture file, or its colours.
 *
 * @param {File} file
 * @param {boolean} coloured
 * @returns {Promise<Reduced>}
 */
async function readPicture(file, coloured) {
  if (file.size === 0) throw new PictureError(text("empty", { name: file.name }));
  const header = readHeader(await file.slice(0, HEADER_BYTES).arrayBuffer());
  if (!header) throw new PictureError(text("unknown", { name: file.name }));
  const { kind, width, height } = header;
  if (width * height > MOST_PIXELS) {
    const pixels = Math.ceil((width * height) / 1e4) / 100;
    throw new PictureError(text("huge", { name: file.name, pixels }));
  }
  if (Math.max(width, height) > MOST_RATIO * Math.min(width, height)) {
    throw new PictureError(text("narrow", { name: file.name, width, height }));
  }
  const bitmap = await decoded(file, kind).catch(() => {
    throw new PictureError(text("broken", { name: file.name }));
  });
  try {
    return { ...(await reduced(bitmap, coloured)), name: file.name, kind, deep: header.deep };
  } finally {
    bitmap.close();
  }
}

/**
 * The file's own values: whole, without colour profile, and turned only as Pillow turns it.
 *
 * @param {File} file
 * @param {string} kind
 */
async function decoded(file, kind) {
  const reading = keptParts(new Uint8Array(await file.arrayBuffer()), kind);
  let step = reading.next();
  while (!step.done) {
    await new Promise((resolve) => setTimeout(resolve));
    step = reading.next();
  }
  if (!step.value) throw new Error("the file is not whole");
  const imageOrientation = "from-image"; // cameras turn theirs; other files have lost the word for it
  const plain = new Blob([joined(step.value)], { type: `image/${kind}` });
  return createImageBitmap(plain, { imageOrientation, colorSpaceConversion: "none" });
}

/** One run of bytes: Firefox decodes no JPEG out of many. @param {Uint8Array[]} parts */
function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @param {ImageBitmap} bitmap @param {boolean} coloured */
async function reduced(bitmap, coloured) {
  const block = reduction(bitmap.width, bitmap.height, MOST_SIDE);
  const width = Math.floor(bitmap.width / block);
  const height = Math.floor(bitmap.height / block);
  const rows = Math.min(height, Math.max(1, Math.floor(STRIP_PIXELS / (bitmap.width * block))));
  const canvas = h("canvas", { width: width * block, height: rows * block });
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext(
    "2d",
    { willReadFrequently: true },
  ));
  const data = new Float64Array(width * height);
  const colours = Array.from({ length: coloured ? 3 : 0 }, () => new Float64Array(width * height));
  let transparent = false;
  brush.fillStyle = "#ffffff"; // what is transparent lies on white
  for (let row = 0; row < height; row += rows) {
    const count = Math.min(rows, height - row);
    const taken = () => brush.getImageData(0, 0, canvas.width, count * block).data;
    brush.globalCompositeOperation = "copy";
    brush.drawImage(bitmap, 0, -row * block);
    let pixels = taken();
    if (!isOpaque(pixels)) {
      transparent = true;
      brush.globalCompositeOperation = "destination-over";
      brush.fillRect(0, 0, canvas.width, canvas.height);
      pixels = taken();
    }
    for (let index = 0; index < count; index++) {
      const strip = pixels.subarray(index * block * canvas.width * 4, (index + 1) * block * canvas.width * 4);
      if (coloured) reduceColours(strip, canvas.width, block, colours, (row + index) * width);
      else reduceStrip(strip, canvas.width, block, data, (row + index) * width);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { height, width, data, colours, block, transparent };
}

/**
 * A file input, and dropping a file anywhere on the explorer that `target` is in.
 *
 * @param {{note: (words: string) => void}} context
 * @param {HTMLElement} target
 * @param {(picture: Reduced) => void} onPicture
 * @param {boolean} [coloured] whether its colours are wanted, and not its grey values
 */
function pictureInput(context, target, onPicture, coloured = false) {
  const id = uniqueId("file");
  const input = h("input", { type: "file", id, accept: "image/png,image/jpeg,image/webp,image/gif" });
  let last = 0;
  const take = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    last += 1;
    const turn = last; // a file that was chosen later comes first
    const waiting = setTimeout(() => context.note(text("reading", { name: file.name })), PATIENCE);
    try {
      const picture = await readPicture(file, coloured);
      if (turn === last) onPicture(picture);
    } catch (error) {
      const known = error instanceof PictureError;
      if (turn === last) context.note(known ? error.message : text("broken", { name: file.name }));
    } finally {
      clearTimeout(waiting);
    }
    if (turn === last) input.value = "";
  };
  input.addEventListener("change", () => take(input.files?.[0]));
  /** A file that misses would take the place of the page, and what is on it. @param {DragEvent} event */
  const dropped = (event) => {
    const near = target.closest(".explorer, .page")?.contains(/** @type {Node} */ (event.target));
    if (!near || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type === "drop") take(event.dataTransfer.files[0]);
  };
  document.addEventListener("dragover", dropped);
  document.addEventListener("drop", dropped);
  return h(
    "div",
    { class: "explorer-control explorer-file", "data-option": "image" },
    h("label", { for: id }, text("label")),
    input,
  );
}

module.exports = { pictureInput };
