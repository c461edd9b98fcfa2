// @ts-check
"use strict";

/**
 * Which questions a reader has answered. It stays in the browser, and may be refused there.
 *
 * @typedef {{lesson: string, right: boolean, wrong: boolean}} Answered `wrong`: it went wrong since it was last right at once
 * @typedef {{version: 1, answers: Record<string, Answered>, totals: Record<string, number>}} Progress
 */

const KEY = "cnn-docs-questions";
const MOST = 1000;

/** @returns {Progress} */
function empty() {
  return { version: 1, answers: {}, totals: {} };
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} one @returns {one is Answered} */
function isAnswered(one) {
  if (!isMapping(one) || Object.keys(one).length !== 3) return false;
  const { lesson, right, wrong } = one;
  return typeof lesson === "string" && lesson.length < 200 && typeof right === "boolean" && typeof wrong === "boolean";
}

/** @param {unknown} one @returns {one is number} */
function isCount(one) {
  return typeof one === "number" && Number.isInteger(one) && one >= 0 && one <= MOST;
}

/**
 * @template T
 * @param {unknown} mapping
 * @param {(value: unknown) => value is T} isRight
 * @returns {mapping is Record<string, T>}
 */
function holds(mapping, isRight) {
  if (!isMapping(mapping)) return false;
  const entries = Object.entries(mapping);
  return entries.length <= MOST && entries.every(([name, value]) => /^[a-z0-9][\w/-]*$/.test(name) && isRight(value));
}

/**
 * The progress that a text holds, null where it holds none.
 *
 * @param {string | null} text
 * @returns {Progress | null}
 */
function parsed(text) {
  /** @type {unknown} */
  let found;
  try {
    found = JSON.parse(text ?? "");
  } catch {
    return null;
  }
  if (!isMapping(found) || found.version !== 1) return null;
  const { answers, totals } = found;
  return holds(answers, isAnswered) && holds(totals, isCount) ? { version: 1, answers, totals } : null;
}

/** What a storage keeps; nothing where it is refused or holds something else. @param {() => Storage} storage */
function load(storage) {
  try {
    return parsed(storage().getItem(KEY)) ?? empty();
  } catch {
    return empty();
  }
}

/** Keep it; tell whether that was possible. @param {() => Storage} storage @param {Progress} progress */
function save(storage, progress) {
  try {
    storage().setItem(KEY, JSON.stringify(progress));
    return true;
  } catch {
    return false;
  }
}

/**
 * The progress after an answer.
 *
 * @param {Progress} progress
 * @param {{name: string, lesson: string}} asked
 * @param {boolean} right
 * @param {boolean} first whether it is the first try since the page was opened
 * @returns {Progress}
 */
function after(progress, { name, lesson }, right, first) {
  const before = progress.answers[name] ?? { right: false, wrong: false };
  const now = { lesson, right: before.right || right, wrong: !right || (before.wrong && !first) };
  return { ...progress, answers: { ...progress.answers, [name]: now } };
}

/** How many questions of a lesson are answered, and of how many. @param {Progress} progress @param {string} lesson */
function count(progress, lesson) {
  const own = Object.values(progress.answers).filter((one) => one.lesson === lesson);
  return {
    done: own.filter((one) => one.right).length,
    wrong: own.filter((one) => one.wrong).length,
    all: progress.totals[lesson] ?? 0,
  };
}

module.exports = { KEY, after, count, empty, load, parsed, save };
