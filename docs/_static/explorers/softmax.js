// @ts-check
"use strict";

/**
 * Softmax: scores in, the term of each, their sum, the shares.
 *
 * @typedef {Record<string, number>} State
 * @typedef {ReturnType<typeof softmaxTerms>} Terms
 * @typedef {import("./ui/explorer.js").Context<State>} Context
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./softmax.json"));
const { general, literal, shown } = require("./lib/format.js");
const { shifted, softmaxTerms } = require("./lib/softmax-model.js");
const STRINGS = require("./strings/softmax.json");
const { button, slider } = require("./ui/controls.js");
const { h, setText } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { percentOf, termTable } = require("./ui/term-table.js");

const SCORES = Object.keys(STRINGS.classes);

/** @param {Context} context */
function softmax(context) {
  const { text } = context;
  const parts = [...SCORES, "temperature"].map((name) => slider(context, name));
  const table = termTable(text, SCORES.length);
  const share = h("p", { class: "explorer-equation" });

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const scores = SCORES.map((name) => state[name]);
    const found = softmaxTerms(scores, state.temperature);
    table.update(linesOf(text, found), found.total);
    const [first] = found.leaders;
    const words = { term: shown(found.terms[first]), total: shown(found.total), share: shown(found.shares[first]) };
    setText(share, text("share", { ...words, name: nameOf(text, first) }));
    return { message: message(text, found), ...python(scores, state.temperature, found) };
  };
  const controls = h(
    "div",
    { class: "explorer-controls" },
    h("div", { class: "explorer-pairs" }, ...parts.map((part) => part.node)),
    shiftButton(context, "add", 1),
    shiftButton(context, "take", -1),
  );
  return { nodes: [controls, table.node, share, h("p", { class: "explorer-hint" }, text("hint"))], update };
}

/** A button that adds a constant to all scores. @param {Context} context @param {string} name @param {number} constant */
function shiftButton(context, name, constant) {
  const limits = /** @type {import("./lib/state.js").Numeric} */ (context.options[SCORES[0]]);
  return button(context.text(name), () => {
    const moved = shifted(SCORES.map((key) => context.state()[key]), constant, limits);
    if (moved) context.set(Object.fromEntries(SCORES.map((key, index) => [key, moved[index]])));
    else context.note(context.text("beyond", { low: shown(limits.low), high: shown(limits.high) }));
  });
}

/** The rows of the table. @param {Context["text"]} text @param {Terms} found */
function linesOf(text, { scaled, terms, shares, leaders }) {
  return shares.map((part, index) => ({
    name: nameOf(text, index),
    part,
    numbers: [shown(scaled[index]), shown(terms[index]), percentOf(part)],
    look: leaders.includes(index) ? "explorer-winner" : "",
  }));
}

/** @param {Context["text"]} text @param {number} index */
function nameOf(text, index) {
  return text(`classes.${SCORES[index]}`);
}

/** Which class has the largest share, or which share it. @param {Context["text"]} text @param {Terms} found */
function message(text, { leaders, shares }) {
  const names = leaders.map((index) => nameOf(text, index));
  const share = percentOf(shares[leaders[0]]);
  if (names.length === 1) return text("message", { name: names[0], share });
  const last = /** @type {string} */ (names.pop());
  return text("messageTie", { names: text("and", { first: names.join(", "), last }), share });
}

/** @param {number[]} scores @param {number} temperature @param {Terms} found */
function python(scores, temperature, { terms, total, shares }) {
  const source = [
    "import numpy as np",
    "from cnn_docs import softmax",
    "",
    `scores = np.array([${scores.map(literal).join(", ")}])`,
    `temperature = ${literal(temperature)}`,
    "terms = np.exp(scores / temperature)",
    "shares = softmax(scores / temperature)",
    "",
    'print(*(f"{term:.6g}" for term in terms), f"{terms.sum():.6g}")',
    'print(*(f"{share:.6f}" for share in shares))',
  ].join("\n");
  const sums = [...terms, total].map((value) => general(value)).join(" ");
  return { python: source, printed: `${sums}\n${shares.map((value) => value.toFixed(6)).join(" ")}` };
}

mount("softmax", OPTIONS, STRINGS, softmax);
