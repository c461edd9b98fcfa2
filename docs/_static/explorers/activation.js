// @ts-check
"use strict";

/**
 * Activation functions: a point on the curve, its tangent, and the slope that training gets.
 *
 * @typedef {{function: string, input: number, compare: string[]}} State
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./activation.json"));
const { ACTIVATIONS } = require("./lib/activations.js");
const { general, literal, shown } = require("./lib/format.js");
const STRINGS = require("./strings/activation.json");
const { checks, select, slider } = require("./ui/controls.js");
const { h, setText, svg } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { plot, pointOf } = require("./ui/plot.js");

const FLAT = 0.05; // below this slope a unit counts as saturated here
const LAYERS = 7;

/** @param {import("./ui/explorer.js").Context} context */
function activation(context) {
  const { text, set } = context;
  const parts = [select(context, "function"), slider(context, "input"), checks(context, "compare")];
  const { values, slopes } = plots(text, (value) => set({ input: Math.round(value * 10) / 10 }));
  const nameOf = (/** @type {string} */ name) => text(`options.function.choices.${name}`);
  const chain = h("p", { class: "explorer-equation" });
  const keys = h("p", { class: "explorer-hint" });

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const { input, function: name } = state;
    const { value, slope } = ACTIVATIONS[name];
    const [at, rise] = [value(input), slope(input)];
    const others = state.compare.filter((other) => other !== name);
    const words = { name: nameOf(name), input: shown(input), value: shown(at), slope: shown(rise) };
    const tangent = values.path((z) => at + rise * (z - input), 2);
    const { isBeyond, circle, guide } = pointOf(values, input, at);
    values.title(text(isBeyond ? "valueBeyond" : "value"));
    values.update(
      [
        ...flatParts(values, slope),
        ...curves(values, others, name, "value"),
        svg("path", { d: tangent, class: `explorer-curve explorer-of-${name} explorer-tangent` }),
      ],
      [guide, circle],
      text("valueAlt", words),
    );
    const ofSlope = pointOf(slopes, input, rise);
    slopes.update(
      [...flatParts(slopes, slope), ...curves(slopes, others, name, "slope")],
      [ofSlope.guide, ofSlope.circle],
      text("slopeAlt", words),
    );
    setText(chain, text("chain", { slope: shown(rise), layers: LAYERS, product: shown(rise ** LAYERS, 3) }));
    keys.replaceChildren(
      key("explorer-main", name, nameOf(name)),
      key("explorer-tangent", name, text("slopeKey")),
      ...others.map((other) => key("explorer-other", other, nameOf(other))),
      h("span", { class: "explorer-key explorer-flat" }, text("flat", { bound: FLAT })),
    );
    return {
      message: text(Math.abs(rise) < FLAT ? "messageFlat" : "message", words),
      ...python([name, ...others], input),
    };
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node));
  return {
    nodes: [controls, h("div", { class: "explorer-pictures" }, values.node, slopes.node), keys, chain],
    update,
  };
}

/**
 * The two plots, of value and of slope.
 *
 * @param {import("./ui/explorer.js").Context["text"]} text
 * @param {(value: number) => void} onPoint
 */
function plots(text, onPoint) {
  const shared = { across: /** @type {[number, number]} */ ([-8, 8]), ticksAcross: [-8, -4, 0, 4, 8], onPoint };
  const values = plot({ ...shared, label: text("value"), up: [-1.25, 2.25], ticksUp: [-1, 0, 1, 2] });
  const slopes = plot({ ...shared, label: text("slope"), up: [-0.2, 1.2], ticksUp: [0, 0.25, 0.5, 0.75, 1] });
  return { values, slopes };
}

/** Paths of curves that were drawn, which never change. @type {Record<string, string>} */
const PATHS = {};

/**
 * Curves of the other functions, dashed, and over them that of the chosen one. Each function has its own colour.
 *
 * @param {ReturnType<typeof plot>} place
 * @param {string[]} others
 * @param {string} chosen
 * @param {"value" | "slope"} what
 */
function curves(place, others, chosen, what) {
  return [...others, chosen].map((name) => svg("path", {
    d: (PATHS[`${name} ${what}`] ??= place.path(ACTIVATIONS[name][what], pieces(name))),
    class: `explorer-curve explorer-of-${name} ${name === chosen ? "explorer-main" : "explorer-other"}`,
  }));
}

/** A line as it is drawn, and what it stands for. @param {string} look @param {string} name @param {string} words */
function key(look, name, words) {
  const line = svg("path", { d: "M0 4H30", class: `explorer-curve explorer-of-${name} ${look}` });
  return h("span", { class: "explorer-key" }, svg("svg", { viewBox: "0 0 30 8", "aria-hidden": "true" }, line), words);
}

/** Enough points that a jump looks like one. @param {string} name */
function pieces(name) {
  return name === "step" ? 1601 : 321;
}

/**
 * Bands where the slope is nearly zero.
 *
 * @param {ReturnType<typeof plot>} place
 * @param {(z: number) => number} slope
 */
function flatParts({ x, frame }, slope) {
  const bands = [];
  let start = null;
  for (let index = -160; index <= 161; index++) {
    const z = index / 20;
    const flat = index <= 160 && Math.abs(slope(z)) < FLAT;
    if (flat && start === null) start = z;
    if (!flat && start !== null) {
      const left = x(start);
      bands.push(
        svg(
          "rect",
          { class: "explorer-band", x: left, y: frame.y, width: x(z - 0.05) - left, height: frame.height },
        ),
      );
      start = null;
    }
  }
  return bands;
}

/** @param {string[]} names @param {number} input */
function python(names, input) {
  const listed = `[${names.map((name) => `"${name}"`).join(", ")}]`;
  const source = [
    "from cnn_docs import ACTIVATIONS",
    "",
    `z = ${literal(input)}`,
    `for name in ${listed}:`,
    "    function = ACTIVATIONS[name]",
    '    print(name, f"{function.value(z):.4g}", f"{function.slope(z):.4g}")',
  ].join("\n");
  const lines = names.map(
    (name) => `${name} ${general(ACTIVATIONS[name].value(input), 4)} ${general(ACTIVATIONS[name].slope(input), 4)}`,
  );
  return { python: source, printed: lines.join("\n") };
}

mount("activation", OPTIONS, STRINGS, activation);
