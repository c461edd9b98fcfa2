// @ts-check
"use strict";

/** Train and pause, one step, one epoch, start again; and how far it has come. */

const { button } = require("./choices.js");
const { assign, h, setText } = require("./dom.js");
const { MOST_STEPS } = require("./trainer.js");

/**
 * @param {import("./explorer.js").Context<import("../lib/training-plan.js").State>} context
 * @param {import("./trainer.js").Trainer} trainer
 * @param {Node} beside them
 */
function trainerButtons({ set, text }, trainer, beside) {
  const play = button(text("train"), () => (trainer.isPlaying ? trainer.pause() : trainer.play()), "explorer-train");
  const step = button(text("step"), () => trainer.byStep());
  const epoch = button(text("epoch"), () => trainer.byEpochs(1));
  const again = button(text("again"), () => {
    trainer.goal = 0;
    trainer.told = -1;
    set({ step: 0, look: -1, changes: [] });
  });
  const far = h("span", { class: "explorer-far" });
  const node = h("div", { class: "explorer-controls explorer-training-buttons" }, play, step, epoch, again, far, beside);
  const still = () => void (play.hidden = trainer.less.matches);
  trainer.less.addEventListener("change", still);
  still();

  /** @param {import("../lib/training-plan.js").State} state */
  const farWords = ({ step: target }) => {
    const { run } = trainer;
    if (trainer.isLost) return "";
    if (!run || !trainer.isReady) return text("loading");
    if (run.step >= MOST_STEPS) return text("full", { step: run.step });
    if (trainer.isOnTheWay) return text("catching", { target, step: run.step });
    return text("at", { epoch: run.entries.length - 1, step: run.shown.step });
  };
  const update = (/** @type {import("../lib/training-plan.js").State} */ state) => {
    const stuck = trainer.run?.broken || (trainer.run?.step ?? 0) >= MOST_STEPS;
    for (const each of [play, step, epoch]) each.disabled = Boolean(stuck);
    setText(play, text(trainer.goal === Infinity ? "pause" : "train"));
    setText(far, farWords(state));
    assign(node, { "aria-busy": trainer.isBusy ? "true" : "false" });
  };
  return { node, update };
}

module.exports = { trainerButtons };
