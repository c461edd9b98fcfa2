// @ts-check
"use strict";

const HEAD = 54; // bytes before the pixels

/**
 * A grey picture as the address of a bitmap file: of many pictures, canvases take long to paint.
 *
 * @param {ArrayLike<number>} greys from 0 to 255, row by row
 * @param {number} side a multiple of 4, as rows of the file are
 */
function bitmapOf(greys, side) {
  const bytes = new Uint8Array(HEAD + 3 * side * side);
  const view = new DataView(bytes.buffer);
  const heads = [[0, 0x4d42], [2, bytes.length], [10, HEAD], [14, HEAD - 14], [18, side], [22, side], [26, 1 + (24 << 16)]];
  for (const [at, value] of heads) view.setUint32(at, value, true);
  for (let index = 0; index < side * side; index++) {
    const row = side - 1 - Math.floor(index / side); // the file begins with the lowest
    const at = HEAD + 3 * (row * side + (index % side));
    bytes.fill(greys[index], at, at + 3);
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...bytes))}`;
}

module.exports = { bitmapOf };
