// @ts-check
"use strict";

/** A list of stories; of the chosen one the question, and its answer in a fold. */

const { select } = require("./controls.js");
const { h, setText } = require("./dom.js");

/** @param {import("./explorer.js").Context<import("../lib/training-plan.js").State>} context */
function story(context) {
  const { text } = context;
  const choice = select(context, "story");
  const question = h("p", { class: "explorer-question" });
  const answer = h("p", {});
  const fold = h("details", { class: "explorer-answer" }, h("summary", {}, text("storyAnswer")), answer);
  const node = h("div", { class: "explorer-told", hidden: true }, question, fold);
  let last = "none";
  const update = (/** @type {import("../lib/training-plan.js").State} */ state) => {
    choice.update(state);
    const { story: name } = state;
    if (name === last) return;
    last = name;
    node.hidden = name === "none";
    fold.open = false;
    if (node.hidden) return;
    setText(question, text(`stories.${name}.question`));
    setText(answer, text(`stories.${name}.answer`));
  };
  return { choice: choice.node, node, update };
}

module.exports = { story };
