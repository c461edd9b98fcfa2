// @ts-check
"use strict";

/** Dropout: which units are zeroed in one step, the survivors' scale, and nothing at inference. */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./dropout.json"));
const { general, literal, shown } = require("./lib/format.js");
const operations = require("./lib/operations.js");
const { uniform } = require("./lib/random.js");
const STRINGS = require("./strings/dropout.json");
const { button, number, segments, slider } = require("./ui/controls.js");
const { assign, h, setText, svg } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");

const VALUES = /** @type {number[]} */ (require("./data/units.json"));
const STEPS = 100; // later masks whose mean shows what scaling is for
const MARGIN = 16; // left of the bars, for the scale
const TOP = 8; // values that fit the height of the drawing
const ABOVE = 16; // room over it for the numbers of bars that do not fit

/** @param {import("./ui/explorer.js").Context} context */
function dropout(context) {
  const { text, set } = context;
  const parts = [slider(context, "rate"), segments(context, "mode"), number(context, "seed")];
  const next = button(text("next"), () => set({ seed: (context.state().seed + 1) % 10000 }));
  const before = bars(text("before"));
  const after = bars(text("after"));
  const sum = h("p", { class: "explorer-equation" });
  const mean = h("p", { class: "explorer-equation" });
  const total = VALUES.reduce((result, value) => result + value, 0);
  let known = { rate: NaN, seed: NaN, mean: NaN };

  const update = (/** @type {any} */ state) => {
    for (const part of parts) part.update(state);
    const training = state.mode === "training";
    const rate = training ? state.rate : 0;
    const { kept, output, scale } = operations.dropout(VALUES, rate, uniform(state.seed, VALUES.length));
    const left = output.reduce((result, value) => result + value, 0);
    const zeroed = kept.filter((keep) => !keep).length;
    before.update(
      VALUES,
      VALUES.map(() => true),
      text("beforeAlt", { values: VALUES.map((value) => shown(value)).join(", ") }),
    );
    after.update(output, kept, text("afterAlt", { values: output.map((value) => shown(value)).join(", ") }));
    if (training && (known.rate !== rate || known.seed !== state.seed)) known = {
      rate,
      seed: state.seed,
      mean: meanSum(rate, state.seed),
    };
    const words = {
      zeroed,
      count: VALUES.length,
      rate: shown(rate),
      scale: shown(scale, 4),
      before: shown(total),
      after: shown(left, 6),
      steps: STEPS,
    };
    setText(sum, text(training ? "scale" : "identity", words));
    setText(mean, training ? text("mean", { ...words, mean: shown(known.mean, 4) }) : text("noMean"));
    return {
      message: text(training ? "message" : "messageInference", words),
      ...python(state, output, zeroed, left),
    };
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node), next);
  const drawings = h(
    "div",
    { class: "explorer-pictures" },
    before.node,
    h("span", { class: "explorer-arrow", "aria-hidden": "true" }, "\u2192"),
    after.node,
  );
  return { nodes: [controls, drawings, sum, mean], update };
}

/** Mean over the next masks of the sum after dropout. @param {number} rate @param {number} seed */
function meanSum(rate, seed) {
  const draws = uniform(seed + 10000, VALUES.length * STEPS);
  const values = Array.from({ length: STEPS }, () => VALUES).flat();
  return operations.dropout(values, rate, draws).output.reduce((result, value) => result + value, 0) / STEPS;
}

/** A bar for each unit; one that is zeroed shows a cross, one that is too tall its number. @param {string} label */
function bars(label) {
  const [width, height] = [VALUES.length * 14 + 4 + MARGIN, 170];
  const floor = height - 16;
  const shapes = VALUES.map((_, index) => svg("rect", { x: MARGIN + 4 + index * 14, width: 10, rx: 1.5 }));
  const crosses = VALUES.map(
    (_, index) => svg(
      "path",
      { class: "explorer-cross", d: `M${MARGIN + 5 + index * 14} ${floor - 9}l8 8m0 -8l-8 8` },
    ),
  );
  const tears = VALUES.map(
    (_, index) => svg("path", { class: "explorer-tear", d: `M${MARGIN + 2 + index * 14} 13l14 -5m-14 10l14 -5` }),
  );
  const numbers = VALUES.map(
    (_, index) => svg("text", { class: "explorer-torn", x: MARGIN + 9 + index * 14, y: -3, "text-anchor": "middle" }),
  );
  const lines = [0, 2, 4, 6, 8].map(
    (value) => svg(
      "path",
      {
        class: value ? "explorer-gridline" : "explorer-axis",
        d: `M${MARGIN} ${floor - (value / TOP) * (floor - 8)}h${width - MARGIN}`,
      },
    ),
  );
  const ticks = [0, 2, 4, 6, 8].map(
    (value) => svg(
      "text",
      { x: MARGIN - 5, y: floor + 4 - (value / TOP) * (floor - 8), "text-anchor": "end" },
      String(value),
    ),
  );
  const image = svg(
    "svg",
    { viewBox: `0 ${-ABOVE} ${width} ${height + ABOVE}`, role: "img" },
    ...lines,
    ...ticks,
    ...shapes,
    ...crosses,
    ...tears,
    ...numbers,
  );
  const node = h(
    "figure",
    { class: "explorer-picture explorer-plot explorer-bars" },
    h("figcaption", {}, label),
    image,
  );
  /** @param {number[]} values @param {boolean[]} kept @param {string} words */
  const update = (values, kept, words) => {
    shapes.forEach((shape, index) => {
      const tall = Math.min((values[index] / TOP) * (floor - 8), floor - 2);
      assign(shape, { y: floor - tall, height: tall });
      crosses[index].style.display = kept[index] ? "none" : "";
      const torn = values[index] > TOP;
      tears[index].style.display = torn ? "" : "none";
      setText(numbers[index], torn ? shown(values[index], 2) : "");
    });
    assign(image, { "aria-label": words });
  };
  return { node, update };
}

/** @param {any} state @param {number[]} output @param {number} zeroed @param {number} left */
function python(state, output, zeroed, left) {
  const training = state.mode === "training";
  const half = VALUES.length / 2;
  const source = [
    "import numpy as np",
    "from cnn_docs import dropout",
    "",
    `values = np.array([${VALUES.slice(0, half).map(literal).join(", ")},`,
    `                   ${VALUES.slice(half).map(literal).join(", ")}])`,
    `output = dropout(values, ${literal(state.rate)}, seed=${state.seed}${training ? "" : ", training=False"})`,
    "",
    'print((output == 0).sum(), f"{output.sum():.6g}")',
    'print(*(f"{value:.6g}" for value in output))',
  ].join("\n");
  return {
    python: source,
    printed: `${zeroed} ${general(left)}\n${output.map((value) => general(value)).join(" ")}`,
  };
}

mount("dropout", OPTIONS, STRINGS, dropout);
