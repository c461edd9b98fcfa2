// @ts-check
"use strict";

const { button } = require("./choices.js");
const { h, setText } = require("./dom.js");
const { common } = require("./strings.js");

/** The Python that computes what is on the screen, what it prints, and a button to copy it. */
function codeBlock() {
  const code = h("code");
  const printed = h("samp");
  const copy = button(common("copy"), async () => {
    setText(copy, common((await copied(code)) ? "copied" : "copyFailed"));
    setTimeout(() => setText(copy, common("copy")), 2000);
  }, "explorer-copy");
  const node = h(
    "details",
    { class: "explorer-python" },
    h("summary", {}, common("python")),
    h("div", { class: "explorer-listing" }, block("code", "python", code), copy),
    h("p", { class: "explorer-prints" }, common("prints")),
    block("printed", "prints", printed),
  );
  const update = (/** @type {string} */ source, /** @type {string} */ output) => {
    setText(code, source);
    setText(printed, output);
  };
  return { node, update };
}

/** A text that is wider than its place and moves by keys. @param {string} look @param {string} words its name @param {Node} text */
function block(look, words, text) {
  return h("pre", { tabindex: 0, class: `explorer-${look}`, "aria-label": common(words) }, text);
}

/**
 * Copy the text, also where the page is a file and the clipboard is closed to it.
 *
 * @param {HTMLElement} code
 */
async function copied(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return document.execCommand("copy");
  }
}

module.exports = { codeBlock };
