// @ts-check
"use strict";

/** Numbers from 0 to 255 out of a text with a letter for each, as `write_data.py` writes them. @param {string} text */
function numbersOf(text) {
  return Uint8Array.from(text, (letter) => {
    const code = letter.charCodeAt(0);
    return code < 127 ? code - 35 : code - 69;
  });
}

module.exports = { numbersOf };
