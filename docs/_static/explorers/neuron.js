// @ts-check
"use strict";

/**
 * One neuron: weighted inputs, their sum with the bias, and the activation's curve.
 *
 * @typedef {{x1: number, w1: number, x2: number, w2: number, x3: number, w3: number, bias: number, activation: string}} State
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./neuron.json"));
const { ACTIVATIONS } = require("./lib/activations.js");
const { factor, fitting, general, literal, shown } = require("./lib/format.js");
const { neuronSum } = require("./lib/units.js");
const STRINGS = require("./strings/neuron.json");
const { select, slider } = require("./ui/controls.js");
const { assign, h, setText, svg } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { plot, pointOf } = require("./ui/plot.js");

const ROWS = [48, 120, 192]; // heights of the three inputs in the drawing
/** What the curve shows of the sum. @type {[number, number]} */
const ACROSS = [-8, 8];
/** What the curve shows of the output. @type {[number, number]} */
const UP = [-1.25, 3.25];
const [INPUT_AT, SUM_AT, OUTPUT_AT] = [30, 232, 350];

/** @param {import("./ui/explorer.js").Context} context */
function neuron(context) {
  const { text } = context;
  const pairs = [1, 2, 3].map((index) => [slider(context, `x${index}`), slider(context, `w${index}`)]);
  const parts = [...pairs.flat(), slider(context, "bias"), select(context, "activation")];
  const drawing = diagram(text("diagram"));
  const curve = plot({
    label: text("curve"),
    across: ACROSS,
    up: UP,
    ticksAcross: [-8, -4, 0, 4, 8],
    ticksUp: [-1, 0, 1, 2, 3],
  });
  const sum = h("p", { class: "explorer-equation" });

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const inputs = [state.x1, state.x2, state.x3];
    const weights = [state.w1, state.w2, state.w3];
    const { products, sum: z } = neuronSum(inputs, weights, state.bias);
    const { value, slope } = ACTIVATIONS[state.activation];
    const [a, rise] = [value(z), slope(z)];
    const name = text(`options.activation.choices.${state.activation}`);
    drawing.update(inputs, weights, products, { bias: state.bias, z, a, name });
    const words = { name, z: shown(z, 6), a: shown(a, 4), slope: shown(rise, 4) };
    const beyond = drawCurve(curve, state.activation, z, text("curveAlt", words));
    curve.title(text(beyond ? "curveBeyond" : "curveOf", { name }));
    const terms = inputs.map((input, index) => `${factor(weights[index])} \u00b7 ${factor(input)}`);
    setText(sum, `z = ${terms.join(" + ")} + ${factor(state.bias)} = ${shown(z, 6)}`);
    return { message: text("message", words), ...python(inputs, weights, state, z, a, rise) };
  };
  const sliders = h("div", { class: "explorer-pairs" }, ...parts.map((part) => part.node));
  const controls = h("div", { class: "explorer-controls" }, sliders);
  return {
    nodes: [controls, h("div", { class: "explorer-pictures" }, drawing.node, curve.node), sum],
    update,
  };
}

/**
 * The function with its tangent at z; tells whether the point lies beyond the edge.
 *
 * @param {ReturnType<typeof plot>} curve
 * @param {string} name of the activation function
 * @param {number} z
 * @param {string} words
 */
function drawCurve(curve, name, z, words) {
  const { value, slope } = ACTIVATIONS[name];
  const [a, rise] = [value(z), slope(z)];
  const { isBeyond, circle, guide } = pointOf(curve, z, a);
  const look = `explorer-curve explorer-of-${name}`;
  curve.update(
    [
      svg("path", { class: `${look} explorer-main`, d: curve.path(value, name === "step" ? 1601 : 321) }),
      svg("path", { class: `${look} explorer-tangent`, d: curve.path((at) => a + rise * (at - z), 2) }),
    ],
    [guide, circle],
    words,
  );
  return isBeyond;
}

