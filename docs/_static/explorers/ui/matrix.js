// @ts-check
"use strict";

/**
 * @typedef {{node: HTMLElement, field?: ReturnType<typeof typedNumber>, shown: string}} Cell
 * @typedef {{row: number, column: number, height: number, width: number}} Window
 * @typedef {object} Settings
 * @property {string} label
 * @property {string} role input, kernel, output, highlight or ink: the colour of its frame
 * @property {(row: number, column: number) => string} [name] of a cell that can be edited
 * @property {(index: number, value: number) => void} [onEdit]
 * @property {{low: number, high: number}} [limits] of what is typed
 * @property {(words: string) => void} [onRefuse] why what was typed cannot be used; empty once that is over
 * @property {string} [fixed] why cells of padding cannot be changed
 * @property {boolean} [large] keeps its cells large, however many there are
 */

const { colour, inkOn } = require("../lib/colour.js");
const { fitting, general, printed } = require("../lib/format.js");
const { assign, h, setText } = require("./dom.js");
const { common } = require("./strings.js");
const { typedNumber } = require("./typed.js");

const GAP = 2; // pixels between the cells

/**
 * A small table of coloured numbers; with `onEdit` each is an input, and all of them are one stop of the Tab key.
 *
 * @param {Settings} settings
 */
function matrix(settings) {
  const { label, role, onEdit, large = false } = settings;
  const body = h("tbody");
  const title = h("caption", {}, h("span", {}, label));
  if (onEdit) title.append(h("span", { class: "explorer-hidden" }, ` ${common("gridKeys")}`));
  const node = h("table", { class: `explorer-matrix explorer-${role}` }, title, body);
  /** Cells and rows of each size that was shown: to make them takes longer than to show them. @type {Map<string, {cells: Cell[], rows: HTMLElement[]}>} */
  const sizes = new Map();
  const outline = h("span", { class: "explorer-outline", "aria-hidden": "true" });
  /** @type {Cell[]} */
  let cells = [];
  let shape = "";
  let framed = "";

  /** @param {number} height @param {number} width */
  const resize = (height, width) => {
    shape = `${height} ${width}`;
    const known = sizes.get(shape) ?? made(settings, height, width);
    sizes.set(shape, known);
    cells = known.cells;
    framed = "";
    body.replaceChildren(...known.rows);
    node.style.setProperty("--columns", String(width));
    node.classList.toggle("explorer-small", !large && width > 3);
  };
  if (onEdit) oneStop(node, () => cells.map((cell) => /** @type {HTMLInputElement} */ (cell.field?.node)));

  /** One outline around a window. @param {Window | undefined} window @param {number} width of the table, in cells */
  const frame = (window, width) => {
    const next = JSON.stringify(window ?? "");
    if (next === framed) return;
    framed = next;
    outline.remove();
    if (!window) return;
    const side = (/** @type {number} */ count) => `calc(${100 * count}% + ${GAP * (count + 1)}px)`;
    Object.assign(outline.style, { height: side(window.height), width: side(window.width) });
    cells[window.row * width + window.column].node.append(outline);
  };

  /**
   * @param {import("../lib/windows.js").Grid} grid
   * @param {import("../lib/colour.js").Scale | undefined} scale no colours without it
   * @param {(index: number) => string} [className]
   * @param {Window} [window] to be outlined
   */
  const update = (grid, scale, className, window) => {
    if (shape !== `${grid.height} ${grid.width}`) resize(grid.height, grid.width);
    cells.forEach((cell, index) => showCell(cell, grid.data[index], scale, className?.(index) ?? ""));
    frame(window, grid.width);
  };
  const say = (/** @type {string} */ words) => setText(/** @type {Node} */ (title.firstChild), words);
  return { node, update, say };
}

