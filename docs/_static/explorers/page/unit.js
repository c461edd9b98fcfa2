// @ts-check
"use strict";

/**
 * The unit that is pointed at: its value, what it sees, the maps that it reads, and what it adds up.
 *
 * @typedef {import("../lib/model-maps.js").Layer} Layer
 * @typedef {import("../lib/model-maps.js").Unit} Unit
 * @typedef {import("../lib/unit-sums.js").Values} Values
 * @typedef {import("../lib/unit-sums.js").Story} Story
 * @typedef {import("../lib/unit-sums.js").Part} Part
 * @typedef {import("./partial-sums.js").Sums} Sums
 * @typedef {import("./network.js").Hooks["say"]} Say
 */

const { signedScale } = require("../lib/colour.js");
const { factor, shown } = require("../lib/format.js");
const { indexOf, isOver, planeOf, slotOf, spansOf, valueAt, windowIn } = require("../lib/model-maps.js");
const { largestFirst } = require("../lib/unit-sums.js");
const { closeUp } = require("../ui/close-up.js");
const { h, setText } = require("../ui/dom.js");
const { picture } = require("../ui/picture.js");
const { barTable } = require("../ui/shares.js");
const { partialSums, sumsView } = require("./partial-sums.js");

const MOST_TERMS = 8;
const MOST_CELLS = 49; // of a window that is written out

/** @param {Say} say @param {HTMLElement} reads words for what the unit is computed from @param {(map: number) => void} onChannel another input map was chosen */
function unitView(say, reads, onChannel) {
  const title = h("h2", { class: "explorer-hidden" }, say("unit"));
  const name = h("p", { class: "page-unit-name" });
  const value = h("output", { class: "explorer-result", "aria-live": "off" }); // `spoken` has it
  const hint = h("span", { class: "explorer-hint" });
  const python = h("code", { class: "page-python" });
  const field = h("p");
  const before = beforeView(say);
  const words = h("p", { class: "explorer-equation" });
  const window = windowView(say);
  const step = (/** @type {number} */ map) => {
    onChannel(map);
    window.node.scrollIntoView({ block: "nearest" });
  };
  const [channel, sums] = [channelChoice(say, step), sumsView(say, step)];
  const terms = termTable(say);
  const head = h("section", { class: "page-head" }, title, name, h("p", { class: "page-value" }, value, " ", python), field, hint);
  const body = h("section", { class: "page-body", "aria-label": say("before") }, before.node, h("div", { class: "page-words" }, words, reads, channel.node), window.node, sums.node, terms.node);

  /**
   * @param {{layer: Layer, unit: Unit, values: Values, layers: Record<string, Layer>, story: Story | undefined, channel: number | undefined, kept: boolean, sees: string, image: number | undefined}} shownNow
   */
  const update = (shownNow) => {
    const { layer, unit, values, story, kept, sees } = shownNow;
    const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
    const data = values.maps[layer.name];
    const exact = (data && valueAt(maps, data, unit)) ?? NaN;
    setText(name, placeOf(say, layer, unit));
    setText(value, data ? exactText(exact, maps.type) : "\u2013");
    setText(python, pythonOf(say, layer, unit, shownNow.image));
    setText(hint, say(kept ? "kept" : "follows"));
    setText(field, sees);
    const part = chosenPart(story, shownNow.channel);
    before.update(shownNow, part);
    const [source] = layer.sources ?? [];
    const from = source && shownNow.layers[source.name];
    const told = story && part && from ? toldOf(story, part, from) : undefined;
    for (const view of [window, channel, sums]) view.update(told);
    terms.update(told?.sums ? undefined : story);
    const why = data ? layer.why || say(Number.isFinite(exact) ? "leftOut" : "notFinite") : say("recordedOnlyWhy");
    setText(words, story ? `${sentence(say, story, exact)}${apart(say, layer.operation)}` : say("notTold", { why }));
  };
  /** What a screen reader is told of the unit, once for each. */
  const spoken = () => `${name.textContent}: ${value.textContent}`;
  return { head, body, update, spoken };
}

/** The part of the sum that is written out: of the chosen input map, else the largest. @param {Story | undefined} story @param {number | undefined} channel */
function chosenPart(story, channel) {
  if (!story?.parts) return undefined;
  return story.parts.find((part) => part.map === channel) ?? largestFirst(story.parts, 1).first[0];
}

/** @typedef {{story: Story, part: Part, from: Layer, sums: Sums | undefined}} Told the part that is written out, and where it is one of several, all */

/** @param {Story} story @param {Part} part @param {Layer} from what the layer reads @returns {Told} */
function toldOf(story, part, from) {
  const { parts = [], height = 1, width = 1 } = story;
  const vector = height * width === 1 && from.maps && from.maps.height * from.maps.width === 1;
  return { story, part, from, sums: parts.length > 1 && !vector ? partialSums(parts, part.map) : undefined };
}

