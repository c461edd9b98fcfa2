// @ts-check
"use strict";

/**
 * Which settings held at which step: those of now, and what was changed while it ran.
 *
 * The state's `changes` are triples: at which step, which setting, and the number of the value that it had before.
 *
 * @typedef {"rate" | "batch" | "optimiser" | "dropout" | "pictures" | "labels" | "order"} Setting
 * @typedef {"start" | "activation" | "seed"} Anew
 * @typedef {Record<Setting | "story" | "start" | "weight", string> & Record<"seed" | "step" | "look" | "kernel" | "digit" | "picture", number>
 *   & Record<"pad" | "changes", number[]> & {activation: import("./training-network.js").Activation}} State
 * @typedef {import("./training-run.js").Settings} Settings
 * @typedef {{step: number, name: Setting, before: string}} Change
 */

const OPTIONS = /** @type {Record<string, {choices: string[], default: string}>} */ (/** @type {unknown} */ (require("../training.json")));

/** What takes effect at the next step; the first weights, the activation and the seed begin anew instead. @type {Setting[]} */
const SETTINGS = ["rate", "batch", "optimiser", "dropout", "pictures", "labels", "order"];
/** @type {Anew[]} */
const ANEW = ["start", "activation", "seed"];
/** @type {(Setting | Anew)[]} what a story sets, or leaves as given */
const TOLD = [...SETTINGS, "start", "activation"];
const SCORED = ["pictures", "labels"]; // on what the score of the first weights depends
const MOST_CHANGES = 40;
const NUMBERS = ["rate", "batch", "dropout", "pictures"];

/** @type {Record<string, Record<string, string>>} what each story sets */
const STORIES = {
  fast: { rate: "3" },
  few: { pictures: "50", rate: "0.3" },
  heart: { pictures: "50", labels: "shuffled", optimiser: "momentum", rate: "0.1" },
  broken: { rate: "10", activation: "leaky_relu" },
  zeros: { start: "zeros" },
  sorted: { order: "sorted" },
};

/** @param {State} state @returns {Change[]} */
function changesOf({ changes }) {
  return Array.from({ length: changes.length / 3 }, (_, index) => {
    const [step, setting, value] = changes.slice(3 * index, 3 * index + 3);
    return { step, name: SETTINGS[setting], before: OPTIONS[SETTINGS[setting]]?.choices[value] };
  });
}

/** @param {Change[]} changes */
function writtenChanges(changes) {
  return changes.flatMap(({ step, name, before }) => [
    step, SETTINGS.indexOf(name), OPTIONS[name].choices.indexOf(before),
  ]);
}

/** Those of a link that can be: of settings there are, in their order, not ahead of it. @param {State} state */
function possibleChanges(state) {
  const possible = changesOf(state).filter(({ step, before }) => before !== undefined && step > 0 && step <= state.step + 1);
  return writtenChanges(possible.sort((one, other) => one.step - other.step));
}

/** With what was set since, at the step that comes next. @param {State} next @param {State} before @param {number} step */
function noted(next, before, step) {
  const changes = changesOf(before);
  for (const name of SETTINGS.filter((each) => next[each] !== before[each])) {
    const known = changes.findIndex((change) => change.step === step && change.name === name);
    if (known < 0) changes.push({ step, name, before: before[name] });
    else if (changes[known].before === next[name]) changes.splice(known, 1);
  }
  return writtenChanges(changes);
}

/**
 * At step 0 all settings, then at each step those that were changed, as texts.
 *
 * @param {State} state
 * @returns {Map<number, Record<string, string>>}
 */
function planOf(state) {
  const values = Object.fromEntries(SETTINGS.map((name) => [name, state[name]]));
  /** @type {[number, Record<string, string>][]} */
  const parts = [];
  for (const { step, name, before } of changesOf(state).reverse()) {
    if (values[name] !== before) {
      if (parts[0]?.[0] !== step) parts.unshift([step, {}]);
      parts[0][1][name] = values[name];
    }
    values[name] = before;
  }
  return new Map([[0, values], ...parts]);
}

/** Texts as what they stand for. @param {Record<string, string>} texts */
function valuesOf(texts) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => {
    if (text === "all") return [name, 0];
    return [name, NUMBERS.includes(name) ? Number(text) : text];
  }));
}

/** @param {State} state @param {number} step @returns {Settings} */
function settingsAt(state, step) {
  /** @type {Record<string, string>} */
  let texts = {};
  for (const [from, part] of planOf(state)) if (from <= step) texts = { ...texts, ...part };
  return /** @type {Settings} */ (valuesOf(texts));
}

/**
 * Whether a training whose settings before this step can no more change is the beginning of another one: of one that
 * has not begun there are only its first weights and their score.
 *
 * @param {State} one
 * @param {State} other
 * @param {number} step
 */
function isSame(one, other, step) {
  if (step === 0) {
    const [first, second] = [one, other].map((state) => planOf(state).get(0));
    return ANEW.every((name) => one[name] === other[name]) && SCORED.every((name) => first?.[name] === second?.[name]);
  }
  const early = (/** @type {State} */ state) => JSON.stringify([...planOf(state)].filter(([from]) => from < step || from === 0));
  return ANEW.every((name) => one[name] === other[name]) && early(one) === early(other);
}

/** What the reader has set, all but where they look. @param {State} state */
function isAsGiven(state) {
  return TOLD.every((name) => state[name] === OPTIONS[name].default);
}

module.exports = {
  ANEW, MOST_CHANGES, SETTINGS, STORIES, TOLD, changesOf, isAsGiven, isSame, noted, planOf, possibleChanges, settingsAt, valuesOf,
};
