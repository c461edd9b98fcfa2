// @ts-check
"use strict";

/**
 * How a reader answers: choices, a number, items to be moved. All of it native controls.
 *
 * @typedef {import("./model.js").Asked} Asked
 * @typedef {{node: HTMLElement, read: () => {given: number[], problem?: string}, clear: () => void}} Input
 */

const { h, uniqueId } = require("../explorers/ui/dom.js");
const { numberOf } = require("./model.js");
const STRINGS = require("./strings/questions.json");

/** The contents of the list of choices, which the controls take the place of. @param {Element} block */
function choices(block) {
  const list = block.querySelector(":scope > .question-choices");
  list?.remove();
  return [...(list?.children ?? [])].map((item) => h("span", {}, ...(item.querySelector("p") ?? item).childNodes));
}

/** @param {Asked} asked @param {Element} block @returns {Input} */
function chosen(asked, block) {
  const several = asked.kind === "several";
  const name = uniqueId(asked.name);
  const boxes = choices(block).map((text, index) => {
    const box = h("input", { type: several ? "checkbox" : "radio", name });
    return { box, label: h("label", {}, box, h("span", {}, `${"abcdefghij"[index]}. `), text) };
  });
  const labelledby = block.getAttribute("aria-labelledby") ?? "";
  const role = several ? "group" : "radiogroup";
  return {
    node: h("div", { class: "question-options", role, "aria-labelledby": labelledby }, ...boxes.map(({ label }) => label)),
    read: () => {
      const given = boxes.flatMap(({ box }, index) => (box.checked ? [index] : []));
      return given.length ? { given } : { given, problem: STRINGS.nothing };
    },
    clear: () => boxes.forEach(({ box }) => (box.checked = false)),
  };
}

/** @returns {Input} */
function typed() {
  const field = h("input", { type: "text", inputmode: "decimal" });
  return {
    node: h("label", { class: "question-number" }, `${STRINGS.yourAnswer} `, field),
    read: () => {
      const given = [numberOf(field.value)];
      if (!field.value.trim()) return { given, problem: STRINGS.nothing };
      return Number.isNaN(given[0]) ? { given, problem: STRINGS.noNumber } : { given };
    },
    clear: () => (field.value = ""),
  };
}

/** @param {Element} block @param {(text: string) => void} say @returns {Input} */
function moved(block, say) {
  const list = h("ol", { class: "question-items" });
  const items = choices(block).map((text) => {
    const item = text.textContent?.trim() ?? "";
    const [up, down] = [-1, 1].map((step) => {
      const label = (step < 0 ? STRINGS.up : STRINGS.down).replace("{item}", item);
      return h("button", { type: "button", "aria-label": label, onclick: () => move(entry, step, item) }, step < 0 ? "↑" : "↓");
    });
    const entry = h("li", {}, h("span", { class: "question-moves" }, up, down), text);
    return entry;
  });
  const [start, count] = [[...items], items.length];
  list.append(...items);

  /** @param {Element} entry @param {number} step @param {string} item */
  const move = (entry, step, item) => {
    const other = step < 0 ? entry.previousElementSibling : entry.nextElementSibling;
    if (other) (step < 0 ? other : entry).before(step < 0 ? entry : other);
    const place = [...list.children].indexOf(entry) + 1;
    const words = { item, place, count };
    say(STRINGS.moved.replace(/\{(\w+)\}/g, (_, key) => String(words[/** @type {keyof words} */ (key)])));
    /** @type {HTMLElement} */ (entry.querySelectorAll("button")[step < 0 ? 0 : 1]).focus();
  };
  return {
    node: list,
    read: () => ({ given: [...list.children].map((entry) => start.indexOf(/** @type {HTMLLIElement} */ (entry))) }),
    clear: () => list.replaceChildren(...start),
  };
}

/** The input for a question. @param {Asked} asked @param {Element} block @param {(text: string) => void} say @returns {Input} */
function inputs(asked, block, say) {
  if (asked.kind === "number") return typed();
  return asked.kind === "order" ? moved(block, say) : chosen(asked, block);
}

module.exports = { inputs };
