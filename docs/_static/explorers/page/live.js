// @ts-check
"use strict";

/** The page of a model that also computes its network. */

const { computing } = require("./computing.js");
const WORDS = require("./live-words.json");
const { start } = require("./page.js");

start(computing, WORDS);