/** @param {Settings} settings @param {number} height @param {number} width */
function made(settings, height, width) {
  const cells = Array.from({ length: height * width }, (_, index) => cellAt(settings, index, width));
  const rows = Array.from(
    { length: height },
    (_, row) => h("tr", {}, ...cells.slice(row * width, (row + 1) * width).map((cell) => cell.node)),
  );
  return { cells, rows };
}

/** @param {Settings} settings @param {number} index @param {number} width @returns {Cell} */
function cellAt({ name, onEdit, onRefuse = () => {}, limits, fixed }, index, width) {
  if (!onEdit || !name || !limits) return { node: h("td"), shown: "" };
  const field = typedNumber({
    label: name(Math.floor(index / width), index % width),
    limits,
    inGrid: true,
    write: fitting,
    onValue: (value) => onEdit(index, value),
    onRefuse,
  });
  assign(field.node, { tabindex: index === 0 ? 0 : -1, "data-fixed": fixed });
  return { node: h("td", {}, field.node), field, shown: "" };
}

/**
 * @param {Cell} cell
 * @param {number} value
 * @param {import("../lib/colour.js").Scale | undefined} scale
 * @param {string} names of its classes
 */
function showCell(cell, value, scale, names) {
  const plain = !scale || names.includes("explorer-padding");
  const rgb = plain ? undefined : colour(scale, value);
  const next = `${value} ${rgb} ${names}`;
  if (next === cell.shown) return; // most cells stay as they are
  cell.shown = next;
  cell.node.style.cssText = rgb ? `background-color:rgb(${rgb});color:${inkOn(rgb)}` : "";
  if (cell.node.className !== names) cell.node.className = names;
  if (cell.field) showIn(cell.field, value, names);
  else setNumber(cell.node, printed(fitting(value)));
}

/** The number of a cell that may hold the outline, too. @param {HTMLElement} node @param {string} text */
function setNumber(node, text) {
  if (node.firstChild instanceof Text) setText(node.firstChild, text);
  else node.prepend(text);
}

/** @param {ReturnType<typeof typedNumber>} field @param {number} value @param {string} names of the cell's classes */
function showIn({ node, update }, value, names) {
  const exact = general(value, 12);
  const title = fitting(value) === exact ? "" : printed(exact);
  if (node.title !== title) node.title = title;
  node.readOnly = names.includes("explorer-padding");
  update(value);
}

/**
 * Let arrow keys go from field to field, of which only the last one is reached by Tab.
 *
 * @param {HTMLElement} table
 * @param {() => HTMLInputElement[]} fieldsOf
 */
function oneStop(table, fieldsOf) {
  table.addEventListener("focusin", (event) => {
    for (const field of fieldsOf()) field.tabIndex = field === event.target ? 0 : -1;
    /** @type {HTMLInputElement} */ (event.target).select();
  });
  table.addEventListener("keydown", (event) => {
    const fields = fieldsOf();
    const at = fields.indexOf(/** @type {HTMLInputElement} */ (event.target));
    const width = Number(table.style.getPropertyValue("--columns"));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [column, last] = [at % width, fields.length - 1];
    /** @type {Record<string, number>} */
    const targets = {
      ArrowUp: at - width,
      ArrowDown: at + width,
      ArrowLeft: column > 0 && isAtEdge(fields[at], 0) ? at - 1 : -1,
      ArrowRight: column < width - 1 && isAtEdge(fields[at], fields[at].value.length) ? at + 1 : -1,
      Home: at - column,
      End: at - column + width - 1,
    };
    const target = targets[event.key] ?? -1;
    if (target < 0 || target > last) return;
    event.preventDefault();
    fields[target].focus();
  });
}

/** Whether the caret has nowhere to go in the field. @param {HTMLInputElement} field @param {number} edge */
function isAtEdge({ selectionStart, selectionEnd, value }, edge) {
  const all = selectionStart === 0 && selectionEnd === value.length;
  return all || (selectionStart === edge && selectionEnd === edge);
}

module.exports = { matrix };
