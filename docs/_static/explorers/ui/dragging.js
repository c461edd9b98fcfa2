// @ts-check
"use strict";

/**
 * Follow one mouse, pen or finger from where it goes down until it is lifted; other fingers do nothing.
 *
 * @param {HTMLElement | SVGSVGElement} target
 * @param {(event: PointerEvent, first: boolean) => void} onPoint
 */
function dragging(target, onPoint) {
  const node = /** @type {HTMLElement} */ (target);
  /** @type {number | null} */
  let held = null;
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held !== null) return;
    held = event.pointerId;
    node.setPointerCapture(event.pointerId);
    onPoint(event, true);
  });
  node.addEventListener("pointermove", (event) => {
    if (event.pointerId === held) onPoint(event, false);
  });
  /** @param {PointerEvent} event */
  const lifted = (event) => {
    if (event.pointerId === held) held = null;
  };
  node.addEventListener("pointerup", lifted);
  node.addEventListener("pointercancel", lifted);
  node.addEventListener("lostpointercapture", lifted);
}

module.exports = { dragging };
