// @ts-check
"use strict";

/**
 * Loss and share of right answers over the epochs, of this training and of one that was kept; the epoch that is
 * looked at; and all of it as a table.
 *
 * @typedef {import("./explorer.js").Context<import("../lib/training-plan.js").State>} Context
 * @typedef {import("../lib/training-plan.js").State} State
 * @typedef {import("../lib/training-run.js").Run} Run
 * @typedef {import("../lib/training-run.js").Entry} Entry
 * @typedef {import("../lib/training-model.js").Seen} Seen
 * @typedef {{entries: Entry[], state: State}} Kept
 */

const { shown } = require("../lib/format.js");
const { thinned } = require("../lib/training-model.js");
const { ANEW, SETTINGS, changesOf, planOf } = require("../lib/training-plan.js");
const { button } = require("./choices.js");
const { curves } = require("./curves.js");
const { h, setText, svg } = require("./dom.js");
const { reach } = require("./reach.js");

const MOST_POINTS = 240;
const LOSS = { top: 3, ticks: [0, 1, 2, 3] };
const RIGHT = { top: 100, ticks: [0, 25, 50, 75, 100] };

/** @param {Entry["held"]} score */
function percent({ right, count }) {
  return (100 * right) / count;
}

/** @param {Entry["held"]} score */
function lossOf({ loss }) {
  return loss;
}

/** Of the kept training and over it those of this one. @param {Entry[]} kept @param {Entry[]} own @param {(score: Entry["held"]) => number} height */
function linesOf(kept, own, height) {
  const parts = /** @type {const} */ (["learnt", "held"]);
  const line = (/** @type {Entry[]} */ entries, /** @type {"learnt" | "held"} */ part) => entries.map(
    (entry) => ({ x: entry.place, y: height(entry[part]) }),
  );
  return [
    ...parts.map((part) => ({ kind: `kept-${part}`, points: line(kept, part) })),
    ...parts.map((part) => ({ kind: part, points: line(own, part) })),
  ];
}

/** The values of an epoch as texts, of the loss and of what is right. @param {Entry} entry @param {number} epoch */
function wordsOf({ learnt, held }, epoch) {
  return [
    { epoch, learnt: shown(learnt.loss, 3), held: shown(held.loss, 3) },
    { epoch, learnt: percent(learnt).toFixed(1), held: percent(held).toFixed(1) },
  ];
}

/** @param {Context} context @param {import("./trainer.js").Trainer} trainer */
function runCurves(context, trainer) {
  const { set, text } = context;
  /** @type {Kept | undefined} */
  let kept;
  const entries = () => trainer.run?.entries ?? [];
  const lookAt = (/** @type {number} */ epoch) => set({ look: epoch >= entries().length - 1 ? -1 : epoch });
  const onPoint = (/** @type {number} */ place) => {
    const distances = entries().map((entry) => Math.abs(entry.place - place));
    lookAt(distances.indexOf(Math.min(...distances)));
  };
  const loss = curves({ label: text("loss"), unit: text("epochs"), ...LOSS, onPoint });
  const right = curves({ label: text("accuracy"), unit: text("epochs"), ...RIGHT, onPoint });
  const look = reach("look", text("look"), lookAt);
  const keys = h("p", { class: "explorer-hint explorer-keys" });
  const keep = button(text("keep"), () => {
    kept = kept ? undefined : { entries: entries(), state: context.state() };
    context.redraw();
  });
  const numbers = table(text);
  const below = h("div", { class: "explorer-controls explorer-below-curves" }, look.node, keep);
  const node = h("div", { class: "explorer-runs" }, h("div", { class: "explorer-pictures" }, loss.node, right.node), keys, below);

  /** @param {State} state @param {Run} run @param {Seen} seen */
  const update = (state, run, seen) => {
    const old = kept?.entries ?? [];
    const most = Math.max(run.shown.place, ...old.map(({ place }) => place));
    const { entry, epoch } = seen;
    const [lossWords, rightWords] = wordsOf(entry, epoch);
    const at = (/** @type {(score: Entry["held"]) => number} */ height) => (
      { place: entry.place, heights: { learnt: height(entry.learnt), held: height(entry.held) } }
    );
    const batches = thinned(run.points, MOST_POINTS).map((point) => ({ x: point.place, y: point.loss }));
    loss.update(
      [{ kind: "batch", points: batches }, ...linesOf(old, run.entries, lossOf)],
      at(lossOf), most, text("values", lossWords), text("lossAlt", lossWords),
    );
    right.update(linesOf(old, run.entries, percent), at(percent), most, text("values", rightWords), text("accuracyAlt", rightWords));
    look.update(epoch, run.entries.length - 1, seen.isNow ? `${epoch}, ${text("now")}` : String(epoch));
    setText(keep, text(kept ? "drop" : "keep"));
    keep.disabled = !kept && run.entries.length < 2;
    showKeys(context, keys, entry.held.count, kept, state);
    numbers.update(run.entries);
  };
  return { node, table: numbers.node, update };
}

