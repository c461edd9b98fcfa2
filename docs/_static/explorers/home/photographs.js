// @ts-check
"use strict";

/**
 * Photographs to choose beside an explorer, and what a network answered to each when the site was built: in the place
 * of the explorer, until the reader goes back to it.
 *
 * @typedef {{name: string, alt: string, from: string, kinds: number, answers: [string, number][]}} Shown
 * @typedef {{shown: Shown, image: HTMLImageElement}} Photograph
 */

const STRINGS = require("../strings/photographs.json");
const { h, setText, svg } = require("../ui/dom.js");
const { barTable, percents } = require("../ui/shares.js");
const { filledText } = require("../ui/strings.js");

const PENCIL = "M3 21l1-5L16 4l4 4L8 20zM13 7l4 4";

/** @param {string} key @param {Record<string, string | number>} [values] */
function say(key, values) {
  return filledText(STRINGS, key, values);
}

/** The picture stays where it is read without scripts and in print. @param {HTMLImageElement} image */
function copyOf(image) {
  return /** @type {HTMLImageElement} */ (image.cloneNode());
}

/** A button with a picture. @param {string} label @param {Element} content @param {() => void} action */
function pictureButton(label, content, action) {
  return h("button", { type: "button", class: "photographs-button", "aria-label": label, "aria-pressed": "false", title: label, onclick: action }, content);
}

/** @param {() => void} onDigit @param {(index: number) => void} onChoose @param {Photograph[]} all */
function choice(onDigit, onChoose, all) {
  const pencil = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: PENCIL }));
  const buttons = [
    pictureButton(say("digit"), pencil, onDigit),
    ...all.map(({ shown, image }, index) => pictureButton(shown.name, copyOf(image), () => onChoose(index))),
  ];
  const title = h("p", { class: "explorer-title" }, say("title"));
  const group = h("div", { class: "photographs-buttons", role: "group", "aria-label": say("choice") }, ...buttons);
  /** @param {number} chosen 0 for the digit */
  const update = (chosen) => buttons.forEach((one, at) => one.setAttribute("aria-pressed", String(at === chosen)));
  return { node: h("div", { class: "photographs-head" }, title, group), update };
}

/** The picture and the answer to it. @param {string} page of the whole network @param {number} rows the most that an answer has */
function answerPanel(page, rows) {
  const place = h("div", { class: "photographs-picture" });
  const columns = ["name", "bar", "share"].map((key) => say(`columns.${key}`));
  const bars = barTable({ caption: say("answers"), columns, rows });
  const message = h("p", { class: "explorer-message" });
  const [about, credit] = [h("p"), h("p", { class: "explorer-hint" })];
  const link = h("p", {}, h("a", { href: page }, say("whole")));
  const more = h("div", { class: "photographs-more" }, about, link, credit);
  const node = h(
    "div",
    { class: "photographs-panel explorer-live", hidden: true },
    h("p", { class: "photographs-network" }, say("network")),
    h("div", { class: "photographs-answer" }, place, bars.node),
    message,
    more,
  );
  /** @param {Photograph} photograph @returns {string} the answer in words */
  const update = ({ shown, image }) => {
    const [[name, share]] = shown.answers;
    place.replaceChildren(copyOf(image));
    bars.update(shown.answers.map(([kind, part], at) => ({ name: kind, part, numbers: [percents(part)], look: at ? "" : "explorer-winner" })));
    const words = say("message", { name, share: (100 * share).toFixed(1) });
    setText(message, words);
    setText(about, say("about", { count: shown.kinds.toLocaleString("en") }));
    setText(credit, say("credit", { source: shown.from }));
    return words;
  };
  return { node, update };
}

/** @param {HTMLElement} place */
function start(place) {
  const around = /** @type {HTMLElement} */ (place.parentElement);
  const explorer = /** @type {HTMLElement | null} */ (around.querySelector("[data-explorer]"));
  const images = [...place.querySelectorAll("img")];
  const all = /** @type {Shown[]} */ (JSON.parse(place.dataset.photographs ?? "[]")).map((shown, index) => ({ shown, image: images[index] }));
  const panel = answerPanel(place.dataset.page ?? "", Math.max(...all.map(({ shown }) => shown.answers.length)));
  const spoken = h("p", { class: "explorer-hidden", role: "status" });
  /** @param {Photograph} [photograph] none for the digit */
  const show = (photograph) => {
    if (photograph && !panel.node.isConnected) spoken.before(panel.node);
    panel.node.hidden = !photograph;
    if (explorer) explorer.inert = Boolean(photograph);
    around.classList.toggle("photographs-chosen", Boolean(photograph));
    head.update(photograph ? all.indexOf(photograph) + 1 : 0);
    setText(spoken, photograph ? panel.update(photograph) : "");
  };
  const head = choice(() => show(), (index) => show(all[index]), all);
  head.update(0);
  window.addEventListener("hashchange", () => {
    if (explorer && location.hash.startsWith(`#${explorer.id}`)) show(); // a link to a digit
  });
  place.append(head.node, spoken);
  place.classList.add("photographs-running");
}

for (const place of document.querySelectorAll("[data-photographs]")) start(/** @type {HTMLElement} */ (place));
