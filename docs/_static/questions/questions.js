// @ts-check
"use strict";

/** Let the questions of a page ask: choose or write, check, read the reply, try again. */

const { h } = require("../explorers/ui/dom.js");
const { inputs } = require("./inputs.js");
require("./marks.js");
const { compute, draw, judge, writtenLike } = require("./model.js");
const { showProgress } = require("./practice.js");
const { after, load, save } = require("./progress.js");
const STRINGS = require("./strings/questions.json");

/** @typedef {import("./model.js").Asked} Asked @typedef {import("./model.js").Verdict} Verdict */

const storage = () => localStorage;

/** @type {(block: Element, selector: string) => HTMLElement | null} */
const within = (block, selector) => block.querySelector(`:scope > ${selector}`);

/** Keep an answer, and tell the marks in the sidebar. @param {Asked} asked @param {boolean} right @param {boolean} first */
function keep(asked, right, first) {
  save(storage, after(load(storage), asked, right, first));
  dispatchEvent(new Event("cnn-docs-answered"));
}

/** Show that a question has been answered. @param {Element} block @param {Asked} asked */
function markDone(block, asked) {
  const done = load(storage).answers[asked.name]?.right;
  block.querySelector(".question-done")?.remove();
  const sign = h("span", { class: "question-done", role: "img", "aria-label": STRINGS.done }, "✓");
  if (done) within(block, ".block-title")?.append(" ", sign);
}

/** What stands in a list of replies at a place: the item's text, and a copy of the reply. @param {Element} fold @param {number} place */
function replyAt(fold, place) {
  const entry = fold.querySelectorAll(".question-replies > li")[place];
  const reply = /** @type {HTMLElement} */ (entry.querySelector(".question-reply")).cloneNode(true);
  for (const named of /** @type {Element} */ (reply).querySelectorAll("[id]")) named.removeAttribute("id");
  const item = /** @type {Element} */ (entry.querySelector("p")).cloneNode(true);
  for (const aside of /** @type {Element} */ (item).querySelectorAll("strong, .question-proof")) aside.remove();
  return { item: item.textContent?.trim() ?? "", reply };
}

/**
 * The reply to an answer.
 *
 * @param {Verdict} verdict
 * @param {Element} fold
 * @param {{hint: boolean, answer: boolean}} below what stands below the question now
 */
function said(verdict, fold, below) {
  const words = [h("strong", {}, verdict.right ? STRINGS.right : STRINGS.wrong)];
  const key = /** @type {keyof STRINGS | undefined} */ (verdict.why);
  if (key) words.push(h("span", {}, ` ${STRINGS[key]} `));
  const found = verdict.reply === undefined ? null : replyAt(fold, verdict.reply);
  if (found && key) words.push(h("em", {}, found.item));
  const next = below.answer ? STRINGS.answer : below.hint ? STRINGS.hint : "";
  return [h("p", {}, ...words), found?.reply ?? null, !verdict.right && next ? h("p", {}, next) : null];
}

/** @param {Element} block */
function mount(block) {
  const data = within(block, "script");
  const fold = within(block, ".answer");
  if (!data || !fold) return null;
  /** @type {Asked} */
  const asked = JSON.parse(data.textContent ?? "");
  const hint = within(block, ".hint");
  const numbers = [...block.querySelectorAll(".num")].map((node) => ({ node, text: node.textContent ?? "" }));
  const status = h("div", { class: "question-said", role: "status" });
  const input = inputs(asked, block, (text) => status.replaceChildren(text));
  let tries = 0;
  /** @type {Record<string, number>} */
  let drawn = {};

  const begin = () => {
    tries = 0;
    drawn = draw(asked);
    fold.hidden = true;
    status.replaceChildren();
    numbers.forEach(({ node, text }, index) => {
      const formula = asked.numbers?.[index] ?? null;
      if (formula !== null) node.textContent = writtenLike(text, compute(formula, drawn));
    });
  };
  const check = (/** @type {Event} */ event) => {
    event.preventDefault();
    const { given, problem } = input.read();
    if (problem) return status.replaceChildren(problem);
    const verdict = judge(asked, given, drawn);
    tries += 1;
    keep(asked, verdict.right, tries === 1);
    fold.hidden = !verdict.right && tries < 2;
    status.replaceChildren(...said(verdict, fold, { hint: hint !== null, answer: !fold.hidden }).filter((one) => one !== null));
    markDone(block, asked);
  };
  const again = h("button", { type: "button", onclick: () => (begin(), input.clear(), status.append(STRINGS.drawn)) }, STRINGS.again);
  const buttons = [h("button", {}, STRINGS.check), asked.draw ? again : null];
  const form = h("form", { class: "question-form", onsubmit: check }, input.node, h("div", { class: "question-buttons" }, ...buttons), status);
  block.insertBefore(form, hint ?? fold);
  block.classList.add("question-live");
  begin();
  markDone(block, asked);
  return asked;
}

/** Note how many questions each lesson has; the page with all of them knows of all. @param {Asked[]} all */
function noteTotals(all) {
  /** @type {Record<string, number>} */
  const totals = {};
  for (const { lesson } of all) totals[lesson] = (totals[lesson] ?? 0) + 1;
  const progress = load(storage);
  return save(storage, { ...progress, totals: { ...progress.totals, ...totals } });
}

const blocks = [...document.querySelectorAll(".lesson-block.question")];
const mounted = blocks.map((block) => ({ block, asked: mount(block) })).filter(({ asked }) => asked !== null);
const questions = mounted.map(({ block, asked }) => ({ block, asked: /** @type {Asked} */ (asked) }));
const isKept = noteTotals(questions.map(({ asked }) => asked));
const place = document.querySelector(".question-progress");
if (place) showProgress(place, questions, storage, isKept);
dispatchEvent(new Event("cnn-docs-answered"));