/** The window of one input map, written out. @param {Say} say */
function windowView(say) {
  const title = h("h3");
  const detail = closeUp((key) => say(key));
  const node = h("div", { class: "page-window" }, title, detail.node);
  /** @param {Told | undefined} told */
  const update = (told) => {
    const { height = 1, width = 1 } = told?.story ?? {};
    node.hidden = !told || height * width > MOST_CELLS || !(told.sums || height * width > 1);
    if (!told || node.hidden) return;
    setText(title, say("windowOf", { name: told.from.name, map: told.part.map }));
    detail.update(told.part.cells, { height, width, data: told.part.kernel }, told.from.scale ?? signedScale([0]), told.part.sum);
  };
  return { node, update };
}

/** Chooses among all input maps, where not each of them has a place of its own. @param {Say} say @param {(map: number) => void} onChannel */
function channelChoice(say, onChannel) {
  const choice = h("select", { "aria-label": say("channel") });
  choice.addEventListener("change", () => onChannel(Number(choice.value)));
  const node = h("label", { class: "page-channel" }, say("channel"), " ", choice);
  /** @param {Told | undefined} told */
  const update = (told) => {
    node.hidden = !told?.sums?.others;
    if (told && !node.hidden) fillChoice(choice, told.story, told.part.map, say);
  };
  return { node, update };
}

/** @param {HTMLSelectElement} choice @param {Story} story @param {number} map @param {Say} say */
function fillChoice(choice, story, map, say) {
  const parts = story.parts ?? [];
  const [first, last] = [choice.options[0]?.value, choice.options[choice.options.length - 1]?.value];
  if (choice.options.length !== parts.length || first !== String(parts[0]?.map) || last !== String(parts[parts.length - 1]?.map)) {
    choice.replaceChildren(...parts.map((part) => h("option", { value: String(part.map) }, say("termMap", { map: part.map }))));
  }
  choice.value = String(map);
}

/** The maps that the layer reads, with the window framed. @param {Say} say */
function beforeView(say) {
  const title = h("h3", {}, say("before"));
  const place = h("div", { class: "page-before" });
  const node = h("div", {}, title, place);
  /** @type {Map<string, ReturnType<typeof picture>>} */
  const pictures = new Map();
  /** @param {any} now @param {{map: number} | undefined} part */
  const update = ({ layer, unit, values, layers, story }, part) => {
    const sources = /** @type {Layer["sources"]} */ (layer.sources) ?? [];
    const drawn = sources.slice(0, 4).flatMap((source) => {
      const from = layers[source.name];
      if (!from?.maps || !values.maps[source.name] || from.maps.height * from.maps.width === 1 || (!source.certain && !story)) return [];
      const map = part?.map ?? (slotOf(from.maps, unit.map) >= 0 ? unit.map : from.maps.chosen?.[0] ?? 0);
      const known = pictures.get(source.name) ?? picture({ label: source.name, plain: true });
      pictures.set(source.name, known);
      const spans = spansOf(source.window, layer.maps, unit);
      const grid = planeOf(from.maps, values.maps[source.name], map);
      const framed = spans && spans.length === from.maps.spatial.length ? windowIn(spans, from.maps) : undefined;
      known.update({ grid, scale: /** @type {any} */ (from.scale), framed, caption: `\u00b7 ${say("termMap", { map })}` });
      known.say(say("beforeOf", { name: source.name, map }));
      return [known.node];
    });
    node.hidden = drawn.length === 0;
    if (place.childElementCount !== drawn.length || drawn.some((one, at) => place.children[at] !== one)) place.replaceChildren(...drawn);
  };
  return { node, update };
}

/** Terms of a sum with bars, the largest first. @param {Say} say */
function termTable(say) {
  const { node, update: show } = barTable({ caption: say("termsUnits"), rows: MOST_TERMS + 3, name: "page-terms" });
  /** @param {Story | undefined} story */
  const update = (story) => {
    const lines = story ? linesOf(say, story) : [];
    node.hidden = lines.length === 0;
    if (!lines.length) return;
    const most = Math.max(...lines.map((line) => Math.abs(line.value))) || 1;
    show(lines.map(({ words, value, total }) => ({
      name: words,
      part: Math.abs(value) / most / 2,
      numbers: [shown(value)],
      look: `${total ? "page-total" : ""} ${value < 0 ? "page-minus" : ""}`.trim(),
    })));
  };
  return { node, update };
}

