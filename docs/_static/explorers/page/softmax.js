// @ts-check
"use strict";

/**
 * The softmax that a model ends in, term by term.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/unit-sums.js").Values} Values
 * @typedef {import("./answer.js").Answer} Answer
 * @typedef {import("./network.js").Hooks["say"]} Say
 * @typedef {{scores: number[], most: number, terms: number[], total: number, shares: number[]}} Softmax scores, the largest of
 *   them, the powers of e of what each is above it, their sum, and the share of each
 */

const { factor, shown } = require("../lib/format.js");
const { valueAt } = require("../lib/model-maps.js");
const { softmaxTerms } = require("../lib/softmax-model.js");
const { TOLERANCE } = require("../lib/unit-sums.js");
const { h, setText } = require("../ui/dom.js");
const { percentOf, termTable } = require("../ui/term-table.js");
const { storyOf } = require("./sums.js");

const MOST_ROWS = 10; // classes, up to which all are told
const FIRST = 5; // classes that are told of more

/**
 * What the softmax at the end of a model makes of its scores; undefined where the model does not end in one, where the scores
 * are not known, or where they do not make the shares that the page has.
 *
 * @param {Record<string, Layer>} layers by name
 * @param {Values} values
 * @param {string | null} name of the tensor with the answer
 * @param {(number | null)[]} [recorded] scores of the image, of a page without the weights that they are computed with
 * @returns {Softmax | undefined}
 */
function softmaxOf(layers, values, name, recorded) {
  const maps = name === null ? undefined : layers[name]?.maps;
  if (name === null || !maps || maps.count < 2 || maps.height * maps.width > 1) return undefined;
  const scores = storyOf(layers, values, name, { map: 0, row: 0, column: 0 })?.scores ?? recorded;
  if (!isWhole(scores)) return undefined;
  const most = Math.max(...scores);
  const { terms, total, shares } = softmaxTerms(scores.map((score) => score - most), 1);
  const same = shares.every((share, map) => (
    Math.abs(share - (valueAt(maps, values.maps[name], { map, row: 0, column: 0 }) ?? NaN)) <= TOLERANCE
  ));
  return same ? { scores, most, terms, total, shares } : undefined;
}

/** Whether all scores are known. @param {(number | null)[] | undefined} scores @returns {scores is number[]} */
function isWhole(scores) {
  return scores !== undefined && !scores.includes(null);
}

/**
 * The classes that are told one by one, the largest score first, and what the others make together. Of many these are the
 * first ones and the one that was chosen.
 *
 * @param {Softmax} softmax
 * @param {number} own number of the chosen class
 */
function toldClasses({ scores, terms, shares }, own) {
  const order = scores.map((_, number) => number).sort((a, b) => scores[b] - scores[a]);
  const few = order.length <= MOST_ROWS;
  const told = order.filter((number, at) => few || at < FIRST || number === own);
  const held = new Set(told);
  const others = order.filter((number) => !held.has(number));
  const sumOf = (/** @type {number[]} */ numbers) => others.reduce((sum, number) => sum + numbers[number], 0);
  return { told, others: others.length, term: sumOf(terms), share: sumOf(shares) };
}

/** The rows of the table. @param {Say} say @param {Softmax} softmax @param {string[]} labels @param {number} own */
function linesOf(say, softmax, labels, own) {
  const { scores, terms, shares } = softmax;
  const { told, others, term, share } = toldClasses(softmax, own);
  const lines = told.map((number) => ({
    name: labels[number],
    part: shares[number],
    numbers: [shown(scores[number]), shown(terms[number]), percentOf(shares[number])],
    look: number === own && "explorer-winner",
  }));
  const rest = { name: say("others", { count: others }), part: share, numbers: ["", shown(term), percentOf(share)] };
  return others ? [...lines, rest] : lines;
}

/**
 * The choice of a class, and its softmax.
 *
 * @param {Answer} answer
 * @param {Say} say
 * @param {(number: number | undefined) => void} onChoose
 */
function softmaxView({ labels }, say, onChoose) {
  const select = h("select", {}, h("option", { value: "" }, say("softmaxNone")), ...labels.map((label, number) => h("option", { value: String(number) }, label)));
  select.addEventListener("change", () => onChoose(select.value === "" ? undefined : Number(select.value)));
  const choice = h("label", { class: "page-channel", hidden: true }, say("softmaxOf"), " ", select);
  const table = termTable((key) => say(`softmax_${key}`), Math.min(labels.length, MOST_ROWS));
  const words = h("p", { class: "explorer-equation" });
  const node = h("section", { class: "page-softmax", hidden: true, "aria-label": say("softmax_terms") }, h("h2", {}, say("softmax_terms")), table.node, words);
  /** @type {[Softmax | undefined, number | undefined]} */
  let drawn = [undefined, undefined];
  /** @param {Softmax | undefined} softmax @param {number | undefined} own number of the chosen class */
  const update = (softmax, own) => {
    if (drawn[0] === softmax && drawn[1] === own) return;
    drawn = [softmax, own];
    choice.hidden = !softmax;
    select.value = String(own ?? "");
    node.hidden = !softmax || own === undefined;
    if (!softmax || own === undefined) return;
    const { scores, most, terms, total, shares } = softmax;
    table.update(linesOf(say, softmax, labels, own), total);
    const numbers = { score: shown(scores[own]), most: factor(most), term: shown(terms[own]), total: shown(total), share: shown(shares[own]) };
    setText(words, say("softmaxShare", { ...numbers, name: labels[own] }));
  };
  return { choice, node, update };
}

module.exports = { softmaxOf, softmaxView, toldClasses };
