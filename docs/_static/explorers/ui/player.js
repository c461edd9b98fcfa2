// @ts-check
"use strict";

/** Play and Step: the window sweeps over the picture, and the output fills. Nothing plays by itself. */

const { button } = require("./choices.js");
const { h, setText } = require("./dom.js");
const { common } = require("./strings.js");

const SLOWEST = 350; // milliseconds for a step, where there are few
const FASTEST = 33;
const MOST_STEPS = 300; // of a sweep: large outputs take several cells at a time
const STILL = "(prefers-reduced-motion: reduce)";

/**
 * The state's `filled` says whether the output is shown as far as the window has come ("window") or as a whole ("all").
 *
 * @typedef {{filled: string, row: number, column: number}} Swept
 * @param {import("./explorer.js").Context<Swept>} context
 * @param {() => {height: number, width: number}} sizeOf the output
 */
function player(context, sizeOf) {
  const less = matchMedia(STILL);
  let timer = 0;
  let last = ""; // where the sweep has put the window: a reader who moves it ends the sweep
  const placeOf = () => {
    const { row, column, filled } = context.state();
    return `${row} ${column} ${filled}`;
  };
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    setText(play, common("play"));
  };
  /** @param {number} count cells to go on; false at the end */
  const advance = (count) => {
    const { row, column, filled } = context.state();
    const { height, width } = sizeOf();
    const at = row * width + column;
    const [first, end] = [filled !== "window", height * width - 1];
    if (!first && at === end) {
      context.set({ filled: "all" });
      return false;
    }
    const next = first ? 0 : Math.min(at + count, end);
    context.set({ filled: "window", row: Math.floor(next / width), column: next % width });
    return true;
  };
  const tick = () => {
    if (last && placeOf() !== last) return stop();
    const { height, width } = sizeOf();
    const count = Math.ceil((height * width) / MOST_STEPS);
    if (!advance(count)) return stop();
    last = placeOf();
    timer = window.setTimeout(tick, Math.max(FASTEST, Math.min(SLOWEST, 12000 / (height * width))));
  };
  const play = button(common("play"), () => {
    if (timer) return stop();
    last = "";
    setText(play, common("pause"));
    tick();
  });
  const step = button(common("step"), () => {
    stop();
    advance(1);
  });
  const follow = () => {
    play.hidden = less.matches;
    if (less.matches) stop();
  };
  less.addEventListener("change", follow);
  window.addEventListener("pagehide", stop);
  follow();
  return { node: h("div", { class: "explorer-player" }, play, step), stop };
}

/**
 * The output as far as it is shown: cells behind the window are no numbers.
 *
 * @template {{height: number, width: number, data: Float64Array}} T
 * @param {T} output
 * @param {Swept} state
 * @returns {T}
 */
function filledPart(output, { filled, row, column }) {
  if (filled !== "window") return output;
  return { ...output, data: output.data.slice().fill(NaN, row * output.width + column + 1) };
}

module.exports = { filledPart, player };
