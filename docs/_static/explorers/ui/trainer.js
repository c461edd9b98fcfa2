// @ts-check
"use strict";

/**
 * Lets a training go on in slices between the frames, so that the page answers at any moment: to the step that the
 * state asks for, by an epoch, or until it is paused. Nothing runs before it is asked for but the score of the
 * untrained network, and nothing while the page is hidden.
 *
 * @typedef {import("./explorer.js").Context<import("../lib/training-plan.js").State>} Context
 * @typedef {import("../lib/training-run.js").Digits} Digits
 * @typedef {import("../lib/training-plan.js").State} State
 */

const { ANEW, isSame, settingsAt } = require("../lib/training-plan.js");
const { Run } = require("../lib/training-run.js");
const { allDigits } = require("./all-digits.js");

const SLICE = 12; // milliseconds of work between two frames
const PICTURE = 100; // milliseconds from one redraw to the next while it runs
const MOST_STEPS = 20000;
const STILL = "(prefers-reduced-motion: reduce)";

class Trainer {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Digits | undefined} */
    this.digits = undefined;
    this.isLost = false; // whether the digits could not be had
    /** @type {Run | undefined} */
    this.run = undefined;
    /** @type {State | undefined} */
    this.made = undefined; // the state that the run was made for
    this.told = -1; // the step that it last gave to the state
    this.goal = 0; // how many epochs to have at the end; Infinity while it plays
    this.frame = 0;
    this.drawn = 0;
    this.redrawn = false; // in this frame
    this.less = matchMedia(STILL);
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
    window.addEventListener("pagehide", () => this.pause());
    this.getDigits();
  }

  /** Let the training begin once its digits are there. */
  async getDigits() {
    this.isLost = false;
    try {
      this.digits = await allDigits();
    } catch {
      this.isLost = true;
      this.goal = 0;
    }
    this.context.redraw();
  }

  /** Whether there is a training, and the score of the untrained network. */
  get isReady() {
    return this.run !== undefined && this.run.entries.length > 0;
  }

  get isPlaying() {
    return this.goal > 0;
  }

  /** Whether there is work to do. */
  get isBusy() {
    if (!this.run) return !this.isLost;
    if (!this.isReady || !this.run.resting) return true;
    if (this.run.broken) return false;
    return this.run.step < MOST_STEPS && (this.run.entries.length < this.goal || this.run.step < this.context.state().step);
  }

  /** Whether it goes to a step that the state asks for. */
  get isOnTheWay() {
    return !this.isPlaying && this.isBusy && (this.run?.shown.step ?? 0) < this.context.state().step;
  }

  /** Let the training be that of a state. @param {State} state */
  follow(state) {
    const { run, made } = this;
    this.redrawn = true;
    const jumped = state.step !== this.told;
    const same = run !== undefined && made !== undefined && isSame(made, state, run.open) && !(jumped && state.step < run.step);
    this.made = state;
    if (!same && this.digits) this.begin(this.digits, state);
    if (jumped) [this.told, this.goal] = [state.step, 0]; // by a link, or by Reset
    if (this.isOnTheWay) this.workUntil(performance.now() + SLICE); // a step is taken at once
    if (this.run && this.isBusy) this.goOn();
  }

  /** @param {Digits} digits @param {State} state */
  begin(digits, state) {
    this.run = new Run(digits, state, (step) => settingsAt(this.context.state(), step));
    if (this.goal !== Infinity) this.goal = 0; // what plays goes on from new weights
  }

  goOn() {
    if (this.run) this.frame ||= requestAnimationFrame(() => this.slice());
    else if (this.isLost) this.getDigits();
  }

  /** Some milliseconds of work. */
  slice() {
    this.frame = 0;
    // A new state is followed first by the redraw that comes, which goes on; or a redraw has done the work.
    if (this.context.state() !== this.made || !this.isBusy) return;
    this.workUntil(this.redrawn ? 0 : performance.now() + SLICE); // a redraw is work enough for a frame
    this.redrawn = false;
    if (!this.isBusy) this.rest();
    else if (!this.isReady || (!this.less.matches && performance.now() - this.drawn > PICTURE)) this.draw();
    if (this.isBusy) this.goOn();
  }

  /** At least one piece; there is a training, and something to do. @param {number} end */
  workUntil(end) {
    do this.run?.work();
    while (this.isBusy && performance.now() < end);
  }

  draw() {
    this.drawn = performance.now();
    if (this.isPlaying && this.isReady) this.tell();
    else if (this.isReady) this.context.redraw();
  }

  /** It is where it was to go. */
  rest() {
    const run = /** @type {Run} */ (this.run);
    this.goal = 0;
    this.drawn = performance.now();
    if (this.context.state().step === run.step) this.context.redraw();
    else this.tell();
  }

  /** Let the state know how far it has come, if nobody has asked for another step since: Reset, say, or a link. */
  tell() {
    if (this.context.state().step !== this.told) return;
    this.told = /** @type {Run} */ (this.run).step;
    this.context.set({ step: this.told });
  }

  play() {
    this.goal = Infinity;
    this.goOn();
    this.context.redraw();
  }

  /** @param {number} count of epochs */
  byEpochs(count) {
    this.goal = (this.run?.entries.length ?? 0) + count;
    this.goOn();
  }

  byStep() {
    this.pause();
    const step = Math.min((this.run?.step ?? 0) + 1, MOST_STEPS);
    if (!this.run?.broken) this.context.set({ step });
    this.goOn();
  }

  pause() {
    const wasPlaying = this.isPlaying;
    this.goal = 0;
    if (wasPlaying && this.run) this.tell();
  }

  /** What begins anew. @param {State} next @param {State} before */
  static startsAnew(next, before) {
    return ANEW.some((name) => next[name] !== before[name]);
  }
}

module.exports = { MOST_STEPS, Trainer };
