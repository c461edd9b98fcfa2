// @ts-check
"use strict";

/**
 * The maps of a layer side by side, and which unit is at a cell of that picture.
 *
 * @typedef {import("./model-maps.js").Maps} Maps
 * @typedef {import("./model-maps.js").Unit} Unit
 * @typedef {{across: number, shown: number, gap: number, fine: number, width: number}} Layout `shown` maps with gaps of
 *   `gap` cells, of which each unit has `fine` along both sides; `width` of all in pixels of the screen
 */

const { held, mapAt, slotOf } = require("./model-maps.js");

const VECTOR_CELL = 9; // pixels of the screen of one unit of a vector
const SIGNAL = 260; // and the width of a signal
const FINE = 14; // cells that a map has at least, of which a gap is one
const SHORT = 16; // values of a line that are copied one by one in less time than as a part of an array

/**
 * How the maps are laid out in a width; a folded layer has few lines of them.
 *
 * @param {Maps} maps
 * @param {number} width in pixels
 * @param {{tile: number, lines: number}} wanted
 * @returns {Layout}
 */
function layoutOf(maps, width, { tile, lines }) {
  const { height, width: columns } = maps;
  const count = held(maps);
  if (height === 1 && columns > 1) {
    return { across: 1, shown: Math.min(count, 16 * lines), gap: 0, fine: 1, width: Math.min(width, SIGNAL) };
  }
  const vector = height * columns === 1;
  const fine = vector ? 1 : Math.max(1, Math.ceil(FINE / Math.max(height, columns)));
  const gap = vector ? 0 : Math.max(1, Math.round((Math.max(height, columns) * fine) / FINE));
  const wish = vector ? Math.min(lines === Infinity ? 2 * VECTOR_CELL : VECTOR_CELL, width) : (tile * columns) / Math.max(height, columns);
  const share = 1 + gap / (columns * fine); // of a map with the gap beside it
  const fits = Math.max(1, Math.floor((width / wish + share - 1) / share));
  const across = evenly(fits, count);
  const side = Math.min(wish, width / (across * share - share + 1));
  const space = side * (share - 1);
  const shown = Math.min(count, across * (vector ? 3 : lines));
  return { across, shown, gap, fine, width: across * (side + space) - space };
}

/** As many in a line as fill all lines alike, if that is not many more or fewer than fit. @param {number} fits @param {number} count */
function evenly(fits, count) {
  const most = Math.min(Math.floor(fits * 1.3), count);
  for (let across = most; across > fits * 0.75; across--) if (count % across === 0) return across;
  return Math.min(fits, count);
}

/** Height and width of the picture, in cells. @param {Maps} maps @param {Layout} layout */
function sizeOf({ height, width }, { across, shown, gap, fine }) {
  const rows = Math.ceil(shown / across);
  return { height: rows * (height * fine + gap) - gap, width: across * (width * fine + gap) - gap };
}

/** @param {Maps} maps @param {import("./model-maps.js").Numbers} data @param {Layout} layout */
function mosaic(maps, data, layout) {
  const { height, width } = maps;
  const { across, shown, gap, fine } = layout;
  const size = sizeOf(maps, layout);
  const cells = new Float32Array(size.height * size.width).fill(NaN);
  for (let slot = 0; slot < shown; slot++) {
    const top = Math.floor(slot / across) * (height * fine + gap);
    const left = (slot % across) * (width * fine + gap);
    for (let row = 0; row < height * fine; row++) {
      const from = (slot * height + Math.floor(row / fine)) * width;
      const to = (top + row) * size.width + left;
      if (fine === 1 && width > SHORT) cells.set(data.subarray(from, from + width), to);
      else for (let column = 0; column < width * fine; column++) cells[to + column] = data[from + Math.floor(column / fine)];
    }
  }
  return { ...size, data: cells };
}

/** The window of a unit's cells; undefined where its map is not shown. @param {Maps} maps @param {Unit} unit @param {Layout} layout */
function windowOf(maps, { map, row, column }, { across, shown, gap, fine }) {
  const slot = slotOf(maps, map);
  if (slot < 0 || slot >= shown) return undefined;
  return {
    top: Math.floor(slot / across) * (maps.height * fine + gap) + row * fine,
    left: (slot % across) * (maps.width * fine + gap) + column * fine,
    height: fine,
    width: fine,
  };
}

/** The unit at a cell; the nearest one in a gap. @param {Maps} maps @param {{row: number, column: number}} cell @param {Layout} layout @returns {Unit} */
function unitIn(maps, cell, { across, shown, gap, fine }) {
  const inside = (/** @type {number} */ at, /** @type {number} */ side) => (
    Math.min(Math.floor(Math.max(at % (side * fine + gap), 0) / fine), side - 1)
  );
  const line = Math.floor(Math.max(cell.row, 0) / (maps.height * fine + gap));
  const place = Math.min(Math.floor(Math.max(cell.column, 0) / (maps.width * fine + gap)), across - 1);
  const slot = Math.min(line * across + place, shown - 1);
  return { map: mapAt(maps, slot), row: inside(cell.row, maps.height), column: inside(cell.column, maps.width) };
}

/** The unit some steps away; `far` goes to another map. @param {Maps} maps @param {Unit} unit @param {number} rows @param {number} columns @param {boolean} far @param {number} across @returns {Unit} */
function stepped(maps, unit, rows, columns, far, across) {
  if (far || maps.height * maps.width === 1) {
    const slot = slotOf(maps, unit.map) + columns + rows * across;
    return { ...unit, map: mapAt(maps, Math.min(Math.max(slot, 0), held(maps) - 1)) };
  }
  const within = (/** @type {number} */ at, /** @type {number} */ side) => Math.min(Math.max(at, 0), side - 1);
  return { map: unit.map, row: within(unit.row + rows, maps.height), column: within(unit.column + columns, maps.width) };
}

/** The unit with the largest value. @param {Maps} maps @param {import("./model-maps.js").Numbers} data @returns {Unit} */
function strongestUnit(maps, data) {
  let best = 0;
  for (let at = 1; at < data.length; at++) if (data[at] > data[best]) best = at;
  const area = maps.height * maps.width;
  const place = best % area;
  return { map: mapAt(maps, Math.floor(best / area)), row: Math.floor(place / maps.width), column: place % maps.width };
}

module.exports = { layoutOf, mosaic, sizeOf, stepped, strongestUnit, unitIn, windowOf };
