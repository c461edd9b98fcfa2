// @ts-check
"use strict";

/**
 * The list of all layers: the connections on the left, the name, the maps.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/model-maps.js").Unit} Unit
 * @typedef {import("./store.js").Values} Values
 * @typedef {{choose: (name: string, unit: Unit, how: "look" | "step" | "keep") => void, look: (layer: Layer | undefined) => void,
 *   say: (key: string, values?: Record<string, string | number>) => string}} Hooks
 */

const { held } = require("../lib/model-maps.js");
const { layoutOf, mosaic, sizeOf, stepped, unitIn, windowOf } = require("../lib/mosaic.js");
const { h, setText, svg } = require("../ui/dom.js");
const { picture } = require("../ui/picture.js");
const { arcsOf, laneCount } = require("./arcs.js");
const { around, standIn } = require("./folds.js");
const { joins } = require("./joins.js");
const { overview } = require("./overview.js");

const FEW = 40; // layers, up to which their maps are large
const FOLDED = { few: { tile: 30, lines: 2 }, many: { tile: 26, lines: 1 } };
const OPEN = { tile: 76, lines: Infinity };
const ROOM = { whole: 44, chosen: 108 }; // pixels for what is said beside the maps

/**
 * @param {{layers: Layer[], edges: [string, string][], rows: string[]}} facts
 * @param {Hooks} hooks
 */
function network(facts, hooks) {
  const arcs = arcsOf(facts.layers, facts.edges, facts.rows);
  const gutter = gutterOf(arcs);
  const small = facts.layers.length > FEW;
  const models = around(facts.layers);
  const folded = /** @type {Set<number>} */ (new Set());
  const rows = facts.layers.map((layer, at) => {
    if (!layer.nested) return rowOf(layer, hooks, small, () => gutter.light(at), gutter.dim);
    const inside = models.filter((own, other) => own.includes(at) && !facts.layers[other].nested).length;
    return modelRow(layer, inside, hooks, (open) => fold(at, open));
  });
  /** @param {number} at of a model @param {boolean} open */
  const fold = (at, open) => {
    if (open) folded.delete(at);
    else folded.add(at);
    rows.forEach((row, place) => void (row.node.hidden = standIn(models, folded, place) !== place));
  };
  const reveal = (/** @type {number} */ at) => models[at]?.forEach((model) => folded.has(model) && rows[model].open?.());
  const list = h("ol", { class: "page-layers" }, ...rows.map((row) => row.node));
  const map = small ? overview(facts.layers, hooks, (at) => {
    reveal(at);
    rows[at].node.scrollIntoView({ block: "center" });
  }) : undefined;
  const lines = joinsOver(rows, facts.layers, hooks.say);
  const node = h("div", { class: small ? "page-network page-many" : "page-network" }, gutter.node, list, lines.node);
  node.style.setProperty("--lanes", String(laneCount(arcs)));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const row = rows[[...list.children].indexOf(entry.target)];
      row.show(entry.isIntersecting);
    }
  }, { rootMargin: "600px 0px" });
  for (const row of rows) seen.observe(row.node);
  new ResizeObserver(() => {
    const rooms = rows.map((row) => row.room()); // all are read before one is written: else each is laid out anew
    rows.forEach((row, at) => row.fit(rooms[at]));
    gutter.draw(rows.map((row) => row.node), (at) => standIn(models, folded, at));
    lines.again();
  }).observe(list);
  window.addEventListener("beforeprint", () => rows.forEach((row) => row.show(true)));

  /** @param {Values["maps"]} maps */
  const fill = (maps) => {
    rows.forEach((row) => row.fill(maps));
    lines.forget(); // some may have gone
  };
  let last = "";
  /** @param {string} name @param {Unit} unit @param {boolean} kept @param {import("./reads.js").Reads[]} reads what the unit is computed from */
  const mark = (name, unit, kept, reads) => {
    if (kept && name !== last) reveal(rows.findIndex((row) => row.name === name));
    last = kept ? name : "";
    rows.forEach((row) => row.mark(row.name === name ? unit : undefined, kept));
    map?.mark(name);
    lines.update(name, unit.map, reads);
  };
  return { node, overview: map?.node ?? null, reads: lines.words, fill, mark };
}

/**
 * The lines between maps, over the rows.
 *
 * @param {ReturnType<typeof rowOf | typeof modelRow>[]} rows
 * @param {Layer[]} layers of the rows
 * @param {Hooks["say"]} say
 */
function joinsOver(rows, layers, say) {
  const known = new Map(rows.flatMap((row, at) => (layers[at].maps ? [[layers[at].name, row]] : [])));
  /** @type {Map<string, {box: import("./joins.js").Box, rest: import("./joins.js").Box}>} */
  const boxes = new Map(); // to measure them takes a layout
  const lines = joins(say, (name) => {
    const row = known.get(name);
    const shown = row?.node.hidden ? undefined : row?.shown();
    if (!shown) return undefined;
    const measured = boxes.get(name) ?? { box: boxWithin(lines.node, shown.frame), rest: boxWithin(lines.node, shown.rest) };
    boxes.set(name, measured);
    return { ...shown, ...measured };
  });
  const again = () => {
    boxes.clear();
    lines.again();
  };
  return { ...lines, again };
}

