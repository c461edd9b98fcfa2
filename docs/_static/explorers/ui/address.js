// @ts-check
"use strict";

/** The page's address, which holds what each explorer shows, and the way to the explorer that a link is about. */

const { readHash, writeHash } = require("../lib/state.js");

let seen = location.hash; // where it differs, a link was followed of which the explorers are still to hear

/** What the address says of each explorer. */
function readAddress() {
  seen = location.hash;
  return readHash(seen);
}

/** @param {string} id @param {string} query @param {boolean} [always] also where nothing differs */
function writeAddress(id, query, always = false) {
  if (location.hash !== seen) return;
  const queries = readHash(location.hash);
  if (!queries.has(id) && !query && !always) return;
  queries.delete(id);
  if (query || always) queries.set(id, query); // as the last one: that is where the link leads
  const hash = writeHash(queries);
  if (hash === location.hash.slice(1)) return;
  history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
  seen = location.hash;
}

/** Whether the page is loaded again or gone back to, by a reader who was here before. */
function isReturning() {
  const [visit] = performance.getEntriesByType("navigation");
  const { type = "navigate" } = /** @type {PerformanceNavigationTiming | undefined} */ (visit) ?? {};
  return type !== "navigate";
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
  if (isReturning()) return;
  const jump = () => {
    if (scrollY === 0) place.scrollIntoView({ block: "start", behavior: "instant" });
  };
  window.addEventListener("load", jump, { once: true }); // a smooth way there would end with the loading
}

module.exports = { isReturning, readAddress, show, writeAddress };
