// @ts-check
"use strict";

/**
 * Curves over the epochs of a training, in a frame whose width grows with it.
 *
 * @typedef {{kind: string, points: {x: number, y: number}[]}} Line its kind is its look
 */

const { shown } = require("../lib/format.js");
const { assign, h, setText, svg } = require("./dom.js");
const { dragging } = require("./dragging.js");

const [WIDTH, HEIGHT] = [360, 205];
const FRAME = { left: 34, right: 8, top: 10, bottom: 30 };
const [WIDE, TALL] = [WIDTH - FRAME.left - FRAME.right, HEIGHT - FRAME.top - FRAME.bottom];
const FIRST_EPOCHS = 10;

/** The end of the axis: 10, 20, 50, 100 ... epochs, as far as needed. @param {number} most */
function axisEnd(most) {
  for (let power = FIRST_EPOCHS; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (factor * power >= most) return factor * power;
  }
}

/**
 * The lines and the numbers of both axes.
 *
 * @param {{x: (value: number) => number, y: (value: number) => number}} scales
 * @param {{end: number, top: number, ticks: number[], unit: string}} axes
 */
function gridOf({ x, y }, { end, top, ticks, unit }) {
  const across = Array.from({ length: 6 }, (_, index) => (index * end) / 5);
  return [
    ...across.flatMap((value) => [
      svg("path", { class: value ? "explorer-gridline" : "explorer-axis", d: `M${x(value)} ${y(0)}V${y(top)}` }),
      svg("text", { x: x(value), y: HEIGHT - 13, "text-anchor": "middle" }, shown(value)),
    ]),
    ...ticks.flatMap((value) => [
      svg("path", { class: value ? "explorer-gridline" : "explorer-axis", d: `M${x(0)} ${y(value)}H${x(end)}` }),
      svg("text", { x: FRAME.left - 5, y: y(value) + 4, "text-anchor": "end" }, shown(value)),
    ]),
    svg("text", { x: x(end), y: HEIGHT - 1, "text-anchor": "end" }, unit),
  ];
}

/**
 * @param {object} settings
 * @param {string} settings.label
 * @param {string} settings.unit of the horizontal axis
 * @param {number} settings.top of the vertical axis
 * @param {number[]} settings.ticks
 * @param {(epochs: number) => void} settings.onPoint a place on the horizontal axis was pointed at
 */
function curves({ label, unit, top, ticks, onPoint }) {
  const [grid, lines, marks] = [svg("g", { class: "explorer-ticks" }), svg("g", {}), svg("g", {})];
  const image = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "explorer-pointing" }, grid, lines, marks);
  const values = h("span", { class: "explorer-size" });
  const node = h("figure", { class: "explorer-picture explorer-plot" }, h("figcaption", {}, `${label} `, values), image);
  let end = 0;
  const x = (/** @type {number} */ value) => FRAME.left + (value / end) * WIDE;
  const y = (/** @type {number} */ value) => FRAME.top + TALL * (1 - Math.min(Math.max(value / top, 0), 1));
  dragging(image, (event) => {
    const box = image.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * WIDTH;
    onPoint(Math.max(((place - FRAME.left) / WIDE) * end, 0));
  }, { patient: true });

  /** What lies above the frame runs along its edge; what is no number ends the line. @param {Line} line */
  const path = ({ kind, points }) => {
    const known = points.filter((point) => !Number.isNaN(point.y));
    const d = known.map((point) => `${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join("L");
    return svg("path", { class: `explorer-curve explorer-run-${kind}`, d: d && `M${d}${known.length === 1 ? "h0.1" : ""}` });
  };
  /** Triangles along the edge where a line leaves the frame. @param {Line} line */
  const beyond = ({ kind, points }) => points.filter((point) => point.y > top).slice(-12).map(
    (point) => svg("path", { class: `explorer-beyond-run explorer-run-${kind}`, d: `M${(x(point.x) - 4).toFixed(1)} ${FRAME.top + 1}l4 -7l4 7z` }),
  );
  /**
   * @param {Line[]} all
   * @param {{place: number, heights: Record<string, number>}} at what is looked at
   * @param {number} most epochs that are drawn
   * @param {string} now the values there
   * @param {string} words
   */
  const update = (all, at, most, now, words) => {
    setText(values, now);
    const next = axisEnd(most);
    if (next !== end) {
      end = next;
      grid.replaceChildren(...gridOf({ x, y }, { end, top, ticks, unit }));
    }
    lines.replaceChildren(...all.map(path));
    marks.replaceChildren(
      svg("path", { class: "explorer-guide", d: `M${x(at.place)} ${y(0)}V${y(top)}` }),
      ...all.filter(({ kind }) => kind !== "batch").flatMap(beyond),
      ...Object.entries(at.heights).filter(([, height]) => !Number.isNaN(height)).map(
        ([kind, height]) => svg("circle", { class: `explorer-run-dot explorer-run-${kind}`, cx: x(at.place), cy: y(height), r: 4.5 }),
      ),
    );
    assign(image, { "aria-label": words });
  };
  return { node, update };
}

module.exports = { curves };