/** What each line stands for. @param {Context} context @param {HTMLElement} keys @param {number} count @param {Kept | undefined} kept @param {State} state */
function showKeys({ text }, keys, count, kept, state) {
  const words = [["held", text("keys.held", { count })], ["learnt", text("keys.learnt")], ["batch", text("keys.batch")]];
  if (kept) words.push(["kept-held", keptWords(text, kept.state, state)]);
  const next = JSON.stringify(words);
  if (keys.dataset.words === next) return;
  keys.dataset.words = next;
  keys.replaceChildren(...words.map(([kind, label]) => {
    const line = svg("path", { d: "M0 4H30", class: `explorer-curve explorer-run-${kind}` });
    return h("span", { class: "explorer-key" }, svg("svg", { viewBox: "0 0 30 8", "aria-hidden": "true" }, line), label);
  }));
}

/** How the kept training was set, where it differs from this one. @param {Context["text"]} text @param {State} kept @param {State} state */
function keptWords(text, kept, state) {
  /** @type {Record<string, string | number>[]} */
  const [old, now] = [kept, state].map((one) => ({ start: one.start, seed: one.seed, ...planOf(one).get(0) }));
  const label = (/** @type {string} */ name) => text(`options.${name}.label`);
  const parts = [...SETTINGS, ...ANEW].filter((name) => old[name] !== now[name]).map((name) => {
    const value = /^\d/.test(String(old[name])) ? old[name] : text(`options.${name}.choices.${old[name]}`);
    return `${label(name)} ${value}`;
  });
  const changed = [...new Set(changesOf(kept).map(({ name }) => label(name)))];
  if (changed.length) parts.push(text("keys.keptChanged", { settings: changed.join(", ") }));
  if (parts.length) return text("keys.kept", { settings: parts.join("; ") });
  return text("keys.keptSame");
}

/** The curve in numbers, written only while it is open. @param {Context["text"]} text */
function table(text) {
  const body = h("tbody");
  const heads = ["epoch", "learntLoss", "heldLoss", "learntRight", "heldRight"].map((key) => h("th", { scope: "col" }, text(`table.${key}`)));
  const rows = h("table", { class: "explorer-rows" }, h("thead", {}, h("tr", {}, ...heads)), body);
  const node = h("details", { class: "explorer-curve-numbers" }, h("summary", {}, text("numbers")), h("div", { class: "explorer-scroller", tabindex: 0, role: "group", "aria-label": text("numbers") }, rows));
  /** @type {Entry[]} */
  let entries = [];
  let written = /** @type {Entry[]} */ ([]);
  const write = () => {
    if (!node.open || (written.length === entries.length && written.at(-1) === entries.at(-1))) return;
    written = [...entries];
    body.replaceChildren(...entries.map((entry, epoch) => h(
      "tr", {}, h("th", { scope: "row" }, String(epoch)),
      ...[shown(entry.learnt.loss), shown(entry.held.loss), percent(entry.learnt).toFixed(1), percent(entry.held).toFixed(1)].map((cell) => h("td", {}, cell)),
    )));
  };
  node.addEventListener("toggle", write);
  const update = (/** @type {Entry[]} */ all) => {
    entries = all;
    write();
  };
  return { node, update };
}

module.exports = { runCurves };
