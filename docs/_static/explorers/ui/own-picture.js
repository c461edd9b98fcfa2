// @ts-check
"use strict";

/** The reader's own picture: read, reduced to grey values in small steps, never sent anywhere. */

const { MOST_PIXELS, readHeader, reduceStrip, reduction } = require("../lib/picture-file.js");
const { h, uniqueId } = require("./dom.js");

const MOST_SIDE = 192;
const STRIP_PIXELS = 250_000; // decoded and reduced at a time, between two looks at the reader's input

class PictureError extends Error {}

/**
 * Grey values of a picture file.
 *
 * @param {File} file
 * @param {import("./explorer.js").Context["text"]} text
 */
async function readPicture(file, text) {
  if (file.size === 0) throw new PictureError(text("own.empty", { name: file.name }));
  const header = readHeader(await file.slice(0, 262144).arrayBuffer());
  if (!header) throw new PictureError(text("own.unknown", { name: file.name }));
  if (header.width * header.height > MOST_PIXELS) {
    const pixels = Math.ceil((header.width * header.height) / 1e4) / 100;
    throw new PictureError(text("own.huge", { name: file.name, pixels }));
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "none", colorSpaceConversion: "none" });
  } catch {
    throw new PictureError(text("own.broken", { name: file.name }));
  }
  try {
    return { ...(await reduced(bitmap)), name: file.name };
  } finally {
    bitmap.close();
  }
}

/** @param {ImageBitmap} bitmap */
async function reduced(bitmap) {
  const block = reduction(bitmap.width, bitmap.height, MOST_SIDE);
  const width = Math.floor(bitmap.width / block);
  const height = Math.floor(bitmap.height / block);
  const rows = Math.max(1, Math.floor(STRIP_PIXELS / (bitmap.width * block)));
  const canvas = h("canvas", { width: width * block, height: rows * block });
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext(
    "2d",
    { willReadFrequently: true },
  ));
  const data = new Float64Array(width * height);
  for (let row = 0; row < height; row += rows) {
    brush.fillStyle = "#ffffff"; // what is transparent lies on white
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(bitmap, 0, -row * block);
    const count = Math.min(rows, height - row);
    const pixels = brush.getImageData(0, 0, canvas.width, count * block).data;
    for (let index = 0; index < count; index++) {
      const strip = pixels.subarray(index * block * canvas.width * 4, (index + 1) * block * canvas.width * 4);
      reduceStrip(strip, canvas.width, block, data, (row + index) * width);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { height, width, data, block };
}

/**
 * A file input, and dropping a file on `target`.
 *
 * @param {import("./explorer.js").Context} context
 * @param {HTMLElement} target
 * @param {(picture: Awaited<ReturnType<typeof readPicture>>) => void} onPicture
 */
function pictureInput(context, target, onPicture) {
  const id = uniqueId("file");
  const input = h("input", { type: "file", id, accept: "image/png,image/jpeg,image/webp,image/gif" });
  const take = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    try {
      onPicture(await readPicture(file, context.text));
    } catch (error) {
      const known = error instanceof PictureError;
      context.note(known ? error.message : context.text("own.broken", { name: file.name }));
    }
    input.value = "";
  };
  input.addEventListener("change", () => take(input.files?.[0]));
  target.addEventListener("dragover", (event) => event.preventDefault());
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  });
  return h(
    "div",
    { class: "explorer-control explorer-file", "data-option": "image" },
    h("label", { for: id }, context.text("own.label")),
    input,
  );
}

module.exports = { pictureInput };
