// @ts-check
"use strict";

/**
 * A trained network reading a digit: what it saw, every map, any unit's arithmetic, the slope at each pixel.
 *
 * @typedef {{sample: string, nth: number, values: number[], pad: number[], pen: string, layer: string, map: number, channel: number,
 *   row: number, column: number}} State
 * @typedef {import("./lib/colour.js").Scale} Scale
 * @typedef {import("./lib/digits-model.js").Read & {unlike: boolean}} Answered
 * @typedef {import("./lib/training-run.js").Digits} Digits
 * @typedef {{counts: number[], source: string, place: number}} Read counts, where they are from, and the place of a sample in the data
 * @typedef {(state: State) => Read | undefined} CountsOf undefined until a digit that was asked for is there
 * @typedef {import("./ui/explorer.js").Context<State>} Context
 */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./digits.json"));
const NETWORK = /** @type {import("./lib/digits-model.js").Network} */ (/** @type {unknown} */ (require("./data/network.json")));
/** @type {{indices: number[], samples: string, middles: string, least: number, most: number}} */
const DIGITS = require("./data/digits.json");
const { unsignedScale } = require("./lib/colour.js");
const { channelsOf, digitsNetwork, isUnlike, mapsOf, picturesOf, placeOf, sourceOf, storyOf } = require("./lib/digits-model.js");
const { blockCounts, drawingOf, normalised, packed, unpacked } = require("./lib/drawing.js");
const { pythonRows } = require("./lib/format.js");
const { isOver, spansOf, valueAt, windowIn } = require("./lib/model-maps.js");
const { mosaic, stepped, unitIn, windowOf } = require("./lib/mosaic.js");
const { toRows } = require("./lib/windows.js");
const STRINGS = require("./strings/digits.json");
const { allDigits } = require("./ui/all-digits.js");
const { button, segments } = require("./ui/controls.js");
const { digitBars } = require("./ui/digit-shares.js");
const { assign, h, setText } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");
const { fields } = require("./ui/fields.js");
const { handle } = require("./ui/handle.js");
const { legend } = require("./ui/legend.js");
const { matrix } = require("./ui/matrix.js");
const { pad } = require("./ui/pad.js");
const { picture } = require("./ui/picture.js");
const { common } = require("./ui/strings.js");
const { unitArithmetic } = require("./ui/unit.js");

const SAMPLES = picturesOf(DIGITS.samples);
const KNOWN = { ...DIGITS, middles: picturesOf(DIGITS.middles) };
const SIDE = 8;
const ACROSS = 8; // maps in one row of the display
const MOST_KEPT = 16; // pictures
/** @type {import("./lib/colour.js").Scale} */
const PAPER = { name: "ink", low: 0, high: 16 };
/** Radius in pixels. @type {Record<string, number>} */
const PENS = { thin: 1, medium: 1.75, thick: 2.75 };
const BLANK = new Uint8Array(1024);
const { layers: LAYERS, read: READ, input: INPUT } = digitsNetwork(NETWORK);

/** @param {Context} context */
function digits(context) {
  const say = context.text;
  const reading = keeping(answered);
  const countsOf = chosen(context);
  const top = inputParts(context, countsOf);
  const layer = segments(context, "layer");
  const inside = mapParts(context);
  const unit = unitArithmetic(context);
  const step = h("p", { class: "explorer-hint" });
  const unlike = h("p", { class: "explorer-note", hidden: true });

  const parts = [...top.parts, step, unlike, inside.node, unit.node];

  const update = (/** @type {State} */ state) => {
    layer.update(state);
    top.choose(state);
    const from = countsOf(state);
    for (const part of parts) part.classList.toggle("explorer-old", !from);
    if (!from) return { message: "", python: "", printed: "" };
    const { counts, source } = from;
    const read = reading(counts);
    const { probabilities, digit } = read;
    const value = /** @type {number} */ (valueAt(mapsOf(LAYERS[state.layer]), read.maps[state.layer], state));
    const field = fieldOf(state);
    top.update(state, counts, field.window);
    top.bars.update(probabilities, read.logits, digit);
    inside.update(state, read);
    const sight = say(field.over ? "fieldOver" : "field", { size: field.size });
    const scale = unsignedScale(read.maps[sourceOf(LAYERS, state.layer).name]);
    unit.update(state, storyOf(LAYERS, read, state.layer, state), scale, value, sight);
    setText(step, say(`source.${counts.some(Boolean) ? source : "blank"}`));
    assign(unlike, { hidden: !read.unlike });
    setText(unlike, unlike.hidden ? "" : say("unlike"));
    const sure = (100 * probabilities[digit]).toFixed(1);
    return {
      message: say(unlike.hidden ? "message" : "messageUnlike", { digit, sure }),
      ...python(state, from, read, value),
    };
  };
  const layers = h("div", { class: "explorer-controls" }, layer.node);
  return { nodes: [top.controls, ...top.parts, step, unlike, layers, inside.node, unit.node], update, settle };
}

