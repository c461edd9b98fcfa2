// @ts-check
"use strict";

/** The last step of a kernel: its weights before, the gradient, the change, the weights after; one of them worked out, and whence its gradient comes. */

const { signedScale } = require("../lib/colour.js");
const { factor, shown } = require("../lib/format.js");
const { cellOf, stepGrids, workedStep } = require("../lib/training-model.js");
const { select } = require("./controls.js");
const { h, setText } = require("./dom.js");
const { matrix } = require("./matrix.js");
const { rounded, stepPart } = require("./step-part.js");

/** @type {["before" | "gradient" | "change" | "after", string, number][]} grids, their colours and how many digits fit */
const GRIDS = [["before", "kernel", 3], ["gradient", "highlight", 2], ["change", "ink", 2], ["after", "kernel", 3]];

/** @param {import("./explorer.js").Context<import("../lib/training-plan.js").State>} context */
function lastStep(context) {
  const { set, text } = context;
  const title = h("p", { class: "explorer-subtitle" });
  const grids = GRIDS.map(([name, role]) => matrix({ label: text(`grids.${name}`), role }));
  grids.forEach(({ node }) => node.addEventListener("click", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target).closest("td");
    const row = cell?.closest("tr");
    if (cell && row) set({ weight: `${row.rowIndex}${cell.cellIndex}` });
  }));
  const weight = select(context, "weight");
  const worked = h("p", { class: "explorer-equation" });
  const close = h("div", { class: "explorer-grids explorer-step-grids" }, ...grids.map(({ node }) => node));
  const whence = stepPart(context);
  const node = h("div", { class: "explorer-last-step" }, title, close, weight.node, worked, whence.node);

  /** @param {import("../lib/training-plan.js").State} state @param {import("../lib/training-model.js").Seen} seen @param {import("../lib/training-model.js").Part | undefined} part */
  const update = (state, { last, isNow }, part) => {
    weight.update(state);
    setText(title, text("lastStep", { kernel: state.kernel }));
    close.hidden = weight.node.hidden = whence.node.hidden = !last;
    if (!last || !part) {
      setText(worked, text(isNow ? "noStep" : "noStepThen"));
      return;
    }
    const values = stepGrids(last, state.kernel);
    const [row, column] = [Math.floor(cellOf(state) / 3), cellOf(state) % 3];
    const outline = { row, column, height: 1, width: 1 };
    GRIDS.forEach(([name, , digits], index) => {
      const like = name === "after" ? values.before.data : values[name].data;
      grids[index].update(rounded(values[name], digits), signedScale(like), undefined, outline);
    });
    setText(worked, wordsOf(text, workedStep(last, state), row, column));
    whence.update(part, last, state);
  };
  return { node, update };
}

/** @param {import("./explorer.js").Context["text"]} text @param {ReturnType<typeof workedStep>} facts @param {number} row @param {number} column */
function wordsOf(text, facts, row, column) {
  const numbers = Object.fromEntries(
    Object.entries(facts).filter(([, value]) => typeof value === "number").map(([name, value]) => [name, shown(Number(value))]),
  );
  const { gradient, mean, remembered } = facts;
  const factors = { gradientFactor: factor(gradient), meanFactor: factor(mean), rememberedFactor: factor(remembered) };
  return text(`worked.${facts.optimiser}`, { ...numbers, ...factors, row, column });
}

module.exports = { lastStep };
