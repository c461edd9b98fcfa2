// @ts-check
"use strict";

/** All operations on one channel; an explorer takes what it needs from the modules. */

module.exports = {
  ...require("./correlate.js"),
  ...require("./pool.js"),
  ...require("./units.js"),
  ...require("./windows.js"),
};
