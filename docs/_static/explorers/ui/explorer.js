// @ts-check
"use strict";

/**
 * What all explorers share: the frame, the state and its address, the messages, one redraw a frame.
 *
 * @typedef {import("../lib/state.js").Options} Options
 * @typedef {import("../lib/state.js").State} State
 * @typedef {{message: string, python: string, printed: string}} Shown
 */

/**
 * What an explorer is given; S is the state of its kind.
 *
 * @template {State} [S=State]
 * @typedef {object} Context
 * @property {Options} options
 * @property {(key: string, values?: Record<string, string | number>) => string} text of this explorer
 * @property {() => S} state
 * @property {(changes: State) => void} set changes the state and redraws
 * @property {() => void} redraw for what changed beside the state
 * @property {(words: string) => void} note shows a message that stays until the next change of its cause
 */

/**
 * @template {State} [S=State]
 * @typedef {object} Explorer
 * @property {(Node | string)[]} nodes
 * @property {(state: S) => Shown} update
 * @property {(next: S, before: S | undefined) => S} [settle] keeps the state possible
 */

const { defaults, readQuery, unmet, writeQuery } = require("../lib/state.js");
const { readAddress, show, writeAddress } = require("./address.js");
const { codeBlock } = require("./code.js");
const { button } = require("./choices.js");
const { assign, h, setText, uniqueId } = require("./dom.js");
const { common, filledText } = require("./strings.js");

const MOST_PROBLEMS = 4; // of a broken link, told one by one
const QUIET = 400; // milliseconds without a change until the address follows; without a redraw until words are spoken

/**
 * Put the explorer into every place of the page that asks for it.
 *
 * @template {State} S
 * @param {string} name
 * @param {Options} options
 * @param {object} strings
 * @param {(context: Context<S>) => Explorer<S>} create
 */
function mount(name, options, strings, create) {
  for (const place of document.querySelectorAll(`[data-explorer="${name}"]`)) {
    new Live(/** @type {HTMLElement} */ (place), name, options, strings, create).start();
  }
}

/**
 * One explorer in its place on the page.
 *
 * @template {State} S
 */
class Live {
  /**
   * @param {HTMLElement} place
   * @param {string} name
   * @param {Options} options
   * @param {object} strings
   * @param {(context: Context<S>) => Explorer<S>} create
   */
  constructor(place, name, options, strings, create) {
    this.place = place;
    this.name = name;
    this.options = options;
    /** What the page asks for. */
    this.asked = /** @type {S} */ (readQuery(options, place.dataset.state ?? "", defaults(options)).state);
    this.state = this.asked;
    this.waiting = 0;
    this.speaking = 0;
    this.following = 0;
    this.started = false; // nothing is said or written before the reader does something
    this.words = "";
    this.noteNode = h("p", { class: "explorer-note", role: "alert", hidden: true });
    this.message = h("p", { class: "explorer-message" });
    this.spoken = h("p", { class: "explorer-hidden", role: "status" });
    this.python = codeBlock();
    this.explorer = create({
      options,
      text: (key, values) => filledText(strings, key, values),
      state: () => this.state,
      set: (changes) => this.set(changes),
      redraw: () => this.redrawSoon(),
      note: (words) => this.note(words),
    });
    this.more = this.build(filledText(strings, "title"));
    /** What Reset goes back to. */
    this.base = this.settled(this.asked);
  }

  start() {
    this.state = this.base;
    this.redraw();
    this.readAddress(true);
    window.addEventListener("hashchange", () => this.readAddress(false));
    window.addEventListener("pageshow", () => this.redrawSoon()); // whatever the browser put into the controls
    window.addEventListener("pagehide", () => this.follow());
  }

  /** Put the parts into the page. @param {string} words */
  build(words) {
    const title = h("p", { class: "explorer-title", id: uniqueId("title") }, words);
    const link = button(common("link"), () => this.copyLink());
    const reset = button(common("reset"), () => this.reset());
    const actions = h("div", { class: "explorer-actions" }, link, reset);
    const live = h(
      "div",
      { class: `explorer-live explorer-${this.name}`, role: "group", "aria-labelledby": title.id },
      h("div", { class: "explorer-head" }, title, actions),
      this.noteNode,
      ...this.explorer.nodes,
      this.message,
      this.spoken,
      this.python.node,
    );
    live.addEventListener("keydown", keepArrows);
    const more = folded(live, this.place.dataset.controls);
    this.place.append(live);
    this.place.classList.add("explorer-running");
    return more;
  }

