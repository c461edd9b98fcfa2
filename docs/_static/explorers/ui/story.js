// @ts-check
"use strict";

/** A list of stories; of the chosen one the question, and its answer in a fold. */

const { select } = require("./controls.js");
const { h, setText } = require("./dom.js");

/** @param {import("./explorer.js").Context} context */
function story(context) {
  const { text } = context;
  const choice = select(context, "story");
  const question = h("p", { class: "explorer-question" });
  const answer = h("p", {});
  const fold = h("details", { class: "explorer-answer" }, h("summary", {}, text("storyAnswer")), answer);
  const told = h("div", { class: "explorer-told" }, question, fold);
  const node = h("div", { class: "explorer-controls explorer-story" }, choice.node, told);
  let last = "";
  const update = (/** @type {import("./explorer.js").State} */ state) => {
    choice.update(state);
    const { story: name } = state;
    if (name === last) return;
    last = name;
    told.hidden = name === "none";
    fold.open = false;
    setText(question, told.hidden ? "" : text(`stories.${name}.question`));
    setText(answer, told.hidden ? "" : text(`stories.${name}.answer`));
  };
  return { node, update };
}

module.exports = { story };
