// @ts-check
"use strict";

/** Small pictures of digits that were read wrongly; each can be taken to look at. */

const { paintInk } = require("../lib/ink.js");
const { assign, h, setText } = require("./dom.js");
const { smallPicture } = require("./small-picture.js");

const MOST = 24;

/**
 * @param {(index: number) => ArrayLike<number>} valuesOf the digit
 * @param {(label: number, answer: number) => [string, string]} words beside the picture, and of what a press does
 * @param {(index: number) => void} onTake
 */
function mistakes(valuesOf, words, onTake) {
  const places = Array.from({ length: MOST }, () => {
    const picture = smallPicture(8);
    const text = h("span", { "aria-hidden": "true" });
    const place = { node: h("button", { type: "button", class: "explorer-mistake" }, picture.node, text), picture, text, index: -1, key: "" };
    place.node.addEventListener("click", () => onTake(place.index));
    return place;
  });
  const title = h("p", { class: "explorer-subtitle" });
  const list = h("div", { class: "explorer-mistakes" }, ...places.map(({ node }) => node));
  /** @param {import("../lib/training-model.js").Mistake[]} all @param {string} heading */
  const update = (all, heading) => {
    setText(title, heading);
    places.forEach((place, at) => {
      const mistake = all[at];
      assign(place.node, { hidden: !mistake });
      const key = JSON.stringify(mistake ?? "");
      if (!mistake || key === place.key) return;
      place.key = key;
      place.index = mistake.index;
      place.picture.update((pixels) => paintInk(valuesOf(mistake.index), 1, pixels));
      const [text, label] = words(mistake.label, mistake.answer);
      setText(place.text, text);
      assign(place.node, { "aria-label": label });
    });
  };
  return { node: h("div", {}, title, list), update, most: MOST };
}

module.exports = { mistakes };
