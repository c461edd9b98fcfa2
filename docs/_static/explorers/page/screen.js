// @ts-check
"use strict";

/**
 * What is on the screen of a page, and what changes it.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/model-maps.js").Unit} Unit
 * @typedef {import("./store.js").Values} Values
 * @typedef {import("./store.js").Numbers} Numbers
 * @typedef {Values["weights"]} Weights
 * @typedef {import("./page.js").Facts} Facts
 * @typedef {object} View what is on the screen
 * @property {Record<string, Numbers>} maps by tensor; those that are not known are missing
 * @property {(number | null)[] | undefined} scores undefined where they are not known
 * @property {number | undefined} image its number; undefined for one of the reader's own
 * @property {(method: string) => number[]} known classes with heat maps, the highest score first
 * @property {(method: string, number: number) => {data: Numbers, most: number} | undefined} heat 255 stands for the most
 * @typedef {{name: string, unit: Unit, kept: boolean, channel: number | undefined, method: string, number: number | undefined, softmax: boolean}} State
 *   number: the class that was chosen; undefined for the one with the highest score; softmax: whether that of the class is told
 * @typedef {ReturnType<typeof import("./page.js").partsOf>} Parts
 * @typedef {{set: (change: Partial<State>) => void, point: import("./network.js").Hooks["choose"], choose: (image: number) => void, name: () => string}} Actions
 * @typedef {object} Page what a part that computes is given
 * @property {Facts} facts
 * @property {Record<string, Layer>} layers
 * @property {Parts} parts
 * @property {typeof say} say
 * @property {(view: View) => void} show
 * @typedef {(page: Page, weights: Weights, first: View) => {nodes: HTMLElement[], chosen: (view: View) => View}} Computing
 *   from the view of the first image: nodes beside the input, and what becomes of the view of a recorded image
 */

const { spansOf } = require("../lib/model-maps.js");
const { strongestUnit } = require("../lib/mosaic.js");
const { setText } = require("../ui/dom.js");
const { readPlace, remember } = require("./address.js");
const { ranked } = require("./answer.js");
const { readsOf } = require("./reads.js");
const { say } = require("./say.js");
const { softmaxOf } = require("./softmax.js");
const { storyOf } = require("./sums.js");
const { sight } = require("./unit.js");

const QUIET = 300; // milliseconds without a change before the address follows

/**
 * Draw the inputs with the field of the unit, and the heat map that is asked for.
 *
 * @param {Parts} parts
 * @param {Facts} facts
 * @param {Layer} layer
 * @param {State} state
 * @param {View} view
 */
function drawInputs(parts, facts, layer, state, view) {
  const { method } = state;
  const known = view.known(method);
  const number = numberOf(state, known);
  const spans = spansOf(layer.field, /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps), state.unit);
  const heat = known.length ? view.heat(method, number) : undefined;
  for (const input of parts.inputs) {
    input.frame(spans);
    input.lay(facts.heats[method]?.input === input.name ? heat?.data : undefined, facts.heats[method]?.sides ?? []);
  }
  parts.heat.update(method, number, known, heat?.most ?? 0);
}

/** The class that a heat map is for. @param {State} state @param {number[]} known classes with maps */
function numberOf({ number }, known) {
  return number !== undefined && known.includes(number) ? number : known[0] ?? 0;
}

/** What was recorded of an image. @param {Facts} facts @param {Values} values @param {number} image @returns {View} */
function recordedView({ answer, heats }, { maps, heats: held }, image) {
  const scores = answer.scores?.[image];
  const order = ranked(scores);
  return {
    maps,
    scores,
    image,
    known: (method) => order.filter((number) => held[`${method}/${number}`]),
    heat: (method, number) => {
      const data = held[`${method}/${number}`];
      return data && { data, most: heats[method].most[`${image}/${number}`] ?? 0 };
    },
  };
}

