// @ts-check
"use strict";

/**
 * One weight, the curve of its loss, the tangent, and the steps that follow it downhill.
 *
 * @typedef {{curve: string, start: number, rate: number, momentum: number, steps: number}} State
 * @typedef {import("./ui/explorer.js").Context<State>} Context
 * @typedef {import("./lib/descent.js").Place} Place
 * @typedef {ReturnType<typeof import("./ui/plot.js").plot>} Plot
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./descent.json"));
const { CURVES, descent: placesOf, figuresOf, isFar, messageOf, nextChange } = require("./lib/descent.js");
const { factor, general, literal, shown } = require("./lib/format.js");
const STRINGS = require("./strings/descent.json");
const { button, select, slider } = require("./ui/controls.js");
const { h, setText, svg } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { plot, pointOf } = require("./ui/plot.js");

const PACE = 400; // milliseconds from step to step of a run
const STILL = "(prefers-reduced-motion: reduce)";
const { high: MOST } = /** @type {{high: number}} */ (/** @type {unknown} */ (OPTIONS.steps));
/** @type {[number, number][]} */
const [WEIGHTS, STEPS, LOSSES] = [[-3, 3], [0, MOST], [0, 6]];

/** @param {Context} context */
function descent(context) {
  const { text, set } = context;
  const parts = [select(context, "curve"), slider(context, "start"), slider(context, "rate"), slider(context, "momentum")];
  const buttons = runButtons(context);
  const curve = plot({
    label: text("curve"), across: WEIGHTS, up: LOSSES, ticksAcross: [-3, -2, -1, 0, 1, 2, 3], ticksUp: [0, 2, 4, 6],
    onPoint: (weight) => set({ start: Math.round(weight * 10) / 10, steps: 0 }),
  });
  const course = plot({ label: text("course"), across: STEPS, up: LOSSES, ticksAcross: [0, 20, 40, 60], ticksUp: [0, 2, 4, 6] });
  const keys = h("p", { class: "explorer-hint" }, ...["tangent", "path", "next"].map((kind) => key(kind, text(`keys.${kind}`))));
  const worked = h("p", { class: "explorer-equation" });

  const update = (/** @type {State} */ state) => {
    for (const part of parts) part.update(state);
    const places = placesOf(state);
    buttons.update(places);
    const now = places[places.length - 1];
    const words = { step: now.step, steps: now.step, weight: shown(now.weight), loss: shown(now.loss), slope: shown(now.slope), first: shown(places[0].loss) };
    curve.title(text(drawCurve(curve, state, places, text("curveAlt", words)) ? "curveBeyond" : "curve"));
    course.title(text(drawCourse(course, places, text("courseAlt", words)) ? "courseBeyond" : "course"));
    setText(worked, workedWords(text, state, now));
    return { message: text(messageOf(state, places), words), ...python(state, places) };
  };
  const controls = h("div", { class: "explorer-controls" }, ...parts.map((part) => part.node));
  return {
    nodes: [controls, buttons.node, h("div", { class: "explorer-pictures" }, curve.node, course.node), keys, worked],
    update,
  };
}

/** One step, a run of steps, and back. @param {Context} context */
function runButtons({ state, set, text }) {
  const less = matchMedia(STILL);
  let timer = 0;
  let ended = false;
  let made = ""; // where the run has come: whoever changes anything ends it
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    setText(run, text("run"));
  };
  const advance = () => {
    if (!ended) set({ steps: Math.min(state().steps + 1, MOST) });
    made = JSON.stringify(state());
  };
  const tick = () => {
    if (ended || JSON.stringify(state()) !== made) return stop();
    advance();
    timer = window.setTimeout(tick, PACE);
  };
  const step = button(text("step"), () => {
    stop();
    advance();
  });
  const run = button(text("run"), () => {
    if (timer) return stop();
    setText(run, text("pause"));
    made = JSON.stringify(state());
    tick();
  });
  const again = button(text("again"), () => {
    stop();
    set({ steps: 0 });
  });
  const follow = () => {
    run.hidden = less.matches;
    if (less.matches) stop();
  };
  less.addEventListener("change", follow);
  for (const [target, kind] of /** @type {const} */ ([[window, "pagehide"], [document, "visibilitychange"]])) target.addEventListener(kind, stop);
  follow();
  const update = (/** @type {Place[]} */ places) => {
    const now = places[places.length - 1];
    ended = now.step >= MOST || isFar(now);
    step.disabled = run.disabled = ended;
  };
  return { node: h("div", { class: "explorer-controls explorer-player" }, step, run, again), update };
}