/** What the network says, and whether its picture is like any that it knows. @param {number[]} counts @returns {Answered} */
function answered(counts) {
  return { ...READ(counts), unlike: isUnlike(counts, KNOWN) };
}

/**
 * Keeps what was last made of some counts: most changes leave the picture as it is, or go back to another one.
 *
 * @template T
 * @param {(counts: number[]) => T} make
 */
function keeping(make) {
  /** @type {Map<string, T>} */
  const known = new Map();
  return (/** @type {number[]} */ counts) => {
    const key = counts.join();
    if (known.size === MOST_KEPT) known.clear();
    const found = known.get(key) ?? make(counts);
    known.set(key, found);
    return found;
  };
}

/** What a unit sees: the part of it that lies on the picture, and whether some lies beyond. @param {State} state */
function fieldOf({ layer, map, row, column }) {
  const { field } = LAYERS[layer];
  const spans = /** @type {import("./lib/model-maps.js").Span[]} */ (spansOf(field, mapsOf(LAYERS[layer]), { map, row, column }));
  const { top = 0, left = 0, height = 0, width = 0 } = windowIn(spans, INPUT) ?? {};
  const { size } = /** @type {import("./lib/model-maps.js").Field} */ (field);
  return { window: { row: top, column: left, height, width }, over: isOver(spans, [SIDE, SIDE]), size: size[0] };
}

/**
 * Which counts the network gets. Of each kind one digit is at hand; the others are loaded when one is asked for.
 *
 * @param {Context} context
 * @returns {CountsOf}
 */
function chosen({ redraw, set, note }) {
  /** @type {Digits | undefined} */
  let digits;
  let asked = false;
  const ask = async () => {
    asked = true;
    try {
      digits = await allDigits();
      redraw();
    } catch {
      set({ nth: 0 });
      note(common("digitsLost"));
    }
    asked = false;
  };
  return (state) => {
    const own = ownCounts(state);
    if (own) return { ...own, place: 0 };
    const label = Number(state.sample);
    if (state.nth === 0) return { counts: SAMPLES[label], source: "sample", place: DIGITS.indices[label] };
    if (!digits) {
      if (!asked) ask();
      return undefined;
    }
    const place = placeOf(digits, label, state.nth);
    const counts = Array.from(digits.values.subarray(64 * place, 64 * place + 64), (value) => 16 * value);
    return { counts, source: "sample", place };
  };
}

/** Drawing, counts and answer, and what chooses them. @param {Context} context @param {CountsOf} countsOf */
function inputParts(context, countsOf) {
  const { set, text: say } = context;
  const drawing = pad({
    label: say("padKeys"),
    place: (row, column, down) => say(down ? "penDown" : "penUp", { row, column }),
    radius: () => PENS[context.state().pen],
    pixels: () => drawingIn(context.state()) ?? BLANK,
    onDraw: (pixels) => set({ pad: packed(pixels), values: [] }),
  });
  const [sample, pen] = [segments(context, "sample"), segments(context, "pen")];
  const choices = sample.node.querySelectorAll("input");
  for (const input of choices) {
    input.addEventListener("click", () => {
      if (input.value === context.state().sample) set({ nth: 0, values: [], pad: [] }); // another one brings that with it
    });
  }
  const { high } = /** @type {import("./lib/state.js").Numeric} */ (context.options.nth);
  const another = button(say("another"), () => set({ nth: (context.state().nth + 1) % (high + 1), values: [], pad: [] }));
  const clear = button(say("clear"), () => set({ pad: [], values: new Array(64).fill(0) }));
  const seen = countGrid(context, countsOf);
  const bars = digitBars(say);
  const padFigure = h("figure", { class: "explorer-picture" }, h("figcaption", {}, say("pad")), drawing.node);
  const controls = h("div", { class: "explorer-controls" }, sample.node, another, pen.node, clear);
  const parts = [h("div", { class: "explorer-digit" }, padFigure, seen.node, bars.node)];
  const choose = (/** @type {State} */ state) => {
    for (const part of [sample, pen]) part.update(state);
    if (state.pad.length || state.values.length) for (const input of choices) input.checked = false; // none of them is on the screen
  };
  const inked = keeping(drawingOf);
  let drawn = ""; // most changes leave the drawing as it is
  /** @param {State} state @param {number[]} counts @param {ReturnType<typeof fieldOf>["window"]} seenPart of the picture */
  const update = (state, counts, seenPart) => {
    const key = `${state.pad.join()} ${counts.join()}`;
    if (key !== drawn) drawing.update(drawingIn(state) ?? inked(counts));
    drawn = key;
    seen.update({ height: SIDE, width: SIDE, data: counts }, PAPER, undefined, seenPart);
  };
  return { controls, parts, bars, choose, update };
}

/** The counts, each of which can be changed. @param {Context} context @param {CountsOf} countsOf */
function countGrid(context, countsOf) {
  return matrix({
    label: context.text("seen"),
    role: "input",
    edited: fields({
      limits: /** @type {import("./lib/state.js").Numbers} */ (context.options.values),
      onRefuse: context.note,
      name: (row, column) => context.text("count", { row, column }),
      onEdit: (index, value) => {
        const values = [...(countsOf(context.state())?.counts ?? [])];
        if (!values.length) return; // another digit is on its way
        values[index] = value;
        context.set({ values, pad: [] });
      },
    }),
  });
}