/** @param {Say} say @param {Story} story @returns {{words: string, value: number, total?: boolean}[]} */
function linesOf(say, story) {
  if (story.kind === "sum" || story.kind === "product") {
    return (story.terms ?? []).slice(0, MOST_TERMS).map(({ name, value }) => ({ words: name, value }));
  }
  const single = (story.height ?? 1) * (story.width ?? 1) === 1;
  if (story.kind !== "weighted" || !story.parts || !single) return [];
  const { first, rest, others } = largestFirst(story.parts, MOST_TERMS);
  const lines = first.map((part) => ({
    words: say("termUnit", { map: part.map, value: shown(part.cells[0].value, 3), weight: shown(part.kernel[0], 3) }),
    value: part.sum,
  }));
  if (others) lines.push({ words: say("others", { count: others }), value: rest });
  return [...lines, { words: say("bias"), value: story.numbers.bias }, { words: say("z"), value: story.numbers.z, total: true }];
}

/** What makes the value, in one sentence. @param {Say} say @param {Story} story @param {number} exact */
function sentence(say, story, exact) {
  const value = shown(exact, 5);
  const numbers = Object.fromEntries(Object.entries(story.numbers).map(([key, number]) => [key, key === "count" ? String(number) : shown(number)]));
  const [term] = story.terms ?? [];
  const shared = { ...numbers, value, activation: story.activation ?? "", x: term ? shown(term.value) : "" };
  const key = {
    weighted: story.activation === "softmax" ? "equalsSoftmax" : story.activation === "linear" ? "equalsLinear" : "equals",
    pool: story.way === "max" ? "poolMax" : "poolAverage",
    mean: story.way === "max" ? "meanMax" : "meanAverage",
    normalised: "normalised",
    activation: "activation",
    leaking: "leaking",
    mixed: "mixed",
    softmax: "softmax",
    sum: "total",
    product: "product",
    padding: "padding",
    scaled: "scaled",
    same: "same",
  }[story.kind];
  const terms = (story.terms ?? []).map(({ value: one, share }) => (
    share === undefined ? factor(one) : `${shown(share)} \u00d7 ${factor(one)}`
  )).join(story.kind === "product" ? " \u00d7 " : " + ");
  const place = term ? say("placeMap", { ...term.unit }) : "";
  return say(key, { ...shared, terms, name: term?.name ?? "", place });
}

/** What is special about the window of a layer, after its sum. @param {Say} say @param {Layer["operation"]} operation */
function apart(say, operation) {
  if (operation?.kind === "transposed") return `. ${say("transposed")}`;
  return operation?.twofold ? `. ${say("twofold")}` : "";
}

/** @param {Say} say @param {Layer} layer @param {Unit} unit */
function placeOf(say, layer, unit) {
  const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
  return say(maps.height * maps.width === 1 ? "unitOfVector" : "unitAt", { name: layer.name, ...unit });
}

/** A number to its last digit: nine tell every float32 apart, seventeen every float64. @param {number} value @param {string} type */
function exactText(value, type) {
  if (!Number.isFinite(value)) return String(value);
  const digits = type === "<f8" ? 17 : 9;
  return String(Number(value.toPrecision(digits))).replace("-", "\u2212");
}

/** How Python prints the value of a unit. @param {Say} say @param {Layer} layer @param {Unit} unit @param {number | undefined} image its number */
function pythonOf(say, layer, unit, image) {
  const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
  if (maps.perImage && image === undefined) return say("pythonOwn");
  const index = [...(maps.perImage ? [image] : []), ...indexOf(maps, unit)];
  return say("python", { name: pythonText(layer.name), index: `[${index.join(", ")}]` });
}

/** A name as a text of Python. @param {string} name */
function pythonText(name) {
  return JSON.stringify(name);
}

/** What a unit sees of the input, in words. @param {Say} say @param {Layer} layer @param {Unit} unit @param {number[] | undefined} sides of the input along its axes */
function sight(say, layer, unit, sides) {
  const maps = /** @type {import("../lib/model-maps.js").Maps} */ (layer.maps);
  const spans = spansOf(layer.field, maps, unit);
  if (!spans || !sides || spans.length !== sides.length) return say(layer.field === "whole input" ? "fieldWhole" : "fieldUnknown");
  const cut = spans.map(({ first, last }, axis) => [Math.max(first, 0), Math.min(last, sides[axis] - 1)]);
  const [[top, bottom], [left, right] = [0, 0]] = cut;
  if (cut.length === 1) return say("fieldAlong", { left: top, right: bottom });
  if (cut.length > 2) return say("fieldPlaces", { places: cut.map((ends) => ends.join("\u2013")).join(", ") });
  return say(isOver(spans, sides) ? "fieldInOver" : "fieldIn", { top, bottom, left, right });
}

module.exports = { exactText, sentence, sight, unitView };