/**
 * The curve, the steps so far, the tangent and the next step; tells whether the weight lies beyond the edge.
 *
 * @param {Plot} place
 * @param {State} state
 * @param {Place[]} places
 * @param {string} words
 */
function drawCurve(place, state, places, words) {
  const { value } = CURVES[state.curve];
  const now = places[places.length - 1];
  const { weight, loss, slope } = now;
  const point = (/** @type {number} */ at) => `${clipped(place.x(at))} ${clipped(place.y(value(at)))}`;
  const next = weight + nextChange(state, now);
  const { isBeyond, circle } = pointOf(place, weight, loss);
  place.update([
    svg("path", { d: place.path(value, 241), class: "explorer-curve explorer-main explorer-descent-loss" }),
    svg("path", { d: place.path((w) => loss + slope * (w - weight), 2), class: "explorer-curve explorer-tangent explorer-descent-tangent" }),
    svg("path", { d: `M${places.map((one) => point(one.weight)).join("L")}`, class: "explorer-curve explorer-descent-path" }),
    svg("path", { d: `M${point(weight)}L${point(next)}`, class: "explorer-curve explorer-descent-next" }),
    ...places.slice(0, -1).map((one) => svg("circle", { class: "explorer-descent-past", cx: clipped(place.x(one.weight)), cy: clipped(place.y(one.loss)), r: 3.5 })),
  ], [circle], words);
  return isBeyond;
}

/**
 * The loss after each step; tells whether the last one lies beyond the edge.
 *
 * @param {Plot} place
 * @param {Place[]} places
 * @param {string} words
 */
function drawCourse(place, places, words) {
  const points = places.map(({ step, loss }) => `${clipped(place.x(step))} ${clipped(place.y(loss))}`);
  const { step, loss } = places[places.length - 1];
  const { isBeyond, circle } = pointOf(place, step, loss);
  place.update([svg("path", { d: `M${points.join("L")}`, class: "explorer-curve explorer-descent-path" })], [circle], words);
  return isBeyond;
}

/** Where a place far outside of the frame is drawn. @param {number} pixels */
function clipped(pixels) {
  return (Number.isNaN(pixels) ? -999 : Math.min(Math.max(pixels, -999), 999)).toFixed(1);
}

/** A line as it is drawn, and what it stands for. @param {string} kind @param {string} words */
function key(kind, words) {
  const look = kind === "tangent" ? "explorer-tangent " : "";
  const line = svg("path", { d: "M0 4H30", class: `explorer-curve ${look}explorer-descent-${kind}` });
  return h("span", { class: "explorer-key" }, svg("svg", { viewBox: "0 0 30 8", "aria-hidden": "true" }, line), words);
}

/** The next step with its numbers. @param {Context["text"]} text @param {State} state @param {Place} now */
function workedWords(text, state, now) {
  const { rate, momentum } = state;
  if (isFar(now)) return text("workedFar");
  if (now.step >= MOST) return text("workedEnd", { steps: MOST });
  const change = nextChange(state, now);
  return text(momentum ? "workedMomentum" : "worked", {
    step: now.step + 1, rate: shown(rate), momentum: shown(momentum), slope: factor(now.slope), speed: factor(now.speed),
    change: shown(change), changeFactor: factor(change, figuresOf(now.weight, change)), before: shown(now.weight), after: shown(now.weight + change),
  });
}

/** @param {State} state @param {Place[]} places */
function python({ curve, start, rate, momentum }, places) {
  const imports = curve === "log" ? ["import numpy as np", "from cnn_docs import sigmoid", ""] : [];
  const source = [
    ...imports,
    ...CURVES[curve].python,
    "",
    `weight, change = ${literal(start)}, 0`,
    `for step in range(${places.length}):`,
    '    print(f"{step}: {weight:.4g}, loss {loss(weight):.4g}, slope {slope(weight):.4g}")',
    `    change = ${literal(momentum)} * change - ${literal(rate)} * slope(weight)`,
    "    weight = weight + change",
  ].join("\n");
  const lines = places.map(
    ({ step, weight, loss, slope }) => `${step}: ${general(weight, 4)}, loss ${general(loss, 4)}, slope ${general(slope, 4)}`,
  );
  return { python: source, printed: lines.join("\n") };
}

mount("descent", OPTIONS, STRINGS, descent);
