// @ts-check
"use strict";

const { shown } = require("../lib/format.js");
const { assign, h, setText, svg } = require("./dom.js");
const { dragging } = require("./dragging.js");

const [WIDTH, HEIGHT] = [360, 230];
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
 * @param {(value: number) => void} [settings.onPoint] a place on the horizontal axis was pointed at
 */
function plot({ label, across, up, ticksAcross, ticksUp, onPoint }) {
  const [wide, tall] = [WIDTH - FRAME.left - FRAME.right, HEIGHT - FRAME.top - FRAME.bottom];
  /** @param {number} value */
  const x = (value) => FRAME.left + ((value - across[0]) / (across[1] - across[0])) * wide;
  /** @param {number} value */
  const y = (value) => HEIGHT - FRAME.bottom - ((value - up[0]) / (up[1] - up[0])) * tall;
  const ticks = [
    ...ticksAcross.flatMap((value) => [
      gridLine(value, `M${x(value)} ${y(up[0])}V${y(up[1])}`),
      svg("text", { x: x(value), y: HEIGHT - 9, "text-anchor": "middle" }, shown(value)),
    ]),
    ...ticksUp.flatMap((value) => [
      gridLine(value, `M${x(across[0])} ${y(value)}H${x(across[1])}`),
      svg("text", { x: FRAME.left - 6, y: y(value) + 4, "text-anchor": "end" }, shown(value)),
    ]),
  ];
  const layer = svg("g", {});
  const clip = `clip-${Math.random().toString(36).slice(2)}`;
  const frame = {
    x: FRAME.left,
    y: FRAME.top,
    width: WIDTH - FRAME.left - FRAME.right,
    height: HEIGHT - FRAME.top - FRAME.bottom,
  };
  const inside = svg("g", { "clip-path": `url(#${clip})` });
  const image = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    svg("clipPath", { id: clip }, svg("rect", frame)),
    svg("g", { class: "explorer-ticks" }, ...ticks),
    inside,
    layer,
  );
  const caption = h("figcaption", {}, label);
  const node = h("figure", { class: "explorer-picture explorer-plot" }, caption, image);
  if (onPoint) pointing(image, onPoint, across);

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
  return { node, path, update, x, y, title, frame };
}

/** A line of the grid; that of zero is an axis. @param {number} value @param {string} d */
function gridLine(value, d) {
  return svg("path", { class: value === 0 ? "explorer-axis" : "explorer-gridline", d });
}

/** @param {SVGSVGElement} image @param {(value: number) => void} onPoint @param {[number, number]} across */
function pointing(image, onPoint, across) {
  image.classList.add("explorer-pointing");
  dragging(image, (event) => {
    const box = image.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * WIDTH;
    const share = (place - FRAME.left) / (WIDTH - FRAME.left - FRAME.right);
    onPoint(across[0] + Math.min(Math.max(share, 0), 1) * (across[1] - across[0]));
  });
}

module.exports = { plot };
