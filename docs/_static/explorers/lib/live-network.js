// @ts-check
"use strict";

/**
 * The layers that a page computes, in order: forwards, compared with what was recorded, and backwards from a score.
 *
 * @typedef {import("./model-maps.js").Layer} Layer
 * @typedef {import("./model-maps.js").Maps} Maps
 * @typedef {import("./model-maps.js").Numbers} Numbers
 * @typedef {import("./live-windows.js").Worker} Worker
 * @typedef {import("./live-windows.js").Made} Made
 * @typedef {Record<string, (known: import("./live-windows.js").Known) => Worker>} Workers
 * @typedef {{image: string, whole: boolean, names: string[], why: Record<string, string>}} Live
 * @typedef {{name: string, operation: import("./model-maps.js").Operation, maps: Maps, sources: string[], worker: Worker}} Step
 * @typedef {{values: Record<string, Numbers>, made: Record<string, Made>}} Run
 * @typedef {Record<string, Float64Array>} Slopes by tensor
 */

const { TOLERANCE } = require("./unit-sums.js");

const SQUASHING = ["softmax", "sigmoid", "hard_sigmoid"];
const REARRANGING = ["same", "flatten"];

/** @param {Workers} workers @param {Record<string, Layer>} layers @param {string} name @param {Record<string, Record<string, Numbers>>} weights @returns {Step} */
function stepOf(workers, layers, name, weights) {
  const layer = layers[name];
  const operation = /** @type {import("./model-maps.js").Operation} */ (layer.operation);
  const sources = (layer.sources ?? []).map((source) => source.name);
  const inputs = sources.map((source) => /** @type {Maps} */ (layers[source].maps));
  const maps = /** @type {Maps} */ (layer.maps);
  const worker = workers[operation.kind]({ operation, maps, inputs, weights: weights[name] ?? {} });
  return { name, operation, maps, sources, worker };
}

/** Values to the precision in which the layer has them. @param {Float64Array} values @param {Maps} maps @returns {Numbers} */
function rounded(values, { type }) {
  return type === "<f8" ? values : Float32Array.from(values);
}

/** By how much two arrays differ at most, as a part of the largest value of the second, or of one. @param {ArrayLike<number>} one @param {ArrayLike<number>} other */
function difference(one, other) {
  let [most, largest] = [0, 1];
  for (let at = 0; at < other.length; at++) {
    if (one[at] === other[at] || (Number.isNaN(one[at]) && Number.isNaN(other[at]))) continue;
    most = Math.max(most, Math.abs(one[at] - other[at]));
    if (Number.isNaN(most)) return Infinity;
    largest = Math.max(largest, Math.abs(other[at]));
  }
  return most / largest;
}

class LiveNetwork {
  /** @param {Workers} workers by kind of layer @param {Record<string, Layer>} layers by name @param {Pick<Live, "image" | "names"> & Partial<Live>} live @param {Record<string, Record<string, Numbers>>} weights */
  constructor(workers, layers, live, weights) {
    this.image = live.image;
    this.steps = live.names.map((name) => stepOf(workers, layers, name, weights));
    /** Tensors that depend on the image and are not computed, and why. */
    this.why = { ...live.why };
  }

  /**
   * All values for an image; those that are not computed are left out.
   *
   * @param {Record<string, Numbers>} recorded values that do not depend on the image
   * @param {Numbers} image
   * @returns {Run}
   */
  run(recorded, image) {
    /** @type {Run} */
    const run = { values: {}, made: {} };
    const computed = new Set(this.steps.map((step) => step.name));
    for (const [name, values] of Object.entries(recorded)) {
      if (!computed.has(name) && !(name in this.why)) run.values[name] = values;
    }
    run.values[this.image] = image;
    for (const { name, maps, sources, worker } of this.steps) {
      run.made[name] = worker.forward(sources.map((source) => run.values[source]));
      run.values[name] = rounded(run.made[name].values, maps);
    }
    return run;
  }