/** Where an element is within another. @param {Element} outer @param {Element} inner @returns {import("./joins.js").Box} */
function boxWithin(outer, inner) {
  const [from, own] = [outer.getBoundingClientRect(), inner.getBoundingClientRect()];
  return { top: own.top - from.top, left: own.left - from.left, height: own.height, width: own.width };
}

/** The connections, drawn beside the rows. @param {import("./arcs.js").Arc[]} arcs */
function gutterOf(arcs) {
  const paths = arcs.map(() => svg("path", { class: "page-arc" }));
  const dots = svg("g", { class: "page-dots" });
  const node = svg("svg", { class: "page-gutter", "aria-hidden": "true" }, ...paths, dots);
  /** @param {HTMLElement[]} rows @param {(at: number) => number} shownAt the row that stands for one */
  const draw = (rows, shownAt) => {
    const lanes = laneCount(arcs);
    const width = node.clientWidth;
    const line = width - 9;
    const step = lanes ? Math.min(13, (line - 4) / lanes) : 0;
    const middles = rows.map((_, at) => rows[shownAt(at)].offsetTop + 17);
    const last = rows[shownAt(rows.length - 1)];
    const tall = last ? last.offsetTop + last.offsetHeight : 0;
    arcs.forEach(({ from, to, lane }, at) => {
      const [top, bottom] = [middles[from], middles[to]];
      const x = line - lane * step;
      const bend = Math.min(10, (bottom - top) / 2, Math.max(lane * step, 1));
      const bow = `M${line} ${top}H${x + bend}Q${x} ${top} ${x} ${top + bend}V${bottom - bend}Q${x} ${bottom} ${x + bend} ${bottom}H${line}`;
      if (top === bottom) paths[at].setAttribute("d", ""); // within a folded model
      else paths[at].setAttribute("d", lane ? bow : `M${line} ${top}V${bottom}`);
    });
    dots.replaceChildren(...rows.flatMap((row, at) => (
      row.hidden || row.classList.contains("page-unfolded") ? [] : [svg("circle", { cx: line, cy: middles[at], r: row.classList.contains("page-nested") ? 5 : 3.5 })]
    )));
    node.setAttribute("height", String(tall));
  };
  const light = (/** @type {number} */ at) => arcs.forEach((arc, index) => {
    paths[index].classList.toggle("page-lit", arc.from === at || arc.to === at);
  });
  const dim = () => paths.forEach((path) => path.classList.remove("page-lit"));
  return { node, draw, light, dim };
}

/**
 * The heading of a model within the model: it folds what is inside.
 *
 * @param {Layer} layer
 * @param {number} inside number of layers
 * @param {Hooks} hooks
 * @param {(open: boolean) => void} fold
 */
function modelRow(layer, inside, { say, look }, fold) {
  const short = layer.name.split("/").pop() ?? layer.name;
  const about = h("span", { class: "page-about" }, `${layer.kind} \u00b7 ${say("inside", { count: inside })}`);
  const name = h("button", { type: "button", class: "page-name", title: layer.name, "aria-expanded": "true" }, h("span", { class: "page-label" }, short), about);
  const node = h("li", { class: "page-layer page-nested page-unfolded" }, name);
  node.style.setProperty("--depth", String(layer.depth));
  const turn = (/** @type {boolean} */ open) => {
    name.setAttribute("aria-expanded", String(open));
    node.classList.toggle("page-unfolded", open);
    fold(open);
  };
  name.addEventListener("click", () => turn(name.getAttribute("aria-expanded") !== "true"));
  for (const event of ["pointerenter", "focusin"]) node.addEventListener(event, () => look(layer));
  for (const event of ["pointerleave", "focusout"]) node.addEventListener(event, () => look(undefined));
  return { node, name: layer.name, open: () => turn(true), room: () => 0, show: nothing, shown: nowhere, fit: nothing, fill: nothing, mark: nothing };
}

/** @param {Layer} layer @param {Hooks} hooks @param {boolean} small @param {() => void} light @param {() => void} dim */
function rowOf(layer, hooks, small, light, dim) {
  const { say } = hooks;
  const { maps } = layer;
  const shape = maps ? maps.shape.join("\u00d7") || say("oneNumber") : "";
  const short = layer.name.split("/").pop() ?? layer.name;
  const label = h("span", { class: "page-label" }, short);
  const about = h("span", { class: "page-about" }, [shape, layer.kind].filter(Boolean).join(" \u00b7 "));
  const name = h("button", { type: "button", class: "page-name", title: layer.name }, label, about);
  const place = h("div", { class: "page-maps" });
  const rest = h("span", { class: "page-rest" });
  const node = h("li", { class: "page-layer" }, name, place);
  node.style.setProperty("--depth", String(layer.depth));
  const look = () => { hooks.look(layer); light(); };
  const leave = () => { hooks.look(undefined); dim(); };
  for (const [start, end] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
    node.addEventListener(start, look);
    node.addEventListener(end, leave);
  }
  if (!maps) {
    name.disabled = true;
    if (layer.why) place.append(h("span", { class: "page-why" }, layer.why));
    return { node, name: layer.name, open: undefined, room: () => 0, show: nothing, shown: nowhere, fit: nothing, fill: nothing, mark: nothing };
  }
  name.setAttribute("aria-expanded", "false");
  const view = mapsView(layer, hooks, place, rest, () => (
    name.getAttribute("aria-expanded") === "true" ? OPEN : FOLDED[small ? "many" : "few"]
  ));
  name.addEventListener("click", () => {
    const open = name.getAttribute("aria-expanded") !== "true";
    name.setAttribute("aria-expanded", String(open));
    node.classList.toggle("page-open", open);
    view.fit();
  });
  return { node, name: layer.name, open: undefined, ...view };
}