  /** @param {S} next @param {S} [before] @returns {S} */
  settled(next, before) {
    return this.explorer.settle?.(next, before) ?? next;
  }

  /** @param {State} changes */
  set(changes) {
    this.note("");
    this.state = this.settled({ ...this.state, ...changes }, this.state);
    this.changed();
  }

  /** The state is another one: a redraw shows it, and the address follows, however long the redraws take. */
  changed() {
    this.started = true;
    this.redrawSoon();
    clearTimeout(this.following);
    this.following = window.setTimeout(() => this.follow(), QUIET);
  }

  /** @param {string} words */
  note(words) {
    assign(this.noteNode, { hidden: words === "" });
    setText(this.noteNode, words);
  }

  redrawSoon() {
    this.waiting ||= requestAnimationFrame(() => this.redraw());
  }

  redraw() {
    this.waiting = 0;
    const shown = this.explorer.update(this.state);
    this.words = shown.message;
    setText(this.message, shown.message);
    this.python.update(shown.python, shown.printed);
    clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => this.started && setText(this.spoken, this.words), QUIET);
  }

  /** Let the address follow the state. */
  follow() {
    if (this.started) writeAddress(this.place.id, this.query());
  }

  /** What differs from what the page asks for: nothing as long as it is what Reset gives. */
  query() {
    const same = writeQuery(this.options, this.state, this.base) === "";
    return same ? "" : writeQuery(this.options, this.state, this.asked);
  }

  reset() {
    this.note("");
    this.state = this.base;
    this.changed();
  }

  async copyLink() {
    writeAddress(this.place.id, this.query(), true);
    try {
      await navigator.clipboard.writeText(location.href);
      this.note(common("linkCopied"));
    } catch {
      this.note(common("linkInAddress"));
    }
  }

  /** @param {string[]} parts of a link that could not be used @param {string} [more] words */
  sayLost(parts, more = "") {
    const problems = parts.length > MOST_PROBLEMS ? [...parts.slice(0, MOST_PROBLEMS), "\u2026"] : parts;
    this.note(`${common("brokenLink", { problems: problems.join(", ") })} ${more}`.trim());
  }

  /** @param {boolean} arriving with the page */
  readAddress(arriving) {
    const queries = readAddress();
    const query = queries.get(this.place.id);
    if (query === undefined) {
      this.readOthers(queries, arriving);
      return;
    }
    const { state: read, problems } = readQuery(this.options, query, this.asked);
    this.note("");
    this.state = this.settled(/** @type {S} */ (read)); // which may say what it changed
    if (this.noteNode.hidden) problems.push(...unmet(this.options, query, this.state));
    if (problems.length) this.sayLost(problems, this.noteNode.textContent ?? "");
    this.unfold(query);
    this.changed();
    if (this.place.id === [...queries.keys()].at(-1)) show(this.place, arriving);
  }

  /** An address that has nothing for this place. @param {Map<string, string>} queries @param {boolean} arriving */
  readOthers(queries, arriving) {
    const lost = [...queries.keys()].filter((id) => !document.getElementById(id)?.dataset.explorer);
    if (lost.length && this.place === document.querySelector("[data-explorer]")) this.sayLost(lost);
    if (!arriving && location.hash === "" && this.started) this.reset(); // gone back to the page as it was
  }

  /** Open the fold that has a control of what a link sets. @param {string} query */
  unfold(query) {
    const names = [...new URLSearchParams(query).keys()].filter((name) => name !== "row" && name !== "column");
    const picks = names.map((name) => `[data-option="${CSS.escape(name)}"]`).join();
    if (picks && this.more?.querySelector(picks)) this.more.open = true;
  }
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

module.exports = { mount };
