// @ts-check
"use strict";

/**
 * The answer with bars, and the choice of what the heat map is for.
 *
 * @typedef {import("./network.js").Hooks["say"]} Say
 * @typedef {{scores: (number | null)[][] | null, shares: boolean, labels: string[], layer: string | null, logits: (number | null)[][] | null}} Answer
 *   logits: before the softmax, where the page does not hold the weights that they are computed with
 */

const { shown } = require("../lib/format.js");
const { h, setText, uniqueId } = require("../ui/dom.js");
const { barTable } = require("../ui/shares.js");

const MOST = 10;

/** Classes of an image, the highest score first. @param {(number | null)[] | undefined} scores */
function ranked(scores) {
  const own = scores ?? [];
  return own.map((_, number) => number).sort((a, b) => (own[b] ?? -Infinity) - (own[a] ?? -Infinity));
}

/** The class with the highest score; undefined where that is not known. @param {(number | null)[] | undefined} scores */
function bestOf(scores) {
  return scores?.includes(null) ? undefined : ranked(scores)[0];
}

/** @param {Answer} answer @param {number | null} score @param {Say} say */
function scoreText({ shares }, score, say) {
  if (score === null) return "\u2013";
  return shares ? say("answerShare", { value: (100 * score).toFixed(1) }) : shown(score);
}

/**
 * @param {Answer} answer
 * @param {Say} say
 * @param {HTMLElement} choice of a class, whose softmax is told
 * @param {(number: number) => void} onChoose a class was clicked
 */
function answerView(answer, say, choice, onChoose) {
  const count = Math.min(answer.labels.length, MOST);
  const bars = barTable({ caption: say("answer"), rows: count, name: "page-terms page-from-left" });
  bars.node.caption?.classList.add("explorer-hidden");
  const none = h("p", { class: "explorer-hint" }, say("answerNone"));
  const node = h("section", { class: "page-answer", "aria-label": say("answer") }, h("h2", {}, say("answer")), answer.scores ? bars.node : none);
  const unknown = h("p", { class: "explorer-hint", hidden: true }, say("answerRecorded"));
  node.append(unknown, choice);
  /** @type {number[]} */
  let shownOnes = [];
  bars.node.addEventListener("click", ({ target }) => {
    const row = /** @type {HTMLElement} */ (target).closest("tr");
    if (row && !choice.hidden) onChoose(shownOnes[row.rowIndex]);
  });
  /** @param {(number | null)[] | undefined} own scores of the image on the screen */
  const update = (own) => {
    if (!answer.scores) return;
    unknown.hidden = Boolean(own);
    bars.node.hidden = !own;
    if (!own) return;
    const [order, best] = [ranked(own), bestOf(own)];
    shownOnes = answer.labels.length <= MOST ? order.map((_, at) => at) : order.slice(0, MOST);
    const most = answer.shares ? 1 : Math.max(...own.map((score) => Math.abs(score ?? 0))) || 1;
    bars.update(shownOnes.map((number) => ({
      name: answer.labels[number],
      part: Math.abs(own[number] ?? 0) / most,
      numbers: [scoreText(answer, own[number], say)],
      look: `${number === best ? "page-total" : ""} ${(own[number] ?? 0) < 0 ? "page-minus" : ""}`.trim(),
    })));
  };
  return { node, update };
}

/** Of "grad_cam:conv_1" that it is "grad_cam": the layer that it is of stands behind. @param {string} method */
function kindOf(method) {
  return method.split(":")[0];
}

/**
 * @typedef {{layer: string | null, input: string | null, why: string, sides: number[], most: Record<string, number>}} Heat
 * @param {Record<string, Heat>} heats
 * @param {Answer} answer
 * @param {Say} say
 * @param {(change: {method?: string, number?: number}) => void} onChange
 */
function heatChoice(heats, answer, say, onChange) {
  const name = uniqueId("heat");
  const shownOnes = Object.keys(heats).filter((method) => !heats[method].why);
  const methods = ["none", ...new Set(shownOnes.map(kindOf))];
  const radios = methods.map((method) => h("input", { type: "radio", name, value: method, id: `${name}-${method}` }));
  const segments = radios.map((radio, at) => h(
    "span",
    { class: "explorer-segment" },
    radio,
    h("label", { for: radio.id }, say(at ? `heat_${methods[at]}` : "heatNone")),
  ));
  const classes = h("select", { class: "page-heat-class" });
  const own = shownOnes.filter((method) => heats[method].layer !== null);
  const layers = h("select", { class: "page-heat-layer" }, ...own.map((method) => h("option", { value: method }, heats[method].layer ?? "")));
  const layerChoice = h("label", { class: "page-channel" }, say("heatLayer"), " ", layers);
  const about = h("p", { class: "explorer-hint" });
  const whys = Object.entries(heats).filter(([, heat]) => heat.why);
  const notes = whys.map(([method, { why }]) => h("p", { class: "explorer-hint" }, say("heatWhy", { method: say(`heat_${method}`), why })));
  const legend = h("legend", {}, say("heat"));
  const choice = h("label", { class: "page-channel" }, say("heatOf"), " ", classes);
  const node = h("div", { class: "page-heats" }, h("fieldset", { class: "explorer-control" }, legend, h("div", { class: "explorer-segments" }, ...segments)), layerChoice, choice, about, ...notes);
  /** @type {HTMLElement} */ (node.firstChild).hidden = methods.length === 1;
  for (const radio of radios) radio.addEventListener("change", () => onChange({ method: radio.value }));
  layers.addEventListener("change", () => onChange({ method: layers.value }));
  classes.addEventListener("change", () => onChange({ number: Number(classes.value) }));

  /** @param {string} method @param {number} number @param {number[]} known classes with maps @param {number} most */
  const update = (method, number, known, most) => {
    const kind = kindOf(method);
    radios.forEach((radio) => void (radio.checked = radio.value === kind));
    layerChoice.hidden = kind !== "grad_cam" || own.length < 2;
    layers.value = method;
    const key = known.join();
    if (classes.dataset.key !== key) {
      classes.replaceChildren(...known.map((one) => h("option", { value: String(one) }, answer.labels[one] ?? String(one))));
      classes.dataset.key = key;
    }
    classes.value = String(number);
    choice.hidden = method === "none" || known.length < 2;
    about.hidden = method === "none";
    if (method === "none") return;
    if (!known.length) {
      setText(about, say("heatRecorded"));
      return;
    }
    const words = { class: answer.labels[number] ?? String(number), most: shown(most), layer: heats[method].layer ?? "" };
    setText(about, most > 0 ? say(`heatAbout_${kind}`, words) : say(`heatZero_${kind}`, words));
  };
  return { node, update };
}

/** The number of an image, and its answer. @param {Answer} answer @param {number} image @param {Say} say */
function imageLabel(answer, image, say) {
  const best = bestOf(answer.scores?.[image]);
  if (best === undefined || !answer.scores || answer.labels.length < 2) return say("image", { number: image });
  const score = scoreText(answer, answer.scores[image][best], say);
  return say("imageAnswer", { number: image, answer: `${answer.labels[best]} ${score}` });
}

/** The answer alone, or the number of the image. @param {Answer} answer @param {number} image */
function shortLabel(answer, image) {
  const best = bestOf(answer.scores?.[image]);
  return best === undefined || answer.labels.length < 2 ? String(image) : answer.labels[best];
}

module.exports = { answerView, bestOf, heatChoice, imageLabel, ranked, scoreText, shortLabel };
