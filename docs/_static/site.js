// @ts-check
/**
 * The instructor view, "expand all solutions", outputs that wait for a prediction, an overview that is folded for
 * those who return, folds that open for printing, drawers that Escape closes, what the glossary says about a term on
 * hover and focus.
 */
(() => {
  const root = document.documentElement;
  const notes = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.instructor"));
  const folds = /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll("details.lesson-block.fold:not(.instructor)")
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

  const overviews = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.overview"));
  const overview = overviews.length === 1 ? overviews[0] : null; // on the page with all lessons they stay open
  if (overview) {
    overview.open = !("seen" in root.dataset);
    overview.classList.add("ready"); // until here the style sheet folds it: a page must not jump
    noteVisit();
  }

  /** Note that a lesson was here, so that its overview is folded for those who return. */
  function noteVisit() {
    try {
      const seen = new Set(JSON.parse(localStorage.getItem("cnn-docs-seen") || "[]"));
      seen.add(location.pathname.split("/").pop());
      localStorage.setItem("cnn-docs-seen", JSON.stringify([...seen]));
    } catch {
      // where nothing can be kept, the overview stays open
    }
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

  const SCROLLING = ".wide-figure, .table-wrapper, .cell_output div.text_html, article .highlight pre";

  /** @param {HTMLElement} figure */
  const hiddenSides = (figure) => {
    const hidden = figure.scrollWidth - figure.clientWidth - figure.scrollLeft;
    return [figure.scrollLeft > 1 && "left", hidden > 1 && "right"].filter(Boolean).join(" ");
  };
  /**
   * Note on scrolling figures, tables and boxes of code on which sides there is more of them. All are measured before
   * any is marked, so that the page is laid out once.
   *
   * @param {HTMLElement[]} figures
   */
  const noteWhatIsHidden = (figures) => {
    const sides = figures.map(hiddenSides);
    figures.forEach((figure, index) => {
      if ((figure.dataset.more ?? "") !== sides[index]) figure.dataset.more = sides[index];
    });
  };
  const sized = new ResizeObserver((entries) => {
    noteWhatIsHidden(entries.map((entry) => /** @type {HTMLElement} */ (entry.target)));
  });
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(SCROLLING))) {
    figure.addEventListener("scroll", () => noteWhatIsHidden([figure]), { passive: true });
    sized.observe(figure);
  }

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const drawers = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".sidebar-toggle:checked"));
    for (const drawer of drawers) drawer.click();
  });

  // Firefox opens drawers again that were open before a reload, and so does any page that comes back from the cache.
  addEventListener("pageshow", () => {
    const drawers = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".sidebar-toggle"));
    for (const drawer of drawers) drawer.checked = false;
  });

  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener("beforeprint", () => {
    const folded = [...folds, ...outputs, ...(overview ? [overview] : [])];
    opened = folded.filter((fold) => !fold.open && !fold.closest(".question"));
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
})();

/** What the glossary says about the term that is pointed at or has the focus; the link stays a link. */
(() => {
  const AFTER = 150; // milliseconds, so that a pointer on its way elsewhere opens nothing
  const TERM = "a[data-hint]";
  const hint = document.createElement("div");
  hint.id = "term-hint";
  hint.className = "term-hint";
  hint.setAttribute("role", "tooltip");
  hint.hidden = true;
  /** @type {HTMLElement | null} */
  let term = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    hint.hidden = true;
    term?.removeAttribute("aria-describedby");
    term = null;
  };

  /** Put the hint below the last line of its term, within the window. @param {HTMLElement} link */
  const place = (link) => {
    const box = [...link.getClientRects()].at(-1) ?? link.getBoundingClientRect();
    const room = document.documentElement.clientWidth - hint.offsetWidth - 8;
    hint.style.left = `${Math.max(8, Math.min(box.left, room))}px`;
    const below = box.bottom + hint.offsetHeight <= document.documentElement.clientHeight;
    hint.style.top = `${(below ? box.bottom : Math.max(0, box.top - hint.offsetHeight))}px`;
  };

  /** @param {HTMLElement} link */
  const show = (link) => {
    if (link === term) return clearTimeout(timer);
    hide();
    term = link;
    hint.textContent = link.dataset.hint ?? "";
    if (!hint.isConnected) (document.querySelector("[role=main]") ?? document.body).append(hint);
    hint.hidden = false;
    link.setAttribute("aria-describedby", hint.id);
    place(link);
  };

  /** The term that an event is about. @param {Event} event @returns {HTMLElement | null} */
  const termOf = (event) => (event.target instanceof Element ? event.target.closest(TERM) : null);

  document.addEventListener("focusin", (event) => {
    const link = termOf(event);
    if (link?.matches(":focus-visible")) show(link);
    else if (!link) hide();
  });
  document.addEventListener("pointerover", (event) => {
    const link = event.pointerType === "touch" ? null : termOf(event);
    clearTimeout(timer);
    if (link) timer = setTimeout(() => show(link), AFTER);
    else if (term && event.target !== hint && document.activeElement !== term) timer = setTimeout(hide, AFTER);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("scroll", () => term && place(term), { passive: true, capture: true });
})();