  /**
   * The slopes of a score before the last softmax or sigmoid, for all tensors that lead to it.
   *
   * @param {Run} run
   * @param {string} answer the tensor of the scores
   * @param {number} number of the class
   * @returns {Slopes}
   */
  slopes(run, answer, number) {
    const slopes = this.firstSlopes(run, answer, number);
    for (const step of [...this.steps].reverse()) {
      if (slopes[step.name]) this.pass(run, step, slopes, step.worker.backward);
    }
    return slopes;
  }

  /** @param {Run} run @param {string} answer @param {number} number @returns {Slopes} */
  firstSlopes(run, answer, number) {
    const unit = new Float64Array(run.values[answer].length);
    unit[number] = 1;
    /** @type {Slopes} */
    const first = { [answer]: unit };
    let slopes = first;
    let step = this.stepOf(answer);
    while (step) {
      const { activation, kind } = step.operation;
      const squashed = SQUASHING.includes(activation);
      if (!squashed && !REARRANGING.includes(kind) && !(kind === "activation" && activation === "linear")) return first;
      /** @type {Slopes} */
      const before = { [step.name]: slopes[step.name] };
      this.pass(run, step, before, (squashed && step.worker.fromScores) || step.worker.backward);
      delete before[step.name];
      if (squashed) return before;
      [slopes, step] = [before, this.stepOf(step.sources[0])];
    }
    return first;
  }

  /** @param {string} name */
  stepOf(name) {
    return this.steps.find((step) => step.name === name);
  }

  /** Add to the slopes of what a layer reads. @param {Run} run @param {Step} step @param {Slopes} slopes @param {import("./live-windows.js").Back} back */
  pass(run, { name, sources }, slopes, back) {
    const parts = back(run.made[name], slopes[name], sources.map((source) => run.values[source]));
    sources.forEach((source, at) => {
      const known = slopes[source];
      slopes[source] = known ? known.map((one, place) => one + parts[at][place]) : parts[at];
    });
  }
}

/**
 * Compute a recorded image, too: layers that differ from what was recorded are computed no more, nor what reads them.
 *
 * @param {LiveNetwork} network
 * @param {Record<string, Numbers>} recorded
 * @returns {number} by how much the others differ at most
 */
function checked(network, recorded) {
  const { values } = network.run(recorded, recorded[network.image]);
  let most = 0;
  for (const { name, sources } of network.steps) {
    const apart = difference(values[name], recorded[name]);
    const wrong = sources.find((source) => source in network.why);
    if (wrong) network.why[name] = `It reads ${wrong}, which the page does not compute.`;
    else if (apart > TOLERANCE) network.why[name] = `What the page computes differs by ${apart.toPrecision(2)} from what was recorded.`;
    else most = Math.max(most, apart);
  }
  network.steps = network.steps.filter((step) => !(step.name in network.why));
  return most;
}

/** Whether a tensor follows what is drawn. @param {LiveNetwork} network @param {string} name */
function follows(network, name) {
  return name === network.image || network.stepOf(name) !== undefined;
}

/** The largest slope, of either sign, at each place. @param {Float64Array | undefined} slopes @param {Maps} maps */
function saliency(slopes, { height, width }) {
  const heat = new Float64Array(height * width);
  slopes?.forEach((slope, at) => void (heat[at % heat.length] = Math.max(heat[at % heat.length], Math.abs(slope))));
  return heat;
}

/** Grad-CAM: the maps, each times the mean of its slopes, added up; what is below zero is zero. @param {ArrayLike<number>} values @param {Float64Array | undefined} slopes @param {Maps} maps */
function gradCam(values, slopes, { height, width, count }) {
  const area = height * width;
  const heat = new Float64Array(area);
  for (let map = 0; slopes && map < count; map++) {
    const mean = slopes.subarray(map * area, (map + 1) * area).reduce((sum, slope) => sum + slope, 0) / area;
    for (let at = 0; at < area; at++) heat[at] += mean * values[map * area + at];
  }
  return heat.map((one) => Math.max(one, 0));
}

module.exports = { LiveNetwork, checked, difference, follows, gradCam, saliency };