/** How the maps of a layer are laid out. @param {string} layer */
function layoutOf(layer) {
  return { across: ACROSS, shown: mapsOf(LAYERS[layer]).count, gap: 1, fine: 1, width: 0 };
}

/** The maps of a layer, of which a unit is chosen. @param {Context} context */
function mapPicture({ set, state, text: say }) {
  return picture({
    label: say("maps"),
    keys: say("mapKeys"),
    knob: handle,
    onPoint: (cell) => set(unitIn(mapsOf(LAYERS[state().layer]), cell, layoutOf(state().layer))),
    onStep: (rows, columns, far) => {
      const { layer, map, row, column } = state();
      set(stepped(mapsOf(LAYERS[layer]), { map, row, column }, rows, columns, far, ACROSS));
    },
  });
}

/** Every map of a layer, and the saliency map. @param {Context} context */
function mapParts(context) {
  const { text: say } = context;
  const maps = mapPicture(context);
  const mapLegend = legend(say("mapLegend"));
  maps.node.append(mapLegend.node);
  const slopes = picture({ label: say("saliency"), plain: true });
  /** @type {{values: ArrayLike<number>, grid: ReturnType<typeof mosaic>, scale: Scale} | undefined} */
  let shown;
  /** @type {{slope: Float64Array, scale: Scale} | undefined} */
  let salient;
  /** @param {State} state @param {Answered} read */
  const update = ({ layer, map, row, column }, { maps: all, slope, digit }) => {
    const [own, values, layout] = [mapsOf(LAYERS[layer]), all[layer], layoutOf(layer)];
    if (shown?.values !== values) shown = { values, grid: mosaic(own, values, layout), scale: unsignedScale(values) };
    if (salient?.slope !== slope) salient = { slope, scale: unsignedScale(slope) };
    const caption = say("mapCount", { count: own.count, height: own.height, width: own.width });
    maps.update({ grid: shown.grid, scale: shown.scale, caption, framed: windowOf(own, { map, row, column }, layout) });
    mapLegend.update(shown.scale);
    const grid = { height: SIDE, width: SIDE, data: slope };
    slopes.update({ grid, caption: say("saliencyOf", { digit }), scale: salient.scale });
    const most = slope.indexOf(Math.max(...slope));
    slopes.say(say("saliencyAlt", { digit, row: Math.floor(most / SIDE), column: most % SIDE }));
  };
  return { node: h("div", { class: "explorer-inside" }, maps.node, slopes.node), update };
}

/** @param {State} next @param {State | undefined} previous */
function settle(next, previous) {
  const state = { ...next };
  if (previous && previous.sample !== state.sample) Object.assign(state, { nth: 0, values: [], pad: [] });
  if (state.pad.length) state.values = [];
  const { height, width, count } = mapsOf(LAYERS[state.layer]);
  state.map = Math.min(state.map, count - 1);
  state.row = Math.min(state.row, height - 1);
  state.column = Math.min(state.column, width - 1);
  state.channel = Math.min(state.channel, channelsOf(LAYERS, state.layer) - 1);
  return state;
}

/** What was drawn, if something was. @param {State} state */
function drawingIn(state) {
  return state.pad.length ? unpacked(state.pad) : undefined;
}

/** Counts that the reader drew or set. @param {State} state */
function ownCounts(state) {
  const pixels = drawingIn(state);
  if (pixels) return { counts: blockCounts(normalised(pixels)), source: "pad" };
  if (state.values.length) return { counts: state.values, source: "values" };
  return undefined;
}

/**
 * @param {State} state
 * @param {Read} read
 * @param {Answered} answered
 * @param {number} value
 */
function python(state, { counts, source, place }, { probabilities, digit }, value) {
  const sampled = source === "sample";
  const names = ["feature_maps", "load_digits", "load_digits_cnn"].filter(
    (name) => sampled || name !== "load_digits",
  );
  const rows = () => pythonRows(toRows({ height: SIDE, width: SIDE, data: counts }), " ".repeat(19));
  const code = [
    ...(sampled ? [] : ["import numpy as np"]),
    `from cnn_docs import ${names.join(", ")}`,
    "",
    sampled ? `counts = load_digits().images[${place}]` : `counts = np.array(${rows()})`,
    "image = counts[None, ..., None]",
    "model = load_digits_cnn()",
    "maps = feature_maps(model, image)",
    "",
    'print(*(f"{share:.4f}" for share in maps["output"][0]))',
    'print(maps["output"][0].argmax())',
    `print(f"{maps['${state.layer}'][0, ${state.row}, ${state.column}, ${state.map}]:.4f}")`,
  ].join("\n");
  const shares = probabilities.map((share) => share.toFixed(4)).join(" ");
  return { python: code, printed: `${shares}\n${digit}\n${value.toFixed(4)}` };
}

mount("digits", OPTIONS, STRINGS, digits);
