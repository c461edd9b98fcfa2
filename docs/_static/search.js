// @ts-check
/** The search page: lessons first, as learners search most, and no buttons among the words of what was found. */

/**
 * How many of the words that the index of the lessons has are in a question, and are this lesson's.
 *
 * @param {string} question
 * @param {string} page
 */
function taught(question, page) {
  // @ts-expect-error: Sphinx's
  const { docnames = [], indexentries = {} } = Search._index ?? {};
  const words = ` ${question.replace(/[^\p{L}\p{N}-]+/gu, " ")} `;
  const known = Object.entries(indexentries).filter(([entry]) => [" ", "s "].some((end) => words.includes(` ${entry}${end}`)));
  return known.filter(([, places]) => places.some((/** @type {[number]} */ [number]) => docnames[number] === page)).length;
}

/** @type {any} */
var Scorer = {
  /** @param {[string, string, string | null, string | null, number]} result of which the best stand first */
  score: ([page, title, , , score]) => {
    const words = new URLSearchParams(location.search).get("q")?.trim().toLowerCase() ?? "";
    const named = words !== "" && title.toLowerCase().startsWith(words);
    return score + (page.startsWith("lessons/") ? 5 + 20 * taught(words, page) : 0) + (named ? 10 : 0);
  },
  // the rest is Sphinx's own
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

/** What is no text of a page. */
const TOOLS = ".page-tools, .explorer, .content-icon-container, .back-to-top";

document.addEventListener("DOMContentLoaded", () => { // the document's: before Sphinx's own starts
  // Nothing can be fetched beside a page that is a file: the results then stand without the words around them.
  // @ts-expect-error: Sphinx's
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  // @ts-expect-error: Sphinx's
  const search = Search;
  const textOf = search.htmlToText;
  search.htmlToText = (/** @type {string} */ html, /** @type {string | null} */ anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const tool of page.querySelectorAll(TOOLS)) tool.remove();
    const mark = anchor ? page.querySelector(anchor) : null;
    if (mark?.matches("span:empty")) mark.append(...(mark.parentElement?.cloneNode(true).childNodes ?? []));
    return textOf(page.documentElement.outerHTML, anchor);
  };
});