/** Inputs, weighted lines, the sum and the activation. @param {string} label */
function diagram(label) {
  const wires = ROWS.map((top) => wire(INPUT_AT + 24, top, SUM_AT - 30, 120 + (top - 120) * 0.15));
  const inputs = ROWS.map((top) => svg("text", { x: INPUT_AT, y: top + 5, class: "explorer-figure-number" }));
  const bias = svg("text", { x: SUM_AT, y: 52, class: "explorer-figure-weight" });
  const total = svg("text", { x: SUM_AT, y: 126, class: "explorer-figure-number explorer-figure-total" });
  const applied = svg("text", { x: 292, y: 80, class: "explorer-figure-weight" });
  const answer = svg("text", { x: OUTPUT_AT, y: 126, class: "explorer-figure-number explorer-figure-total" });
  const circle = (/** @type {number[]} */ [cx, cy, r], /** @type {string} */ role) => svg(
    "circle",
    { cx, cy, r, class: `explorer-node explorer-${role}` },
  );
  const image = svg(
    "svg",
    { viewBox: "0 0 390 230", role: "img" },
    ...wires.flatMap(({ line, words }) => [line, words]),
    svg("path", { class: "explorer-bias-line", d: `M${SUM_AT} 60V88` }),
    svg("path", { class: "explorer-arrow-line", d: `M${SUM_AT + 32} 120H${OUTPUT_AT - 33}m-7 -5l7 5l-7 5` }),
    ...ROWS.map((top) => circle([INPUT_AT, top, 24], "input")),
    circle([SUM_AT, 120, 32], "kernel"),
    circle([OUTPUT_AT, 120, 32], "output"),
    ...inputs,
    bias,
    total,
    applied,
    answer,
    svg("text", { x: SUM_AT, y: 172, class: "explorer-figure-weight" }, "z"),
    svg("text", { x: OUTPUT_AT, y: 172, class: "explorer-figure-weight" }, "a"),
  );
  const node = h("figure", { class: "explorer-picture explorer-plot" }, h("figcaption", {}, label), image);
  /**
   * @param {number[]} values
   * @param {number[]} factors
   * @param {number[]} products
   * @param {{bias: number, z: number, a: number, name: string}} rest
   */
  const update = (values, factors, products, rest) => {
    wires.forEach((one, index) => one.update(products[index], factors[index]));
    inputs.forEach((one, index) => setText(one, shown(values[index])));
    setText(bias, `${rest.bias < 0 ? "\u2212" : "+"} ${shown(Math.abs(rest.bias))}`);
    setText(total, fitting(rest.z, 6).replace("-", "\u2212"));
    setText(applied, rest.name);
    setText(answer, fitting(rest.a, 6).replace("-", "\u2212"));
    const terms = values.map((value, index) => `${shown(value)} \u00d7 ${shown(factors[index])}`);
    assign(image, { "aria-label": `${label}: ${terms.join(", ")}` });
  };
  return { node, update };
}

/**
 * The line of one weight, as thick as its product, with the words along it.
 *
 * @param {number} left
 * @param {number} top
 * @param {number} right
 * @param {number} bottom
 */
function wire(left, top, right, bottom) {
  const line = svg("path", { d: `M${left} ${top}L${right} ${bottom}` });
  const [x, y] = [(left + right) / 2 - 4, (top + bottom) / 2 - 9];
  const turn = (Math.atan2(bottom - top, right - left) * 180) / Math.PI;
  const words = svg("text", { x, y, transform: `rotate(${turn} ${x} ${y})`, class: "explorer-figure-weight" });
  const update = (/** @type {number} */ product, /** @type {number} */ weight) => {
    const sign = product > 0 ? "var(--cnn-positive)" : "var(--cnn-negative)";
    line.style.stroke = product === 0 ? "var(--cnn-muted)" : sign;
    const thick = Math.min(1 + Math.abs(product) * 1.5, 10);
    line.style.strokeWidth = String(thick);
    assign(words, { dy: -thick / 2 });
    line.style.strokeDasharray = product === 0 ? "3 4" : "";
    setText(words, `\u00d7 ${shown(weight)} = ${shown(product)}`);
  };
  return { line, words, update };
}

/**
 * @param {number[]} inputs
 * @param {number[]} weights
 * @param {State} state
 * @param {number} z
 * @param {number} a
 * @param {number} rise
 */
function python(inputs, weights, state, z, a, rise) {
  const source = [
    "from cnn_docs import ACTIVATIONS, neuron",
    "",
    `inputs = [${inputs.map(literal).join(", ")}]`,
    `weights = [${weights.map(literal).join(", ")}]`,
    `z = round(neuron(inputs, weights, ${literal(state.bias)}, activation="linear"), 12) + 0`,
    `function = ACTIVATIONS["${state.activation}"]`,
    "",
    'print(f"{z:.6g} {function.value(z):.4g} {function.slope(z):.4g}")',
  ].join("\n");
  return { python: source, printed: `${general(z, 6)} ${general(a, 4)} ${general(rise, 4)}` };
}

mount("neuron", OPTIONS, STRINGS, neuron);
