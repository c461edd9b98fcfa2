// @ts-check
"use strict";

/**
 * The network computed in the page: for what a reader draws, and once more for each recorded image, to be compared.
 *
 * @typedef {import("./screen.js").View} View
 * @typedef {import("./page.js").Facts} Facts
 * @typedef {import("../lib/live-network.js").Run} Run
 * @typedef {import("./store.js").Numbers} Numbers
 */

const { shown } = require("../lib/format.js");
const { LiveNetwork, checked, follows, gradCam, saliency } = require("../lib/live-network.js");
const { h, setText } = require("../ui/dom.js");
const { bestOf, ranked, scoreText } = require("./answer.js");
const { editor } = require("./editor.js");
const { WORKERS } = require("./live-layers.js");

const STEPS = 255; // of a heat map
const QUIET = 500; // milliseconds without a change before the answer is spoken

/**
 * The heat maps of an image, computed when they are asked for.
 *
 * @param {Facts} facts
 * @param {Record<string, import("../lib/model-maps.js").Layer>} layers
 * @param {LiveNetwork} network
 * @param {Run} run
 */
function heatsOf(facts, layers, network, run) {
  /** @type {Map<string, {data: Numbers, most: number}>} */
  const known = new Map();
  /** @type {Map<number, import("../lib/live-network.js").Slopes>} */
  const slopesOf = new Map();
  const mapsOf = (/** @type {string} */ name) => /** @type {import("../lib/model-maps.js").Maps} */ (layers[name].maps);
  return (/** @type {string} */ method, /** @type {number} */ number) => {
    const key = `${method}/${number}`;
    const before = known.get(key);
    if (before) return before;
    const slopes = slopesOf.get(number) ?? network.slopes(run, String(facts.answer.layer), number);
    slopesOf.set(number, slopes);
    const name = method === "saliency" ? network.image : String(facts.heats[method].layer);
    const heat = method === "saliency" ? saliency(slopes[name], mapsOf(name)) : gradCam(run.values[name], slopes[name], mapsOf(name));
    const most = heat.reduce((sofar, one) => Math.max(sofar, one), 0);
    const made = { data: Uint8Array.from(heat, (one) => Math.round((one * STEPS) / (most || 1))), most };
    known.set(key, made);
    return made;
  };
}

/** The methods whose maps the page computes as they were recorded. @param {Facts} facts @param {LiveNetwork} network @param {View} view @param {ReturnType<typeof heatsOf>} heat */
function sameMethods({ answer, heats }, network, view, heat) {
  return Object.keys(heats).filter((method) => {
    const { layer, input } = heats[method];
    const [number] = view.known(method);
    const recorded = number === undefined ? undefined : view.heat(method, number);
    if (!recorded || input !== network.image || !answer.layer || !follows(network, answer.layer)) return false;
    if (method !== "saliency" && !follows(network, String(layer))) return false;
    const own = heat(method, number);
    const close = Math.abs(own.most - recorded.most) <= 1e-3 * Math.max(recorded.most, 1e-6);
    return close && recorded.data.every((one, at) => Math.abs(one - own.data[at]) <= 1);
  });
}

/** What is said of what the page computes. @param {HTMLElement} place @param {LiveNetwork} network @param {number} most by which it differs @param {import("./screen.js").Page["say"]} say */
function tell(place, network, most, say) {
  const why = Object.entries(network.why);
  const count = network.steps.length;
  place.replaceChildren(
    h("p", {}, say("live", { count, all: count + why.length, most: most ? shown(most, 2) : "0" })),
    ...(why.length ? [h("p", {}, say("notLive")), h("ul", {}, ...why.map(([name, reason]) => h("li", {}, `${name}: ${reason}`)))] : []),
  );
}

/** The network of a page, and what becomes of images in it. */
class Computer {
  /** @param {import("./screen.js").Page} page @param {import("./screen.js").Weights} weights */
  constructor({ facts, layers, parts, say }, weights) {
    const live = /** @type {import("../lib/live-network.js").Live} */ (facts.live);
    this.facts = facts;
    this.layers = layers;
    this.network = new LiveNetwork(WORKERS, layers, live, weights);
    this.tell = (/** @type {number} */ most) => tell(parts.mode, this.network, most, say);
    /** @type {string[]} */
    this.methods = [];
    this.most = 0;
    /** @type {View | undefined} */
    this.checked = undefined;
  }