/**
 * What is known of the maps of a layer on the screen.
 *
 * @typedef {{layout: import("../lib/mosaic.js").Layout, last: Unit, pointed: Unit, marked: Unit | undefined}} Shown
 */

/** What a row without maps does. */
function nothing() {}

/** @returns {undefined} */
function nowhere() {}

/** The picture of a layer's maps, which tells what is pointed at. @param {Layer} layer @param {Hooks} hooks @param {Shown} now */
function mapsPicture(layer, { choose, say }, now) {
  const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
  const parts = picture({
    label: say("mapsOf", { name: layer.name }),
    keys: say("mapKeys"),
    plain: true,
    onPoint: (cell) => {
      now.pointed = unitIn(maps, cell, now.layout);
      choose(layer.name, now.pointed, "look");
    },
    onStep: (rows, columns, far) => choose(layer.name, stepped(maps, now.last, rows, columns, far, now.layout.across), "step"),
  });
  parts.stage.addEventListener("click", () => choose(layer.name, now.pointed, "keep"));
  parts.stage.addEventListener("focus", () => choose(layer.name, now.marked ?? now.last, "look"));
  return parts;
}

/**
 * The maps of one layer in one picture, drawn when they come into sight.
 *
 * @param {Layer} layer
 * @param {Hooks} hooks
 * @param {HTMLElement} place
 * @param {HTMLElement} rest
 * @param {() => {tile: number, lines: number}} wanted
 */
function mapsView(layer, hooks, place, rest, wanted) {
  const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
  const scale = /** @type {import("../lib/colour.js").Scale} */ (layer.scale);
  const first = { map: maps.chosen?.[0] ?? 0, row: 0, column: 0 };
  /** @type {Shown} */
  const now = { layout: layoutOf(maps, 300, wanted()), last: first, pointed: first, marked: undefined };
  /** @type {import("./store.js").Numbers | undefined} */
  let data;
  /** @type {ReturnType<typeof mosaic> | undefined} */
  let grid;
  let visible = false;
  const parts = mapsPicture(layer, hooks, now);
  const frame = h("div", { class: "page-frame" }, parts.stage);
  place.append(frame, rest);

  const draw = () => {
    if (!visible || !data) return;
    grid ??= mosaic(maps, data, now.layout);
    parts.update({ grid, scale, framed: now.marked && windowOf(maps, now.marked, now.layout) });
  };
  const room = () => place.clientWidth;
  const fit = (space = room()) => {
    const next = layoutOf(maps, Math.max(space - (maps.chosen ? ROOM.chosen : ROOM.whole), 60), wanted());
    if (JSON.stringify(next) === JSON.stringify(now.layout) && frame.style.width) return;
    now.layout = next;
    grid = undefined;
    frame.style.width = `${next.width}px`;
    const { height, width } = sizeOf(maps, next);
    frame.style.aspectRatio = `${width} / ${height}`;
    if (data) setText(rest, restText(maps, next, hooks.say));
    draw();
  };
  const show = (/** @type {boolean} */ seen) => { visible = seen; draw(); };
  const fill = (/** @type {Values["maps"]} */ all) => {
    data = all[layer.name];
    grid = undefined;
    frame.classList.toggle("page-absent", !data);
    setText(rest, data ? restText(maps, now.layout, hooks.say) : hooks.say("recordedOnly"));
    draw();
  };
  const mark = (/** @type {Unit | undefined} */ unit, /** @type {boolean} */ kept) => {
    frame.classList.toggle("page-kept", Boolean(unit) && kept);
    if (unit === now.marked) return;
    now.marked = unit;
    if (unit) now.last = unit;
    draw();
  };
  /** What lines to its maps have to know; nothing while it has none. */
  const shown = () => (data ? { maps, layout: now.layout, frame, rest } : undefined);
  return { room, fit, show, shown, fill, mark };
}

/** How many maps are not shown, and why. @param {import("../lib/model-maps.js").Maps} maps @param {import("../lib/mosaic.js").Layout} layout @param {Hooks["say"]} say */
function restText(maps, { shown }, say) {
  const folded = held(maps) - shown;
  if (maps.chosen) return say(folded ? "someOfFolded" : "someOf", { held: held(maps), count: maps.count, folded });
  return folded ? say("folded", { folded }) : "";
}

module.exports = { network };
