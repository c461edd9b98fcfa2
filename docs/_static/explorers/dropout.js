// @ts-check
"use strict";

/**
 * Dropout: which units are zeroed in one step, the survivors' scale, and nothing at inference.
 *
 * @typedef {{rate: number, mode: string, seed: number}} State
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./dropout.json"));
const { unsignedScale } = require("./lib/colour.js");
const { general, literal, shown } = require("./lib/format.js");
const { dropout: dropped } = require("./lib/units.js");
const { uniform } = require("./lib/random.js");
const STRINGS = require("./strings/dropout.json");
const { button, number, segments, slider } = require("./ui/controls.js");
const { h, setText } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { matrix } = require("./ui/matrix.js");

const VALUES = /** @type {number[]} */ (require("./data/units.json"));
const STEPS = 100; // later masks whose mean shows what scaling is for
const ACROSS = 6; // units in a row

/** @param {import("./ui/explorer.js").Context<State>} context */
function dropout(context) {
  const { text, set } = context;
  const parts = [slider(context, "rate"), segments(context, "mode"), number(context, "seed")];
  const next = button(text("next"), () => set({ seed: (context.state().seed + 1) % 10000 }));
  const before = matrix({ label: text("before"), role: "input" });
  const after = matrix({ label: text("after"), role: "output" });
  const sum = h("p", { class: "explorer-equation" });
  const mean = h("p", { class: "explorer-equation" });
  const total = VALUES.reduce((result, value) => result + value, 0);
  let known = { rate: NaN, seed: NaN, mean: NaN };

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const training = state.mode === "training";
    const rate = training ? state.rate : 0;
    const { kept, output, scale } = dropped(VALUES, rate, uniform(state.seed, VALUES.length));
    const left = output.reduce((result, value) => result + value, 0);
    const zeroed = kept.filter((keep) => !keep).length;
    const scaleOf = unsignedScale([...VALUES, ...output]);
    before.update(grid(VALUES), scaleOf);
    after.update(grid(output), scaleOf, (index) => (kept[index] ? "" : "explorer-padding"));
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
    { class: "explorer-grids" },
    before.node,
    h("span", { class: "explorer-arrow", "aria-hidden": "true" }, "\u2192"),
    after.node,
  );
  return { nodes: [controls, drawings, sum, mean], update };
}

/** Units as rows of cells. @param {number[]} data */
function grid(data) {
  return { height: data.length / ACROSS, width: ACROSS, data };
}

/** Mean over the next masks of the sum after dropout. @param {number} rate @param {number} seed */
function meanSum(rate, seed) {
  const draws = uniform(seed + 10000, VALUES.length * STEPS);
  const values = Array.from({ length: STEPS }, () => VALUES).flat();
  return dropped(values, rate, draws).output.reduce((result, value) => result + value, 0) / STEPS;
}

/** @param {State} state @param {number[]} output @param {number} zeroed @param {number} left */
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
