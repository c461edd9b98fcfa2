// @ts-check
"use strict";

/**
 * Lines from each map that a unit is computed from to the map of the unit, over the list of the layers.
 *
 * @typedef {import("../lib/model-maps.js").Maps} Maps
 * @typedef {import("../lib/mosaic.js").Layout} Layout
 * @typedef {import("./reads.js").Reads} Reads
 * @typedef {{top: number, left: number, height: number, width: number}} Box in pixels
 * @typedef {{maps: Maps, layout: Layout, box: Box, rest: Box}} Shown maps that are on the screen, and what says how many are not
 * @typedef {(name: string) => Shown | undefined} ShownOf what is shown of a tensor
 * @typedef {import("./network.js").Hooks["say"]} Say
 */

const { mapAt, slotOf } = require("../lib/model-maps.js");
const { sizeOf } = require("../lib/mosaic.js");
const { assign, h, setText, svg } = require("../ui/dom.js");

const BELOW = 4.5; // pixels between the maps of a layer and the line that gathers what comes from them
const NEAR = 30; // and from there to the maps of the next layer, at most

/** Where a map stands. @param {Shown} shown @param {number} slot @returns {Box} */
function tileAt({ maps, layout, box }, slot) {
  const { across, gap, fine } = layout;
  const cell = box.width / sizeOf(maps, layout).width;
  const [height, width] = [maps.height * fine, maps.width * fine];
  return {
    top: box.top + Math.floor(slot / across) * (height + gap) * cell,
    left: box.left + (slot % across) * (width + gap) * cell,
    height: height * cell,
    width: width * cell,
  };
}

/** Those of some maps that are on the screen; where there is nothing between them and they are all, one box around them. @param {Shown} shown @param {{first: number, count: number}} range */
function tilesOf(shown, { first, count }) {
  const { maps, layout, box } = shown;
  const slots = Array.from({ length: layout.shown }, (_, slot) => slot).filter((slot) => {
    const map = mapAt(maps, slot);
    return map >= first && map < first + count;
  });
  const whole = layout.gap === 0 && slots.length > 1 && slots.length === layout.shown;
  return { count: slots.length, boxes: whole ? [box] : slots.map((slot) => tileAt(shown, slot)) };
}

/** Half of what lies between two maps. @param {Shown} shown */
function halfGap({ maps, layout, box }) {
  return (layout.gap * box.width) / sizeOf(maps, layout).width / 2;
}

/** @param {Box} box */
function outline({ left, top, width, height }) {
  return `M${left} ${top}h${width}v${height}h${-width}z`;
}

/**
 * From each map down, between the maps below it, to a line under all of them, and from there, again between other maps, to the
 * map that reads them.
 *
 * @param {Shown} from
 * @param {Box[]} boxes of the maps
 * @param {Shown} own
 * @param {Box} to the map that reads them
 */
function comb(from, boxes, own, to) {
  const bottom = from.box.top + from.box.height;
  const bus = bottom + BELOW;
  const free = to.top - bus < NEAR && to.top < own.box.top + 1; // no map is between
  const across = free ? to.left + to.width / 2 : to.left - halfGap(own);
  const half = halfGap(from);
  /** @type {Map<number, number>} */
  const drops = new Map(); // the highest start of each line down
  for (const { left, top, width, height } of boxes) {
    const last = top + height > bottom - 1;
    const x = last ? left + width / 2 : left - half;
    drops.set(x, Math.min(drops.get(x) ?? Infinity, top + height));
  }
  const ends = [...drops.keys(), across];
  const down = [...drops].map(([x, top]) => `M${x} ${top}V${bus}`).join("");
  const rest = `M${from.rest.left + from.rest.width / 2} ${from.rest.top + from.rest.height}V${bus}H${Math.max(...ends)}`;
  return { lines: `${down}M${Math.min(...ends)} ${bus}H${Math.max(...ends)}M${across} ${bus}V${to.top}`, rest };
}

/**
 * The lines for one unit, those for maps that are not on the screen, and how many of each tensor are.
 *
 * @param {ShownOf} shownOf
 * @param {string} name of its layer
 * @param {number} map of the unit
 * @param {Reads[]} reads
 */
function linesOf(shownOf, name, map, reads) {
  const own = shownOf(name);
  const slot = own ? slotOf(own.maps, map) : -1;
  const to = own && slot >= 0 && slot < own.layout.shown ? tileAt(own, slot) : undefined;
  const counts = reads.map(() => 0);
  let [lines, rest] = [own && to ? outline(to) : "", ""];
  reads.forEach((range, at) => {
    const from = shownOf(range.name);
    if (!from || !own || !to) return;
    const { count, boxes } = tilesOf(from, range);
    counts[at] = count;
    const down = comb(from, boxes, own, to);
    if (count) lines += `${boxes.map(outline).join("")}${down.lines}`;
    if (count && count < range.count) rest += down.rest;
  });
  return { lines, rest, counts };
}

/** What a unit is computed from, in words. @param {Say} say @param {Reads[]} reads @param {number[]} counts on the screen */
function wordsOf(say, reads, counts) {
  const parts = reads.map(({ name, first, count, total, kind }, at) => {
    const few = count === 1 ? "one" : count === total ? "all" : "some";
    const words = say(`reads_${few}_${kind}`, { name, count, first, last: first + count - 1 });
    if (counts[at] === count) return words;
    return say(counts[at] ? "readsFewer" : "readsHidden", { words, shown: counts[at] });
  });
  const last = parts.pop();
  if (last === undefined) return "";
  return say("reads", { maps: parts.length ? say("and", { first: parts.join(", "), last }) : last });
}

/** @param {Say} say @param {ShownOf} shownOf */
function joins(say, shownOf) {
  const paths = [svg("path", { class: "explorer-halo" }), svg("path")];
  const others = svg("path", { class: "page-joins-rest" });
  const node = svg("svg", { class: "page-joins", "aria-hidden": "true" }, others, ...paths);
  const words = h("p", { class: "page-reads" });
  /** @type {[string, number, Reads[]] | undefined} */
  let now;
  let drawn = "";
  /** @param {string} name of a layer @param {number} map @param {Reads[]} reads */
  const update = (name, map, reads) => {
    now = [name, map, reads];
    const key = JSON.stringify(now);
    if (key === drawn) return;
    drawn = key;
    const { lines, rest, counts } = linesOf(shownOf, name, map, reads);
    for (const path of paths) assign(path, { d: lines });
    assign(others, { d: rest });
    setText(words, wordsOf(say, reads, counts));
    words.hidden = !reads.length;
  };
  /** What was drawn may not hold any more. */
  const forget = () => void (drawn = "");
  const again = () => {
    forget();
    if (now) update(...now);
  };
  return { node, words, update, forget, again };
}

module.exports = { joins, linesOf, wordsOf };
