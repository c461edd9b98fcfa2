// @ts-check
"use strict";

/** The reader's progress, on the page with all questions: to repeat what went wrong, to save, load and forget it. */

const { h } = require("../explorers/ui/dom.js");
const { count, empty, load, parsed, save } = require("./progress.js");
const STRINGS = require("./strings/questions.json");

/** @typedef {{block: Element, asked: import("./model.js").Asked}} Mounted @typedef {() => Storage} Kept */

/** @param {string} text @param {Record<string, string | number>} values */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));

/** The lessons in the order of the page, with their sections. @param {Mounted[]} questions */
function lessonsOf(questions) {
  const sections = questions.map(({ block, asked }) => /** @type {[string, Element | null]} */ ([asked.lesson, block.closest("section")]));
  return [...new Map(sections)];
}

/** One line for each lesson. @param {Mounted[]} questions @param {Kept} storage */
function lines(questions, storage) {
  const progress = load(storage);
  return lessonsOf(questions).map(([lesson, section]) => {
    const { done, wrong, all } = count(progress, lesson);
    const title = section?.querySelector("h2 a")?.textContent ?? lesson;
    const parts = [filled(STRINGS.of, { done, all }), ...(wrong ? [filled(STRINGS.wrongOnes, { count: wrong })] : [])];
    return h("li", {}, h("progress", { value: done, max: all || 1, "aria-label": title }), h("span", {}, `${title} \u00B7 ${parts.join(", ")}`));
  });
}

/** Show only what went wrong, or everything; return how much that is. @param {Mounted[]} questions @param {Kept} storage @param {boolean} only */
function filter(questions, storage, only) {
  const { answers } = load(storage);
  for (const { block, asked } of questions) block.toggleAttribute("hidden", only && !answers[asked.name]?.wrong);
  for (const [, section] of lessonsOf(questions)) {
    section?.toggleAttribute("hidden", !section.querySelector(".question:not([hidden])"));
  }
  return questions.filter(({ block }) => !block.hasAttribute("hidden")).length;
}

/** Hand the progress to the reader as a file. @param {Kept} storage */
function download(storage) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(load(storage), null, 1)], { type: "application/json" }));
  h("a", { href: address, download: "cnn-docs-progress.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/**
 * @param {Element} place
 * @param {Mounted[]} questions
 * @param {Kept} storage
 * @param {boolean} isKept
 */
function showProgress(place, questions, storage, isKept) {
  const list = h("ul", {});
  const status = h("p", { role: "status" });
  let only = false;
  const draw = () => list.replaceChildren(...lines(questions, storage));
  const changed = (/** @type {string} */ text) => {
    status.textContent = text;
    dispatchEvent(new Event("cnn-docs-answered"));
  };
  const toggle = () => {
    only = !only;
    const shown = filter(questions, storage, only);
    again.setAttribute("aria-pressed", String(only));
    status.textContent = shown ? "" : STRINGS.noneWrong;
  };
  const reset = () => {
    if (!confirm(STRINGS.sure)) return;
    save(storage, { ...empty(), totals: load(storage).totals });
    changed(STRINGS.forgotten);
  };
  const take = async () => {
    const found = parsed((await file.files?.[0]?.text()) ?? null);
    file.value = "";
    if (!found) return (status.textContent = STRINGS.notImported);
    const totals = load(storage).totals;
    save(storage, { ...found, totals: { ...found.totals, ...totals } });
    changed(filled(STRINGS.imported, { count: Object.keys(found.answers).length }));
  };
  const file = h("input", { type: "file", accept: ".json,application/json", onchange: take });
  const again = button(STRINGS.onlyWrong, toggle);
  again.setAttribute("aria-pressed", "false");
  const tools = [again, button(STRINGS.export, () => download(storage)), h("label", {}, STRINGS.import, file), button(STRINGS.reset, reset)];
  place.replaceChildren(h("p", {}, isKept ? STRINGS.kept : STRINGS.refused), list, h("div", { class: "question-buttons" }, ...tools), status);
  addEventListener("cnn-docs-answered", draw);
}

/** @param {string} text @param {() => void} onclick */
function button(text, onclick) {
  return h("button", { type: "button", onclick }, text);
}

module.exports = { showProgress };
