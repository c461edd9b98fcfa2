// @ts-check
"use strict";

/** A mark in the sidebar for each lesson whose questions are all answered. */

const { count, load } = require("./progress.js");
const STRINGS = require("./strings/marks.json");

/** Put the marks where they belong. */
function mark() {
  const progress = load(() => localStorage);
  for (const old of document.querySelectorAll(".question-mark")) old.remove();
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".sidebar-tree a.reference"));
  for (const link of links) {
    const path = decodeURI(link.pathname).replace(/\.html$/, "");
    const lesson = Object.keys(progress.totals).find((name) => path.endsWith(`/${name}`));
    const { done, all } = count(progress, lesson ?? "");
    if (all && done >= all) link.append(sign());
  }
}

/** A tick, which screen readers say in words. */
function sign() {
  const tick = document.createElement("span");
  tick.className = "question-mark";
  tick.setAttribute("role", "img");
  tick.setAttribute("aria-label", STRINGS.allDone);
  tick.textContent = " ✓";
  return tick;
}

mark();
addEventListener("cnn-docs-answered", mark);