  /** Compare what is computed of an image with what was recorded of it. @param {View} view */
  check(view) {
    if (this.checked === view) return;
    this.checked = view;
    this.most = Math.max(this.most, checked(this.network, view.maps));
    const heat = heatsOf(this.facts, this.layers, this.network, this.runOf(view));
    this.methods = sameMethods(this.facts, this.network, view, heat);
    this.tell(this.most);
  }

  /** @param {View} view of a recorded image */
  runOf({ maps }) {
    return this.network.run(maps, maps[this.network.image]);
  }

  /** A view with the heat maps of all classes. @param {View} view @param {() => Run} runOf @returns {View} */
  withHeats(view, runOf) {
    const order = ranked(view.scores);
    /** @type {ReturnType<typeof heatsOf> | undefined} */
    let heat;
    return {
      ...view,
      known: (method) => (this.methods.includes(method) ? order : view.known(method)),
      heat: (method, number) => view.heat(method, number) ?? (heat ??= heatsOf(this.facts, this.layers, this.network, runOf()))(method, number),
    };
  }

  /** The view of an image of the reader's own; inputs beside it are those of a recorded one. @param {View} base @param {Numbers} values @returns {View} */
  own(base, values) {
    this.check(base);
    const run = this.network.run(base.maps, values);
    const { layer } = this.facts.answer;
    const following = layer && follows(this.network, layer);
    const scores = following ? Array.from(run.values[layer], (score) => (Number.isFinite(score) ? score : null)) : undefined;
    return this.withHeats({ maps: run.values, scores, image: undefined, known: () => [], heat: () => undefined }, () => run);
  }
}

/** Says what the answer to the reader's own image is, once nothing changes any more. @param {Facts} facts @param {import("./screen.js").Page["say"]} say */
function speaker(facts, say) {
  const node = h("p", { class: "explorer-hint", role: "status" });
  let timer = 0;
  const update = (/** @type {View | undefined} */ view) => {
    clearTimeout(timer);
    if (!view) {
      setText(node, "");
      return;
    }
    const best = bestOf(view.scores);
    const answer = best === undefined ? "" : `${facts.answer.labels[best]} ${scoreText(facts.answer, view.scores?.[best] ?? null, say)}`;
    timer = window.setTimeout(() => setText(node, answer ? say("ownAnswer", { answer }) : say("own")), QUIET);
  };
  return { node, update };
}

/** @type {import("./screen.js").Computing} */
function computing(page, weights, first) {
  const { facts, layers, parts, say, show } = page;
  const computer = new Computer(page, weights);
  const { image } = computer.network;
  const spoken = speaker(facts, say);
  let base = first; // the recorded image
  /** @type {View | undefined} */
  let own;
  const later = frames((values) => {
    own = computer.own(base, values);
    drawn.mark(true);
    show(own);
    spoken.update(own);
  });
  const drawn = editor({
    layer: layers[image],
    whole: Boolean(facts.live?.whole),
    sample: first.maps[image],
    stage: /** @type {import("./screen.js").Parts["inputs"][number]} */ (parts.inputs.find((one) => one.name === image)).stage,
    say,
    current: () => later.waiting() ?? (own ?? base).maps[image],
    onValues: later.ask,
    onBack: () => show(chosen(base)),
  });
  const chosen = (/** @type {View} */ view) => {
    later.drop();
    spoken.update(undefined);
    [base, own] = [view, undefined];
    drawn.mark(false);
    setTimeout(() => { // after the first paint
      if (base !== view || own) return;
      computer.check(view);
      show(computer.withHeats(view, () => computer.runOf(view)));
      document.body.classList.add("page-computes");
    });
    return view;
  };
  drawn.node.append(spoken.node);
  return { nodes: [drawn.node], chosen };
}

/** Do something with the last of several values, once for each frame that is painted. @param {(values: Numbers) => void} action */
function frames(action) {
  /** @type {Numbers | undefined} */
  let next;
  const ask = (/** @type {Numbers} */ values) => {
    if (!next) requestAnimationFrame(() => {
      const values = next;
      next = undefined;
      if (values) action(values);
    });
    next = values;
  };
  return { ask, waiting: () => next, drop: () => void (next = undefined) };
}

module.exports = { computing };
