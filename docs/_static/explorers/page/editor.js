// @ts-check
"use strict";

/**
 * The input as something to draw on: the pen, its size and its value, a picture of the reader's own, and the way back.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("./store.js").Numbers} Numbers
 * @typedef {import("./network.js").Hooks["say"]} Say
 * @typedef {{tool: string, size: string}} Pen
 */

const { shown } = require("../lib/format.js");
const { button } = require("../ui/choices.js");
const { h, setText, uniqueId } = require("../ui/dom.js");
const { pictureInput } = require("../ui/own-picture.js");
const { pen } = require("../ui/pen.js");
const { segments } = require("../ui/segments.js");
const { isColoured } = require("./inputs.js");
const { Sheet, fitted, paperAndInk } = require("./sheet.js");

/** Radius as a part of the longer side; 0 for single pixels. @type {Record<string, number>} */
const SIZES = { pixel: 0, thin: 0.031, medium: 0.055, thick: 0.086 };
const OPTIONS = {
  tool: { kind: "choice", choices: ["ink", "paper"], default: "ink" },
  size: { kind: "choice", choices: Object.keys(SIZES), default: "medium" },
};

/**
 * @param {object} settings
 * @param {Layer} settings.layer the input
 * @param {boolean} settings.whole whether it takes whole numbers only
 * @param {Numbers} settings.sample values of an image, which tell ink from paper
 * @param {HTMLElement} settings.stage its picture
 * @param {Say} settings.say
 * @param {() => Numbers} settings.current values on the screen
 * @param {(values: Numbers) => void} settings.onValues
 * @param {() => void} settings.onBack
 */
function editor({ layer, whole, sample, stage, say, current, onValues, onBack }) {
  const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
  const scale = /** @type {import("../lib/colour.js").Scale} */ (layer.scale);
  const { paper, ink } = paperAndInk(maps, sample, scale);
  /** @type {Sheet | undefined} */
  let sheet;
  /** @type {Pen} */
  let state = { tool: "ink", size: "medium" };
  const choices = penChoices(say, () => state, (next) => void (state = next));
  const value = valueOf({ layer, whole, ink, say });
  const note = h("p", { class: "explorer-note", role: "status", hidden: true });
  const tell = (/** @type {string} */ words) => {
    note.hidden = !words;
    setText(note, words);
  };
  const give = (/** @type {Sheet} */ next) => {
    sheet = next;
    tell("");
    onValues(maps.type === "<f8" ? next.values.slice() : Float32Array.from(next.values));
  };
  const sheetNow = () => sheet ?? new Sheet(maps, current(), whole);
  const all = (/** @type {number} */ one) => new Array(maps.count).fill(one);
  pen({
    stage,
    label: say("pad", { name: layer.name }),
    height: maps.height,
    width: maps.width,
    place: (row, column, down) => say(down ? "penDown" : "penUp", { row: Math.min(Math.floor(row), maps.height - 1), column: Math.min(Math.floor(column), maps.width - 1) }),
    onLine: (from, to) => {
      const next = sheetNow();
      next.line(from, to, SIZES[state.size] * Math.max(maps.height, maps.width), state.tool === "paper" ? all(paper) : value.colour());
      give(next);
    },
  });
  const area = maps.count * maps.height * maps.width;
  const clear = button(say("clear"), () => give(new Sheet(maps, new Float64Array(area).fill(paper), whole)));
  const swap = button(say("swap"), () => give(new Sheet(maps, Float64Array.from(current(), (one) => scale.low + scale.high - one), whole)));
  const back = button(say("back"), onBack);
  back.disabled = true;
  const file = pictureInput({ note: tell }, stage, ({ height, width, data, colours }) => {
    const planes = colours.length ? colours : [data];
    give(new Sheet(maps, fitted({ height, width, planes }, maps, scale), whole));
  }, isColoured(maps));
  const node = toolsOf(say, [...choices, clear, back], [value.node, file, swap], scale);
  node.append(note);
  /** Nothing is drawn any more: an image is on the screen, or the reader's own values. @param {boolean} own */
  const mark = (own) => {
    back.disabled = !own;
    if (!own) sheet = undefined;
  };
  return { node, mark };
}

/** The tools, of which the rarer ones are folded away. @param {Say} say @param {Node[]} first @param {Node[]} more @param {import("../lib/colour.js").Scale} scale */
function toolsOf(say, first, more, { low, high }) {
  return h(
    "section",
    { class: "page-draw", "aria-label": say("draw") },
    h("div", { class: "page-tools" }, ...first),
    h(
      "details",
      { class: "explorer-more" },
      h("summary", {}, say("moreTools")),
      h("div", { class: "page-tools" }, ...more),
      h("p", { class: "explorer-hint" }, say("range", { low: shown(low), high: shown(high) })),
    ),
  );
}

/** @param {Say} say @param {() => Pen} current @param {(next: Pen) => void} set */
function penChoices(say, current, set) {
  const context = /** @type {import("../ui/explorer.js").Context} */ (/** @type {unknown} */ ({
    options: OPTIONS,
    text: say,
    set: (/** @type {Partial<Pen>} */ change) => set({ ...current(), ...change }),
  }));
  return Object.keys(OPTIONS).map((name) => {
    const part = segments(context, name);
    part.update(/** @type {import("../ui/explorer.js").State} */ (/** @type {unknown} */ (current())));
    return part.node;
  });
}

/** What the pen puts: a colour, or one value for all maps. @param {{layer: Layer, whole: boolean, ink: number, say: Say}} settings */
function valueOf({ layer, whole, ink, say }) {
  const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
  const { low, high } = /** @type {import("../lib/colour.js").Scale} */ (layer.scale);
  const id = uniqueId("ink");
  const label = h("label", { for: id }, say("ink"));
  if (isColoured(maps)) {
    const input = h("input", { type: "color", id, value: ink === high ? "#ffffff" : "#000000" });
    const colour = () => [1, 3, 5].map((at) => low + (parseInt(input.value.slice(at, at + 2), 16) / 255) * (high - low));
    return { node: h("div", { class: "explorer-control page-ink" }, label, input), colour };
  }
  const input = h("input", { type: "range", id, min: low, max: high, step: whole ? 1 : (high - low) / 64, value: ink });
  const output = h("output", { for: id }, shown(ink, 3));
  input.addEventListener("input", () => setText(output, shown(Number(input.value), 3)));
  const node = h("div", { class: "explorer-control explorer-slider page-ink" }, label, input, output);
  return { node, colour: () => new Array(maps.count).fill(Number(input.value)) };
}

module.exports = { editor };
