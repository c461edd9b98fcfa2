// @ts-check
"use strict";

const { shown } = require("../lib/format.js");
const { assign, h, setText, svg } = require("./dom.js");
const { dragging } = require("./dragging.js");

/** @type {[number, number]} */
const SIZE = [360, 230];
const FRAME = { left: 38, right: 10, top: 10, bottom: 26 };

/**
 * Axes with curves. `low` and `high` are [horizontal, vertical] limits.
 *
 * @param {object} settings
 * @param {string} settings.label
 * @param {[number, number]} settings.across
 * @param {[number, number]} settings.up
 * @param {number[]} settings.ticksAcross
 * @param {number[]} settings.ticksUp
 * @param {[number, number]} [settings.size] width and height, in which letters are 13.5 high
 * @param {(across: number, up: number) => void} [settings.onPoint] a place was pointed at
 */
function plot({ label, across, up, ticksAcross, ticksUp, size = SIZE, onPoint }) {
  const [width, height] = size;
  const frame = { x: FRAME.left, y: FRAME.top, width: width - FRAME.left - FRAME.right, height: height - FRAME.top - FRAME.bottom };
  /** @param {number} value */
  const x = (value) => frame.x + ((value - across[0]) / (across[1] - across[0])) * frame.width;
  /** @param {number} value */
  const y = (value) => height - FRAME.bottom - ((value - up[0]) / (up[1] - up[0])) * frame.height;
  const ticks = [
    ...ticksAcross.flatMap((value) => [
      gridLine(value, `M${x(value)} ${y(up[0])}V${y(up[1])}`),
      svg("text", { x: x(value), y: height - 9, "text-anchor": "middle" }, shown(value)),
    ]),
    ...ticksUp.flatMap((value) => [
      gridLine(value, `M${x(across[0])} ${y(value)}H${x(across[1])}`),
      svg("text", { x: FRAME.left - 6, y: y(value) + 4, "text-anchor": "end" }, shown(value)),
    ]),
  ];
  const layer = svg("g", {});
  const clip = `clip-${Math.random().toString(36).slice(2)}`;
  const inside = svg("g", { "clip-path": `url(#${clip})` });
  const image = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    svg("clipPath", { id: clip }, svg("rect", frame)),
    svg("g", { class: "explorer-ticks" }, ...ticks),
    inside,
    layer,
  );
  const caption = h("figcaption", {}, label);
  const node = h("figure", { class: "explorer-picture explorer-plot" }, caption, image);
  if (onPoint) pointing(image, size, (right, down) => onPoint(
    across[0] + within([0, 1], (right - frame.x) / frame.width) * (across[1] - across[0]),
    up[1] - within([0, 1], (down - frame.y) / frame.height) * (up[1] - up[0]),
  ));

  /** A curve as the path of a function. @param {(value: number) => number} curve @param {number} [count] */
  const path = (curve, count = 161) => {
    const parts = Array.from({ length: count }, (_, index) => {
      const value = across[0] + (index / (count - 1)) * (across[1] - across[0]);
      return `${x(value).toFixed(1)} ${Math.min(Math.max(y(curve(value)), -999), 999).toFixed(1)}`;
    });
    return `M${parts.join("L")}`;
  };
  /**
   * @param {SVGElement[]} curves inside the frame
   * @param {SVGElement[]} marks over it
   * @param {string} words
   */
  const update = (curves, marks, words) => {
    inside.replaceChildren(...curves);
    layer.replaceChildren(...marks);
    assign(image, { "aria-label": words });
  };
  const title = (/** @type {string} */ words) => setText(caption, words);
  return { node, path, update, x, y, title, frame, across, up };
}

/**
 * A point with lines to its axes. Where it is beyond the edge it stands there, hollow.
 *
 * @param {Pick<ReturnType<typeof plot>, "x" | "y" | "frame" | "across" | "up">} place
 * @param {number} right
 * @param {number} high
 */
function pointOf({ x, y, frame, across, up }, right, high) {
  const [at, value] = [within(across, right), within(up, high)];
  const isBeyond = at !== right || value !== high;
  const [cx, cy] = [x(at), y(value)];
  const circle = svg("circle", { class: `explorer-point${isBeyond ? " explorer-beyond" : ""}`, cx, cy, r: 5.5 });
  const guide = svg("path", { class: "explorer-guide", d: `M${cx} ${frame.y + frame.height}V${cy}H${frame.x}` });
  return { isBeyond, circle, guide };
}

/** @param {[number, number]} limits @param {number} value */
function within([low, high], value) {
  return Math.min(Math.max(value, low), high);
}

/** A line of the grid; that of zero is an axis. @param {number} value @param {string} d */
function gridLine(value, d) {
  return svg("path", { class: value === 0 ? "explorer-axis" : "explorer-gridline", d });
}

/** @param {SVGSVGElement} image @param {[number, number]} size @param {(right: number, down: number) => void} onPoint */
function pointing(image, [width, height], onPoint) {
  image.classList.add("explorer-pointing");
  dragging(image, (event) => {
    const box = image.getBoundingClientRect();
    onPoint(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
  }, { patient: true });
}

module.exports = { plot, pointOf };