/** What is on the screen, and what changes it. */
class Screen {
  /**
   * @param {Facts} facts
   * @param {Record<string, Layer>} layers by name
   * @param {ReturnType<typeof import("./store.js").store>} numbers
   * @param {Values} values of the first image
   * @param {Layer} first the layer that the page begins with
   * @param {(actions: Actions) => Parts} partsOf
   */
  constructor(facts, layers, numbers, { weights, ...values }, first, partsOf) {
    this.facts = facts;
    this.layers = layers;
    this.numbers = numbers;
    this.weights = weights;
    this.image = 0;
    this.view = recordedView(facts, { weights, ...values }, 0);
    const unit = strongestUnit(/** @type {import("../lib/model-maps.js").Maps} */ (first.maps), values.maps[first.name]);
    /** @type {State} */
    this.state = { name: first.name, unit, kept: false, channel: undefined, method: "none", number: undefined, softmax: false };
    /** Of the answer on the screen. @type {import("./softmax.js").Softmax | undefined} */
    this.softmax = undefined;
    this.keep = quiet(() => {
      const number = numberOf(this.state, this.view.known(this.state.method));
      remember({ ...this.state, number, image: this.image, softmax: this.told() });
    });
    this.parts = partsOf({
      set: (change) => this.set(change),
      point: pointed(() => this.state, (change) => this.set(change)),
      choose: (image) => void this.choose(image),
      name: () => this.state.name,
    });
    /** @type {ReturnType<Computing> | undefined} */
    this.alive = undefined;
  }

  /** @param {Computing} computing */
  compute(computing) {
    const { facts, layers, parts, weights } = this;
    this.alive = computing({ facts, layers, parts, say, show: (view) => this.show(view) }, weights, this.view);
    this.view = this.alive.chosen(this.view);
  }

  /** @param {Partial<State>} change */
  set(change) {
    this.state = { ...this.state, ...change };
    this.draw();
    this.keep();
  }

  /** @param {View} view */
  show(view) {
    this.view = view;
    this.fill();
  }

  /** @param {number} image */
  async choose(image) {
    this.image = image;
    this.state = { ...this.state, number: undefined };
    const found = recordedView(this.facts, await this.numbers.values(image), image);
    if (this.image !== image) return; // an image that was chosen later comes first
    this.show(this.alive ? this.alive.chosen(found) : found);
    this.keep();
  }

  /** The class whose softmax is told. */
  told() {
    return this.softmax && this.state.softmax ? this.state.number ?? ranked(this.softmax.scores)[0] : undefined;
  }

  /** Show what the address says. */
  async follow() {
    const { heats, count, answer } = this.facts;
    const methods = Object.keys(heats).filter((method) => !heats[method].why);
    const known = { count, layers: this.layers, methods, classes: answer.labels.length, softmax: Boolean(this.softmax) };
    const { place: { image = 0, softmax, ...change }, problems } = readPlace(location.hash, known);
    if (image !== this.image) await this.choose(image);
    const own = softmax === undefined ? change.number : softmax; // where it has no heat map, that of another class is laid over
    this.set({ kept: false, method: "none", ...change, number: own, softmax: softmax !== undefined });
    this.parts.note.hidden = !problems.length;
    setText(this.parts.note, problems.length ? say("brokenLink", { problems: problems.join(", ") }) : "");
  }

  fill() {
    const { parts, view } = this;
    parts.net.fill(view.maps);
    for (const input of parts.inputs) input.fill(view.maps[input.name]);
    parts.images.update(view.image);
    parts.answer.update(view.scores);
    const { layer, logits } = this.facts.answer;
    const recorded = view.image === undefined ? undefined : logits?.[view.image];
    this.softmax = softmaxOf(this.layers, { maps: view.maps, weights: this.weights }, layer, recorded);
    this.draw();
  }

  draw() {
    const { facts, layers, parts, state, view, weights } = this;
    const layer = layers[state.name];
    drawInputs(parts, facts, layer, state, view);
    parts.softmax.update(this.softmax, this.told());
    parts.facts.update(layer.row);
    const sees = sight(say, layer, state.unit, parts.sides);
    const values = { maps: view.maps, weights };
    const story = storyOf(layers, values, state.name, state.unit);
    parts.net.mark(state.name, state.unit, state.kept, readsOf(layers, state.name, state.unit, Boolean(story)));
    parts.unit.update({ ...state, image: view.image, layer, values, layers, story, sees });
    setText(parts.message, parts.unit.spoken());
  }
}

/** Do something once it has not been asked for again for a while. @param {() => void} action */
function quiet(action) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(action, QUIET);
  };
}

/**
 * What a pointer and keys do: a kept unit stays until another is clicked or stepped to, or it is clicked again.
 *
 * @param {() => State} current
 * @param {(change: Partial<State>) => void} set
 * @returns {import("./network.js").Hooks["choose"]}
 */
function pointed(current, set) {
  return (name, unit, how) => {
    const state = current();
    const same = name === state.name;
    const again = same && JSON.stringify(unit) === JSON.stringify(state.unit);
    if (how === "look" && (state.kept || again)) return;
    const kept = how === "keep" ? !(again && state.kept) : state.kept;
    set({ name, unit, kept, channel: same ? state.channel : undefined });
  };
}

module.exports = { Screen };
