// @ts-check
"use strict";

const TAP = 10; // pixels of the screen that a finger may wander in a tap

/**
 * Follow one mouse, pen or finger from where it goes down until it is lifted; other fingers do nothing.
 *
 * A finger may also want to scroll the page: then nothing happens before it has moved sideways or is lifted.
 *
 * @param {HTMLElement | SVGSVGElement} target
 * @param {(event: PointerEvent, first: boolean) => void} onPoint
 * @param {{patient?: boolean, onEnd?: () => void}} [settings] `patient` where the page scrolls under a finger
 */
function dragging(target, onPoint, { patient = false, onEnd } = {}) {
  const node = /** @type {HTMLElement} */ (target);
  /** @type {number | null} */
  let held = null;
  /** @type {PointerEvent | null} */
  let waiting = null;
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held !== null) return;
    held = event.pointerId;
    if (patient && event.pointerType === "touch") {
      waiting = event;
      return;
    }
    node.setPointerCapture(event.pointerId);
    onPoint(event, true);
  });
  node.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held) return;
    if (waiting && Math.abs(event.clientX - waiting.clientX) < TAP) return;
    const first = waiting !== null;
    waiting = null;
    onPoint(event, first);
  });
  /** @param {PointerEvent} event */
  const lifted = (event) => {
    if (event.pointerId !== held) return;
    if (waiting && event.type === "pointerup") onPoint(waiting, true);
    held = waiting = null;
    onEnd?.();
  };
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
    node.addEventListener(kind, (event) => lifted(/** @type {PointerEvent} */ (event)));
  }
}

/**
 * Follow a mouse that no button holds. What scrolls past a mouse at rest is not meant.
 *
 * @param {HTMLElement} node
 * @param {(event: PointerEvent) => void} onPoint
 */
function hovering(node, onPoint) {
  let last = "";
  node.addEventListener("pointermove", (event) => {
    const place = `${event.screenX} ${event.screenY}`;
    if (event.pointerType === "mouse" && event.buttons === 0 && place !== last) onPoint(event);
    last = place;
  });
}

module.exports = { dragging, hovering };
