// @ts-check
"use strict";

const { assign, h, setText, svg } = require("./dom.js");
const { dragging } = require("./dragging.js");

const QUIET = 300; // milliseconds without a key before the place of the pen is spoken
const THIN = 32; // steps of the keyboard's pen along the longer side, at least

/**
 * Lines on a stage, by pointer or with the keyboard: arrows move the pen, Space draws.
 *
 * @param {object} settings
 * @param {HTMLElement} settings.stage
 * @param {string} settings.label
 * @param {number} settings.height of what is drawn on, in cells
 * @param {number} settings.width
 * @param {(row: number, column: number, down: boolean) => string} settings.place in words, of the pen that keys move
 * @param {(from: number[], to: number[]) => void} settings.onLine rows and columns, in cells
 */
function pen({ stage, label, height, width, place, onLine }) {
  const step = Math.min(Math.max(height, width) / THIN, 1);
  const mark = svg("circle", { class: "explorer-pen", r: 1.5 * step });
  const overlay = svg("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, mark);
  const spoken = h("span", { class: "explorer-hidden", role: "status" });
  assign(stage, { tabindex: 0, role: "application", "aria-label": label });
  stage.classList.add("explorer-pad");
  stage.append(overlay, spoken);
  let last = [0, 0]; // where the pointer was
  let at = [height / 2, width / 2];
  let down = false; // the keyboard's pen
  let timer = 0;

  const placed = (/** @type {PointerEvent} */ event) => {
    const box = stage.getBoundingClientRect();
    return [((event.clientY - box.top) / box.height) * height, ((event.clientX - box.left) / box.width) * width];
  };
  dragging(stage, (event, first) => {
    const to = placed(event);
    onLine(first ? to : last, to);
    last = to;
  });
  const put = () => assign(mark, { cy: at[0], cx: at[1] });
  stage.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    /** @type {Record<string, number[]>} */
    const steps = { ArrowUp: [-step, 0], ArrowDown: [step, 0], ArrowLeft: [0, -step], ArrowRight: [0, step] };
    const moved = steps[event.key];
    if (event.key === " ") {
      down = !down;
      if (down) onLine(at, at);
    } else if (moved) {
      const to = [Math.min(Math.max(at[0] + moved[0], 0), height), Math.min(Math.max(at[1] + moved[1], 0), width)];
      if (down) onLine(at, to);
      at = to;
    } else return;
    event.preventDefault();
    clearTimeout(timer);
    timer = window.setTimeout(() => setText(spoken, place(at[0], at[1], down)), QUIET);
    mark.classList.toggle("explorer-pen-down", down);
    put();
  });
  stage.addEventListener("blur", () => {
    down = false;
    mark.classList.remove("explorer-pen-down");
  });
  put();
}

module.exports = { pen };
