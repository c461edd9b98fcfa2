// @ts-check
"use strict";

/**
 * A small CNN that learns the digits in the page.
 *
 * @typedef {import("./lib/training-plan.js").State} State
 * @typedef {import("./ui/explorer.js").Context<State>} Context
 * @typedef {import("./lib/training-run.js").Digits} Digits
 * @typedef {import("./lib/training-model.js").Seen} Seen
 * @typedef {ReturnType<typeof import("./ui/mistakes.js").mistakes>} Mistakes
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./training.json"));
/** Of held-out digits, one of each kind. @type {{indices: number[]}} */
const { indices: INDICES } = require("./data/training.json");
const { shown } = require("./lib/format.js");
const { countsOf, messageOf, mistakesOf, pythonOf, reading, seenOf, troubleOf } = require("./lib/training-model.js");
const { MOST_CHANGES, SETTINGS, STORIES, TOLD, isAsGiven, noted, possibleChanges } = require("./lib/training-plan.js");
const { partOf } = require("./lib/training-part.js");
const STRINGS = require("./strings/training.json");
const { number, select } = require("./ui/controls.js");
const { assign, h, setText } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { mistakes } = require("./ui/mistakes.js");
const { reader } = require("./ui/reader.js");
const { lastStep } = require("./ui/last-step.js");
const { runCurves } = require("./ui/run-curves.js");
const { story } = require("./ui/story.js");
const { common } = require("./ui/strings.js");
const { Trainer } = require("./ui/trainer.js");
const { trainerButtons } = require("./ui/trainer-buttons.js");

const CELLS = 64;

/** @param {Context} context */
function training(context) {
  const { text } = context;
  const trainer = new Trainer(context);
  const parts = partsOf(context, trainer);
  const told = [parts.reader.node, parts.step.node, parts.wrong.node, parts.curves.table];
  const nodes = [
    parts.buttons.node, parts.story.node, parts.curves.node, parts.trouble,
    h("div", { class: "explorer-controls explorer-settings" }, ...parts.settings.map(({ node }) => node)), ...told,
  ];

  const update = (/** @type {State} */ state) => {
    trainer.follow(state);
    const { run, digits } = trainer;
    const isThere = run && digits && trainer.isReady && !trainer.isOnTheWay;
    for (const part of [parts.story, ...parts.settings, parts.buttons]) part.update(state);
    for (const node of [parts.curves.node, ...told]) node.classList.toggle("explorer-old", !isThere); // no number that is not of where it was to go
    if (!isThere) return { message: trainer.isLost ? common("digitsLost") : "", python: "", printed: "" };
    const seen = seenOf(state, run);
    const counts = countsOf(state, digits);
    parts.curves.update(state, run, seen);
    const trouble = troubleOf(run, seen).map(([key, values]) => text(key, values)).join(" ");
    assign(parts.trouble, { hidden: trouble === "" });
    setText(parts.trouble, trouble);
    const found = reading(seen.weights, counts, state.activation);
    const part = seen.last && partOf(seen.last, digits, state);
    parts.reader.update(state, seen, counts, found);
    parts.step.update(state, seen, part);
    showWrong(context, parts.wrong, seen, mistakesOf(seen.entry, digits));
    return { message: messageText(text, trainer, run, seen), ...pythonOf(state, run, counts, found, part) };
  };
  return { nodes, update, settle: (/** @type {State} */ next, /** @type {State | undefined} */ before) => settled(context, trainer, next, before) };
}

/** @param {Context} context @param {Trainer} trainer */
function partsOf(context, trainer) {
  const { set, text } = context;
  const told = story(context);
  const settings = TOLD.map((name) => select({ ...context, text: plainly(text) }, name));
  return {
    story: told,
    buttons: trainerButtons(context, trainer, told.choice),
    curves: runCurves(context, trainer),
    settings: [...settings, number(context, "seed")],
    trouble: h("p", { class: "explorer-note explorer-trouble" }),
    reader: reader(context, INDICES),
    step: lastStep(context),
    wrong: mistakes(
      (index) => heldOut(/** @type {Digits} */ (trainer.digits), index),
      (label, answer) => [`${label} → ${answer}`, text("mistakeTake", { label, answer })],
      (digit) => set({ digit, pad: [] }),
    ),
  };
}

/** Values of a held-out digit. @param {Digits} digits @param {number} index */
function heldOut({ values, learnt }, index) {
  return values.subarray((learnt + index) * CELLS, (learnt + index + 1) * CELLS);
}

/** Choices that are numbers need no words. @param {Context["text"]} text @returns {Context["text"]} */
function plainly(text) {
  return (key, values) => {
    const [, choice = ""] = key.split(".choices.");
    return /^\d/.test(choice) ? choice : text(key, values);
  };
}

/**
 * @param {Context} context
 * @param {Mistakes} wrong
 * @param {Seen} seen
 * @param {import("./lib/training-model.js").Mistake[]} all
 */
function showWrong({ text }, wrong, { epoch, entry }, all) {
  const values = { epoch, wrong: all.length, count: entry.held.count, shown: wrong.most };
  wrong.update(all, text(all.length > wrong.most ? "mistakesMore" : "mistakes", values));
}

/** @param {Context["text"]} text @param {Trainer} trainer @param {import("./lib/training-run.js").Run} run @param {Seen} seen */
function messageText(text, { less }, run, seen) {
  const { epoch, entry: { held, learnt } } = seen;
  const values = {
    button: text(less.matches ? "epoch" : "train"),
    epoch, right: ((100 * held.right) / held.count).toFixed(1), count: held.count,
    loss: shown(held.loss, 3), learntLoss: shown(learnt.loss, 3),
  };
  return text(messageOf(run, seen), values);
}

/**
 * What a change of the state brings with it: a story its settings; the first weights a new beginning; any other
 * setting a note of when it was changed.
 *
 * @param {Context} context
 * @param {Trainer} trainer
 * @param {State} next
 * @param {State} [before]
 */
function settled(context, trainer, next, before) {
  if (!before) {
    const told = next.story !== "none" && next.step === 0 && isAsGiven(next) ? STORIES[next.story] : {};
    return { ...next, ...told, changes: possibleChanges(next) };
  }
  if (next.story !== before.story) return toldStory(context, trainer, next);
  if (Trainer.startsAnew(next, before)) {
    trainer.told = 0;
    return { ...next, step: 0, look: -1, changes: [] };
  }
  if (SETTINGS.every((name) => next[name] === before[name])) return next;
  const { run } = trainer;
  if (!run || run.open === 0) return { ...next, changes: [] };
  const changes = noted(next, before, run.open);
  if (changes.length <= 3 * MOST_CHANGES) {
    trainer.told = run.step;
    return { ...next, step: run.step, changes };
  }
  setTimeout(() => context.note(context.text("many")));
  return { ...next, step: 0, look: -1, changes: [] };
}

/** @param {Context} context @param {Trainer} trainer @param {State} next */
function toldStory({ options }, trainer, next) {
  trainer.goal = 0;
  const given = Object.fromEntries(TOLD.map((name) => [name, options[name].default]));
  return { ...next, ...given, ...STORIES[next.story], step: 0, look: -1, changes: [] };
}

mount("training", OPTIONS, STRINGS, training);
