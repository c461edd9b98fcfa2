// @ts-check
"use strict";

const { colour, inkOn } = require("../lib/colour.js");
const { general, shown } = require("../lib/format.js");
const { h, setText } = require("./dom.js");

/**
 * A small table of coloured numbers; with `onEdit` each is an input.
 *
 * @param {object} settings
 * @param {string} settings.label
 * @param {string} settings.role input, kernel or output: the colour of its frame
 * @param {(row: number, column: number) => string} [settings.name] of a cell that can be edited
 * @param {(index: number, value: number) => void} [settings.onEdit]
 * @param {{low: number, high: number}} [settings.limits]
 * @param {boolean} [settings.large] keeps its cells large, however many there are
 */
function matrix({ label, role, name, onEdit, limits, large = false }) {
  const body = h("tbody");
  const node = h("table", { class: `explorer-matrix explorer-${role}` }, h("caption", {}, label), body);
  let shape = "";
  /** @type {HTMLElement[]} */
  let cells = [];

  /** @param {number} height @param {number} width */
  const rebuild = (height, width) => {
    cells = Array.from({ length: height * width }, (_, index) => {
      if (!onEdit || !name) return h("td");
      const input = h(
        "input",
        { type: "number", step: "any", min: limits?.low, max: limits?.high, inputmode: "text" },
      );
      input.setAttribute("aria-label", name(Math.floor(index / width) + 1, (index % width) + 1));
      input.addEventListener("input", () => {
        if (input.value !== "" && input.checkValidity()) onEdit(index, Number(input.value));
      });
      return h("td", {}, input);
    });
    const rows = Array.from(
      { length: height },
      (_, row) => h("tr", {}, ...cells.slice(row * width, (row + 1) * width)),
    );
    body.replaceChildren(...rows);
    node.style.setProperty("--columns", String(width));
    node.classList.toggle("explorer-small", !large && width > 3);
  };

  /**
   * @param {import("../lib/operations.js").Grid} grid
   * @param {import("../lib/colour.js").Scale} scale
   * @param {(index: number) => string} [className]
   */
  const update = (grid, scale, className) => {
    if (shape !== `${grid.height} ${grid.width}`) {
      shape = `${grid.height} ${grid.width}`;
      rebuild(grid.height, grid.width);
    }
    cells.forEach((cell, index) => {
      const value = grid.data[index];
      const rgb = colour(scale, value);
      cell.style.backgroundColor = `rgb(${rgb})`;
      cell.style.color = inkOn(rgb);
      cell.className = className?.(index) ?? "";
      const input = /** @type {HTMLInputElement | null} */ (cell.querySelector("input"));
      if (!input) setText(cell, shown(value));
      else input.readOnly = cell.classList.contains("explorer-padding");
      if (!input) return;
      const words = general(value, 4);
      const unfinished = input.value === "" || !input.checkValidity();
      const typed = unfinished || general(Number(input.value), 4) === words;
      if (!(typed && document.activeElement === input) && input.value !== words) input.value = words;
    });
  };
  return { node, update };
}

module.exports = { matrix };
