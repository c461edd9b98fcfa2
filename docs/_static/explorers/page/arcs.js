// @ts-check
"use strict";

/**
 * The connections of a model beside the list of its layers: a line from each layer to the next, and a bow in a lane of
 * its own for what is read further down.
 *
 * @typedef {{from: number, to: number, lane: number}} Arc positions in the list; lane 0 is the line
 * @typedef {{name: string, nested: boolean}} Item
 */

/**
 * @param {(Item & {row: number})[]} layers
 * @param {[string, string][]} edges by the names of the table's rows
 * @param {string[]} names of the table's rows
 * @returns {Arc[]}
 */
function arcsOf(layers, edges, names) {
  /** @type {Map<string, number>} */
  const first = new Map();
  layers.forEach((layer, at) => {
    if (!layer.nested && !first.has(names[layer.row])) first.set(names[layer.row], at);
  });
  const order = [...first.values()];
  const place = new Map(order.map((at, index) => [at, index]));
  const arcs = edges.flatMap(([start, end]) => {
    const [from, to] = [first.get(start), first.get(end)];
    return from === undefined || to === undefined || from >= to ? [] : [{ from, to, lane: 0 }];
  });
  const next = (/** @type {Arc} */ arc) => place.get(arc.to) === /** @type {number} */ (place.get(arc.from)) + 1;
  const bows = arcs.filter((arc) => !next(arc)).sort((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from);
  /** @type {Arc[][]} */
  const lanes = [];
  for (const bow of bows) {
    let lane = lanes.findIndex((taken) => taken.every((other) => other.to <= bow.from || other.from >= bow.to));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane].push(bow);
    bow.lane = lane + 1;
  }
  return arcs;
}

/** Number of lanes beside the line. @param {Arc[]} arcs */
function laneCount(arcs) {
  return arcs.reduce((most, arc) => Math.max(most, arc.lane), 0);
}

module.exports = { arcsOf, laneCount };
