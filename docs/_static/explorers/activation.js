// @ts-check
"use strict";

/** Activation functions: a point on the curve, its tangent, and the slope that training gets. */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./activation.json"));
const { ACTIVATIONS } = require("./lib/activations.js");
const { general, literal, shown } = require("./lib/format.js");
const STRINGS = require("./strings/activation.json");
const { checks, select, slider } = require("./ui/controls.js");
const { h, setText, svg } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { plot } = require("./ui/plot.js");

const FLAT = 0.05; // below this slope a unit counts as saturated here
const LAYERS = 7;

/** @param {import("./ui/explorer.js").Context} context */
function activation(context) {
  const { text, set } = context;
  const parts = [select(context, "function"), slider(context, "input"), checks(context, "compare")];
  const onPoint = (/** @type {number} */ value) => set({ input: Math.round(value * 10) / 10 });
  const across = /** @type {[number, number]} */ ([-8, 8]);
  const ticksAcross = [-8, -4, 0, 4, 8];
  const values = plot({
    label: text("value"),
    across,
    up: [-1.25, 2.25],
    ticksAcross,
    ticksUp: [-1, 0, 1, 2],
    onPoint,
  });
  const slopes = plot({
    label: text("slope"),
    across,
    up: [-0.2, 1.2],
    ticksAcross,
    ticksUp: [0, 0.25, 0.5, 0.75, 1],
    onPoint,
  });
  const chain = h("p", { class: "explorer-equation" });
  const key = h("p", { class: "explorer-hint" });

  const update = (/** @type {any} */ state) => {
    for (const part of parts) part.update(state);
    const { input } = state;
    const name = state.function;
    const { value, slope } = ACTIVATIONS[name];
    const [at, rise] = [value(input), slope(input)];
    const others = state.compare.filter((/** @type {string} */ other) => other !== name);
    const nameOf = (/** @type {string} */ other) => text(`options.function.choices.${other}`);

    const tangent = (/** @type {number} */ z) => at + rise * (z - input);
    const flat = flatParts(slopes, slope);
    values.update(
      [
        ...flatParts(values, slope),
        ...others.map(
          (/** @type {string} */ other, /** @type {number} */ index) => curve(
            values.path(ACTIVATIONS[other].value, pieces(other)),
            `explorer-other-${index}`,
          ),
        ),
        curve(values.path(value, pieces(name)), "explorer-main"),
        curve(values.path(tangent, 2), "explorer-tangent"),
      ],
      point(values, input, at),
      text("valueAlt", { name: nameOf(name), input: shown(input), value: shown(at) }),
    );
    slopes.update(
      [
        ...flat,
        ...others.map(
          (/** @type {string} */ other, /** @type {number} */ index) => curve(
            slopes.path(ACTIVATIONS[other].slope, pieces(other)),
            `explorer-other-${index}`,
          ),
        ),
        curve(slopes.path(slope, pieces(name)), "explorer-slope"),
      ],
      point(slopes, input, rise),
      text("slopeAlt", { name: nameOf(name), input: shown(input), slope: shown(rise) }),
    );
    setText(chain, text("chain", { slope: shown(rise), layers: LAYERS, product: shown(rise ** LAYERS, 3) }));
    const lines = others.map(
      (/** @type {string} */ other, /** @type {number} */ index) => h(
        "span",
        { class: `explorer-key explorer-other-${index}` },
        nameOf(other),
      ),
    );
    key.replaceChildren(
      h("span", { class: "explorer-key explorer-main" }, nameOf(name)),
      h("span", { class: "explorer-key explorer-slope" }, text("slopeKey")),
      ...lines,
      h("span", { class: "explorer-key explorer-flat" }, text("flat", { bound: FLAT })),
    );
    const words = { name: nameOf(name), input: shown(input), value: shown(at), slope: shown(rise) };
    return {
      message: text(Math.abs(rise) < FLAT ? "messageFlat" : "message", words),
      ...python([name, ...others], input),
    };
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node));
  return {
    nodes: [controls, h("div", { class: "explorer-pictures" }, values.node, slopes.node), key, chain],
    update,
  };
}

/** Enough points that a jump looks like one. @param {string} name */
function pieces(name) {
  return name === "step" ? 1601 : 321;
}

/** @param {string} d @param {string} className */
function curve(d, className) {
  return svg("path", { d, class: `explorer-curve ${className}` });
}

/** @param {ReturnType<typeof plot>} place @param {number} across @param {number} up */
function point({ x, y, frame }, across, up) {
  const [left, top] = [x(across), y(up)];
  return [
    svg("path", { class: "explorer-guide", d: `M${left} ${frame.y + frame.height}V${top}H${frame.x}` }),
    svg("circle", { class: "explorer-point", cx: left, cy: top, r: 5.5 }),
  ];
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
