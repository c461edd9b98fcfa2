// @ts-check
"use strict";

/**
 * Layers, the units of their maps, and what a unit sees. The maps of an image are planes: one after the other, each row
 * by row.
 *
 * @typedef {Float32Array | Float64Array | Uint8Array} Numbers
 * @typedef {import("./colour.js").Scale} Scale
 * @typedef {{size: number[], stride: number[], offset: number[]}} Field
 * @typedef {{name: string, window: Field | null, certain: boolean}} Source
 * @typedef {object} Maps
 * @property {number[]} shape of the tensor for one image
 * @property {number[]} order of its axes: those that make up the maps, that of rows, that of columns
 * @property {number[]} spatial axes that follow those of the image
 * @property {number} drawn axes that are rows and columns
 * @property {number} height
 * @property {number} width
 * @property {number} count of all maps
 * @property {number[] | null} chosen numbers of the maps that are in the file; null for all
 * @property {boolean} perImage
 * @property {string} type
 * @typedef {object} Layer
 * @property {string} name
 * @property {number} row of the table
 * @property {string} kind
 * @property {boolean} nested
 * @property {number} depth
 * @property {string} why something is not shown
 * @property {Maps} [maps]
 * @property {Scale} [scale]
 * @property {Field | string} [field]
 * @property {Source[]} [sources]
 * @property {Operation | null} [operation]
 * @typedef {object} Operation what a layer computes; of its numbers only those that belong to its kind are there
 * @property {string} kind
 * @property {string} activation
 * @property {number} [parameter]
 * @property {string} way
 * @property {number[]} size of a window, down and across
 * @property {number[]} stride
 * @property {number[]} dilation
 * @property {number[]} before rows and columns of padding
 * @property {number} [groups]
 * @property {number} multiplier
 * @property {boolean} [twofold]
 * @property {number} epsilon
 * @property {"place" | "maps"} by
 * @property {number[]} factors
 * @property {number[]} counts
 * @property {number[]} axes
 * @property {number} scale
 * @property {number} offset
 * @typedef {{map: number, row: number, column: number}} Unit
 * @typedef {{first: number, last: number}} Span first and last pixel
 */

/** Number of maps in the file. @param {Maps} maps */
function held({ chosen, count }) {
  return chosen ? chosen.length : count;
}

/** Where a map stands in the file; -1 where it is left out. @param {Maps} maps @param {number} map */
function slotOf({ chosen, count }, map) {
  if (chosen) return chosen.indexOf(map);
  return map >= 0 && map < count ? map : -1;
}

/** The number of the map at a place of the file. @param {Maps} maps @param {number} slot */
function mapAt({ chosen }, slot) {
  return chosen ? chosen[slot] : slot;
}

/** The value of a unit; undefined where its map is left out. @param {Maps} maps @param {ArrayLike<number>} data @param {Unit} unit */
function valueAt(maps, data, { map, row, column }) {
  const slot = slotOf(maps, map);
  return slot < 0 ? undefined : data[(slot * maps.height + row) * maps.width + column];
}

/** The same unit of what a layer reads. @param {{name: string, maps: Maps, data: import("./model-maps.js").Numbers}} input @param {Unit} unit */
function termOf({ name, maps, data }, unit) {
  const value = valueAt(maps, data, unit);
  return value === undefined ? undefined : { name, unit, value };
}

/** The values of a map as a grid. @param {Maps} maps @param {import("./model-maps.js").Numbers} data @param {number} map */
function planeOf(maps, data, map) {
  const area = maps.height * maps.width;
  const start = slotOf(maps, map) * area;
  return { height: maps.height, width: maps.width, data: data.subarray(start, start + area) };
}

/** The index of a unit in the array of one image, as in Python. @param {Maps} maps @param {Unit} unit */
function indexOf(maps, { map, row, column }) {
  const { drawn } = maps;
  const index = new Array(maps.shape.length).fill(0);
  const leading = maps.order.slice(0, maps.order.length - drawn);
  let rest = map;
  for (const axis of [...leading].reverse()) {
    index[axis] = rest % maps.shape[axis];
    rest = Math.floor(rest / maps.shape[axis]);
  }
  const places = drawn === 2 ? [row, column] : [column];
  maps.order.slice(leading.length).forEach((axis, at) => void (index[axis] = places[at]));
  return index;
}

/** The unit at an index. @param {Maps} maps @param {number[]} index @returns {Unit} */
function unitAt(maps, index) {
  const { drawn } = maps;
  const leading = maps.order.slice(0, maps.order.length - drawn);
  const map = leading.reduce((number, axis) => number * maps.shape[axis] + index[axis], 0);
  const places = maps.order.slice(leading.length).map((axis) => index[axis]);
  const [row, column] = drawn === 2 ? places : drawn === 1 ? [0, places[0]] : [0, 0];
  return { map, row, column };
}

/**
 * What a field frames along each axis, not cut off at the edges; undefined where a unit has no places.
 *
 * @param {Field | string | null | undefined} field
 * @param {Maps} maps
 * @param {Unit} unit
 * @returns {Span[] | undefined}
 */
function spansOf(field, maps, unit) {
  if (!field || typeof field === "string" || field.size.length !== maps.spatial.length) return undefined;
  const index = indexOf(maps, unit);
  return field.size.map((size, axis) => {
    const first = field.offset[axis] + index[maps.spatial[axis]] * field.stride[axis];
    return { first: Math.ceil(first), last: Math.floor(first + size) - 1 };
  });
}

/**
 * The window of a picture that spans frame: its own two axes, cut off at the edges. Undefined where none is inside.
 *
 * @param {Span[]} spans one for each axis of the image
 * @param {{height: number, width: number}} picture
 */
function windowIn(spans, { height, width }) {
  const [rows, columns] = spans.length > 1 ? spans.slice(-2) : [{ first: 0, last: 0 }, spans[0]];
  const [top, bottom] = [Math.max(rows.first, 0), Math.min(rows.last, height - 1)];
  const [left, right] = [Math.max(columns.first, 0), Math.min(columns.last, width - 1)];
  if (top > bottom || left > right) return undefined;
  return { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** Whether some of what spans frame lies beyond the edge. @param {Span[]} spans @param {number[]} sides */
function isOver(spans, sides) {
  return spans.some(({ first, last }, axis) => first < 0 || last >= sides[axis]);
}

module.exports = { held, indexOf, isOver, mapAt, planeOf, slotOf, spansOf, termOf, unitAt, valueAt, windowIn };
