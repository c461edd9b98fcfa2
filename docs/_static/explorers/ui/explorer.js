// @ts-check
"use strict";

/**
 * What all explorers share: the frame, the state and its address, the messages, one redraw a frame.
 *
 * @typedef {import("../lib/state.js").Options} Options
 * @typedef {Record<string, any>} State
 * @typedef {{message: string, python: string, printed: string}} Shown
 * @typedef {object} Context what an explorer is given
 * @property {Options} options
 * @property {(key: string, values?: Record<string, string | number>) => string} text of this explorer
 * @property {() => State} state
 * @property {(changes: State) => void} set changes the state and redraws
 * @property {(words: string) => void} note shows a message that stays until the next change of its cause
 * @typedef {object} Explorer
 * @property {(Node | string)[]} nodes
 * @property {(state: State) => Shown} update
 * @property {(next: State, before: State | undefined) => State} [settle] keeps the state possible
 */

const { defaults, readHash, readQuery, unmet, writeHash, writeQuery } = require("../lib/state.js");
const { codeBlock } = require("./code.js");
const { button } = require("./controls.js");
const { h, setText, uniqueId } = require("./dom.js");
const { common, filledText } = require("./strings.js");

const MOST_PROBLEMS = 4; // of a broken link, told one by one
const QUIET = 400; // milliseconds without a change before the address and the spoken message follow

/**
 * Put the explorer into every place of the page that asks for it.
 *
 * @param {string} name
 * @param {Options} options
 * @param {object} strings
 * @param {(context: Context) => Explorer} create
 */
function mount(name, options, strings, create) {
  const places = document.querySelectorAll(`[data-explorer="${name}"]`);
  for (const place of places) mountAt(/** @type {HTMLElement} */ (place), name, options, strings, create);
}

/**
 * @param {HTMLElement} place
 * @param {string} name
 * @param {Options} options
 * @param {object} strings
 * @param {(context: Context) => Explorer} create
 */
function mountAt(place, name, options, strings, create) {
  let base = readQuery(options, place.dataset.state ?? "", defaults(options)).state;
  const note = h("p", { class: "explorer-note", role: "alert", hidden: true });
  const message = h("p", { class: "explorer-message" });
  const spoken = h("p", { class: "explorer-hidden", role: "status" });
  const python = codeBlock();
  let state = base;
  let waiting = 0;
  let timer = 0;
  let started = false; // nothing is said or written before the reader does something

  /** @type {Context} */
  const context = {
    options,
    text: (key, values) => filledText(strings, key, values),
    state: () => state,
    set: (changes) => {
      say("");
      started = true;
      state = settled({ ...state, ...changes }, state);
      redrawSoon();
    },
    note: (words) => say(words),
  };
  const explorer = create(context);
  /** @param {State} next @param {State} [before] */
  const settled = (next, before) => explorer.settle?.(next, before) ?? next;

  const say = (/** @type {string} */ words) => {
    note.hidden = words === "";
    setText(note, words);
  };
  const sayLost = (/** @type {string[]} */ parts, more = "") => {
    const problems = parts.length > MOST_PROBLEMS ? [...parts.slice(0, MOST_PROBLEMS), "\u2026"] : parts;
    say(`${common("brokenLink", { problems: problems.join(", ") })} ${more}`.trim());
  };
  const redraw = () => {
    waiting = 0;
    const shown = explorer.update(state);
    setText(message, shown.message);
    python.update(shown.python, shown.printed);
    clearTimeout(timer);
    timer = window.setTimeout(() => settle(shown.message), QUIET);
  };
  const redrawSoon = () => {
    waiting ||= requestAnimationFrame(redraw);
  };
  const settle = (/** @type {string} */ words) => {
    if (started) setText(spoken, words);
    if (started) writeAddress(place.id, writeQuery(options, state, base));
  };
  const readAddress = (arriving = false) => {
    const queries = readHash(location.hash);
    const query = queries.get(place.id);
    if (query === undefined) {
      const lost = [...queries.keys()].filter((id) => !document.getElementById(id));
      if (lost.length && place === document.querySelector("[data-explorer]")) sayLost(lost);
      return;
    }
    const { state: read, problems } = readQuery(options, query, base);
    say("");
    state = settled(read); // which may say what it changed
    if (note.hidden) problems.push(...unmet(options, query, state));
    if (problems.length) sayLost(problems, note.textContent ?? "");
    const asked = new URLSearchParams(query);
    if (more?.querySelector([...asked.keys()].map((name) => `[data-option="${CSS.escape(name)}"]`).join() || "none")) more.open = true;
    started = true;
    redrawSoon();
    if (place.id === [...queries.keys()].at(-1)) show(place, arriving);
  };
  const reset = button(common("reset"), () => {
    say("");
    state = base;
    started = true;
    redrawSoon();
  });
  const link = button(common("link"), async () => {
    writeAddress(place.id, writeQuery(options, state, base), true);
    try {
      await navigator.clipboard.writeText(location.href);
      say(common("linkCopied"));
    } catch {
      say(common("linkInAddress"));
    }
  });

  const title = h("p", { class: "explorer-title", id: uniqueId("title") }, context.text("title"));
  const head = h(
    "div",
    { class: "explorer-head" },
    title,
    h("div", { class: "explorer-actions" }, link, reset),
  );
  const parts = [head, note, ...explorer.nodes, message, spoken, python.node];
  const live = h(
    "div",
    { class: `explorer-live explorer-${name}`, role: "group", "aria-labelledby": title.id },
    ...parts,
  );
  live.addEventListener("keydown", keepArrows);
  const more = folded(live, place.dataset.controls);
  place.append(live);
  place.classList.add("explorer-running");
  window.addEventListener("hashchange", () => readAddress());
  base = settled(base);
  state = base;
  redraw();
  readAddress(true);
}

