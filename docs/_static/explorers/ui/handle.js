// @ts-check
"use strict";

/** A knob at the window's corner, by which a finger drags it any way without scrolling the page. */

const { assign, h } = require("./dom.js");
const { dragging } = require("./dragging.js");

/**
 * @typedef {import("./picture.js").Cell} Cell
 * @typedef {{x: number, y: number, width: number, height: number}} Box in cells
 */

/**
 * @param {HTMLElement} stage
 * @param {() => {height: number, width: number} | undefined} sizeOf the picture, in cells
 * @param {(cell: Cell) => void} onPoint
 */
function handle(stage, sizeOf, onPoint) {
  const node = h("span", { class: "explorer-handle", "aria-hidden": "true" });
  /** @type {Box | undefined} */
  let frame;
  /** Where the finger went down, and the middle of the window then. */
  let start = { x: 0, y: 0, row: 0, column: 0 };
  let held = false;
  let placed = "";
  dragging(node, (event, first) => {
    const size = sizeOf();
    if (!frame || !size) return;
    if (first) {
      held = true;
      start = {
        x: event.clientX,
        y: event.clientY,
        row: frame.y + frame.height / 2,
        column: frame.x + frame.width / 2,
      };
    }
    const box = stage.getBoundingClientRect();
    const row = start.row + ((event.clientY - start.y) / box.height) * size.height;
    const column = start.column + ((event.clientX - start.x) / box.width) * size.width;
    onPoint({ row: Math.floor(row), column: Math.floor(column) });
  }, { onEnd: () => void (held = false) });
  node.addEventListener("pointerdown", (event) => event.stopPropagation());
  stage.append(node);

  /** At the corner that looks to the middle of the picture; a finger that holds it keeps its corner. @param {Box | undefined} box */
  const update = (box) => {
    const size = sizeOf();
    frame = box;
    assign(node, { hidden: !box });
    if (!box || !size) return;
    if (!held) {
      assign(node, {
        "data-down": String(box.y + box.height / 2 <= size.height / 2),
        "data-right": String(box.x + box.width / 2 <= size.width / 2),
      });
    }
    const down = node.dataset.down === "true" ? box.y + box.height : box.y;
    const right = node.dataset.right === "true" ? box.x + box.width : box.x;
    const next = `inset: ${(100 * down) / size.height}% auto auto ${(100 * right) / size.width}%`;
    if (next !== placed) node.style.cssText = placed = next;
  };
  return { update };
}

module.exports = { handle };
