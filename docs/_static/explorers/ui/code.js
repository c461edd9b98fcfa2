// @ts-check
"use strict";

const { h, setText } = require("./dom.js");
const { common } = require("./strings.js");

/** The Python that computes what is on the screen, what it prints, and a button to copy it. */
function codeBlock() {
  const code = h("code");
  const printed = h("samp");
  const copy = h("button", { type: "button", class: "explorer-button explorer-copy" }, common("copy"));
  copy.addEventListener("click", async () => {
    setText(copy, (await copied(code)) ? common("copied") : common("copyFailed"));
    setTimeout(() => setText(copy, common("copy")), 2000);
  });
  const listing = h(
    "pre",
    { tabindex: 0, class: "explorer-code", "aria-label": common("python") },
    code,
  );
  const result = h(
    "pre",
    { tabindex: 0, class: "explorer-printed", "aria-label": common("prints") },
    printed,
  );
  const node = h(
    "details",
    { class: "explorer-python" },
    h("summary", {}, common("python")),
    h("div", { class: "explorer-listing" }, listing, copy),
    h("p", { class: "explorer-prints" }, common("prints")),
    result,
  );
  const update = (/** @type {string} */ source, /** @type {string} */ output) => {
    setText(code, source);
    setText(printed, output);
  };
  return { node, update };
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
