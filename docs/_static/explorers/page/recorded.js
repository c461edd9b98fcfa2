// @ts-check
"use strict";

/** The page of a model that shows what was recorded. */

require("./page.js").start();
