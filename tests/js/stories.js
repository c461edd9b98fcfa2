// @ts-check
"use strict";

// What the explorer `training` sets by itself, and what its stories set.

const SOURCES = "../../docs/_static/explorers";
const OPTIONS = require(`${SOURCES}/training.json`);
const { STORIES, TOLD, valuesOf } = require(`${SOURCES}/lib/training-plan.js`);

const OPTIONS_OF = () => valuesOf(Object.fromEntries(TOLD.map((name) => [name, OPTIONS[name].default])));
const STORIES_OF = (story) => valuesOf(STORIES[story]);

module.exports = { OPTIONS_OF, STORIES_OF };
