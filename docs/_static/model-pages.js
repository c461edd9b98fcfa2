// @ts-check
"use strict";

/**
 * Pages of models in frames. A large one is fetched once the fold that says how large it is has been opened: a browser
 * would fetch it at once from a disk, lazy or not. A frame has the theme that was chosen for the page around it, where
 * the browser lets one document see the other, which it does not on a disk.
 */
(() => {
  const frames = /** @type {NodeListOf<HTMLIFrameElement>} */ (document.querySelectorAll(".model-page iframe"));

  /** @param {HTMLIFrameElement} frame */
  const paint = (frame) => {
    const inner = frame.contentDocument?.body;
    if (inner && frame.getAttribute("src")) inner.dataset.theme = document.body.dataset.theme ?? "auto";
  };
  const paintAll = () => frames.forEach(paint);

  for (const frame of frames) {
    frame.addEventListener("load", () => paint(frame));
    const fold = frame.closest("details");
    if (!fold) continue;
    fold.hidden = false;
    fold.addEventListener("toggle", () => {
      if (fold.open && !frame.getAttribute("src")) frame.src = frame.dataset.src ?? "";
    });
  }
  paintAll();
  new MutationObserver(paintAll).observe(document.body, { attributes: true, attributeFilter: ["data-theme"] });
})();
