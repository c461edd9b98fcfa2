// @ts-check
/**
 * The instructor view, "expand all solutions", outputs that wait for a prediction, folds that open for printing,
 * drawers that Escape closes.
 */
(() => {
  const root = document.documentElement;
  const notes = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.instructor"));
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll("details.lesson-block:not(.instructor)")
  );

  const outputs = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.predict"));

  /** @param {string} selector @returns {HTMLButtonElement | null} */
  const button = (selector) => document.querySelector(selector);

  /** Remember a choice where the browser allows it. @param {string} view */
  const remember = (view) => {
    try {
      localStorage.setItem("cnn-docs-view", view);
    } catch {
      // private windows may refuse: the choice then holds for this page
    }
  };

  /** Show or hide the instructor notes, and with them all outputs that learners predict. @param {boolean} on */
  const showNotes = (on) => {
    root.dataset.view = on ? "instructor" : "learner";
    button(".instructor-switch")?.setAttribute("aria-pressed", String(on));
    for (const note of notes) {
      note.hidden = !on;
      note.open = on;
    }
    for (const output of outputs) {
      output.open = on;
      output.classList.add("waits"); // until here the style sheet hides it: a page must not jump
    }
  };

  /** Open or close all solutions and hints. @param {boolean} on */
  const openFolds = (on) => {
    for (const fold of folds) fold.open = on;
    const label = button(".expand-solutions");
    if (label) label.textContent = on ? "Fold all solutions" : "Expand all solutions";
  };

  showNotes(root.dataset.view === "instructor");

  const view = button(".instructor-switch");
  if (view) {
    view.hidden = false;
    view.addEventListener("click", () => {
      const on = root.dataset.view !== "instructor";
      remember(on ? "instructor" : "learner");
      showNotes(on);
    });
  }

  const expand = button(".expand-solutions");
  if (expand) {
    expand.hidden = false;
    expand.addEventListener("click", () => openFolds([...folds].some((fold) => !fold.open)));
  }

  /** A part of an address as text; as it is where it is no text. @param {string} part */
  const named = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };

  /** A link to something inside a fold opens the fold. */
  const reveal = () => {
    const target = location.hash && document.getElementById(named(location.hash.slice(1)));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
      fold.open = true;
    }
  };
  reveal();
  addEventListener("hashchange", reveal);

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const drawers = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".sidebar-toggle:checked"));
    for (const drawer of drawers) drawer.click();
  });

  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...folds, ...outputs].filter((fold) => !fold.open);
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
})();