/**
 * Bring the explorer that a link is about into view.
 *
 * @param {HTMLElement} place
 * @param {boolean} arriving with the page, whose pictures may still move it; who comes back is put where they were
 */
function show(place, arriving) {
  if (!arriving) {
    place.scrollIntoView({ block: "nearest" });
    return;
  }
  const [visit] = performance.getEntriesByType("navigation");
  if (/** @type {PerformanceNavigationTiming | undefined} */ (visit)?.type !== "navigate") return;
  const jump = () => {
    if (scrollY === 0) place.scrollIntoView({ block: "start", behavior: "instant" });
  };
  window.addEventListener("load", jump, { once: true }); // a smooth way there would end with the loading
}

/** Arrow keys work in here; outside, they turn the site's pages. @param {KeyboardEvent} event */
function keepArrows(event) {
  if (event.key.startsWith("Arrow")) event.stopPropagation();
}

/**
 * Fold the controls away that the page does not ask for at first.
 *
 * @param {HTMLElement} live
 * @param {string | undefined} names of the options whose controls stay, with commas between
 */
function folded(live, names) {
  if (!names) return undefined;
  const kept = names.split(",");
  const controls = /** @type {NodeListOf<HTMLElement>} */ (live.querySelectorAll("[data-option]"));
  const others = [...controls].filter((control) => !kept.includes(control.dataset.option ?? ""));
  const first = /** @type {HTMLElement} */ (live.querySelector(".explorer-controls"));
  const more = h(
    "details",
    { class: "explorer-more" },
    h("summary", {}, common("more")),
    h("div", { class: "explorer-controls" }, ...others),
  );
  first.after(more);
  return more;
}

/** @param {string} id @param {string} query @param {boolean} [always] also where nothing differs */
function writeAddress(id, query, always = false) {
  const queries = readHash(location.hash);
  if (!queries.has(id) && !query && !always) return;
  queries.delete(id);
  if (query || always) queries.set(id, query); // as the last one: that is where the link leads
  const hash = writeHash(queries);
  if (hash === location.hash.slice(1)) return;
  history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
}

module.exports = { mount };
