// @ts-check
"use strict";

const { SIDE, stroke } = require("../lib/drawing.js");
const { h, setText, svg } = require("./dom.js");
const { dragging } = require("./dragging.js");

const [BLACK, WHITE] = [0xff000000, 0xffffffff]; // the bytes of a pixel, opacity first as computers have it
const QUIET = 300; // milliseconds without a key before the place of the pen is spoken

/**
 * A square to draw on, by pointer or with the keyboard: arrows move the pen, Space draws.
 *
 * @param {object} settings
 * @param {string} settings.label
 * @param {(row: number, column: number, down: boolean) => string} settings.place in words, of the pen that keys move
 * @param {() => number} settings.radius of the pen, in its pixels
 * @param {() => Uint8Array} settings.pixels what is drawn so far
 * @param {(pixels: Uint8Array) => void} settings.onDraw
 */
function pad({ label, place, radius, pixels, onDraw }) {
  const canvas = h("canvas", { width: SIDE, height: SIDE, "aria-hidden": "true" });
  const pen = svg("circle", { class: "explorer-pen", r: 1.5 });
  const overlay = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, pen);
  const spoken = h("span", { class: "explorer-hidden", role: "status" });
  const stage = h(
    "div",
    { class: "explorer-stage explorer-pad", tabindex: 0, role: "application", "aria-label": label },
    canvas,
    overlay,
    spoken,
  );
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let last = [0, 0]; // where the pointer was
  let at = [SIDE / 2, SIDE / 2];
  let down = false; // the keyboard's pen
  let timer = 0;

  const drawTo = (/** @type {number[]} */ from, /** @type {number[]} */ to) => {
    const next = pixels().slice();
    stroke(next, from, to, radius());
    onDraw(next);
  };
  const placed = (/** @type {PointerEvent} */ event) => {
    const box = stage.getBoundingClientRect();
    return [((event.clientY - box.top) / box.height) * SIDE, ((event.clientX - box.left) / box.width) * SIDE];
  };
  dragging(stage, (event, first) => {
    const to = placed(event);
    drawTo(first ? to : last, to);
    last = to;
  });
  stage.addEventListener("keydown", (event) => {
    /** @type {Record<string, number[]>} */
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (event.key === " ") {
      down = !down;
      if (down) drawTo(at, at);
    } else if (step) {
      const to = at.map((place, axis) => Math.min(Math.max(place + step[axis], 0), SIDE));
      if (down) drawTo(at, to);
      at = to;
    } else return;
    event.preventDefault();
    clearTimeout(timer);
    timer = window.setTimeout(() => setText(spoken, place(at[0], at[1], down)), QUIET);
    pen.classList.toggle("explorer-pen-down", down);
    pen.setAttribute("cy", String(at[0]));
    pen.setAttribute("cx", String(at[1]));
  });
  stage.addEventListener("blur", () => {
    down = false;
    pen.classList.remove("explorer-pen-down");
  });
  pen.setAttribute("cy", String(at[0]));
  pen.setAttribute("cx", String(at[1]));

  return { node: stage, update: (/** @type {Uint8Array} */ drawn) => paintInk(brush, drawn) };
}

/** @param {CanvasRenderingContext2D} brush @param {Uint8Array} drawn */
function paintInk(brush, drawn) {
  const image = brush.createImageData(SIDE, SIDE);
  const pixels = new Uint32Array(image.data.buffer);
  for (let index = 0; index < pixels.length; index++) pixels[index] = drawn[index] ? BLACK : WHITE;
  brush.putImageData(image, 0, 0);
}

module.exports = { pad };
