// @ts-check
"use strict";

const { fitting, general, printed } = require("../lib/format.js");
const { assign, h } = require("./dom.js");
const { common } = require("./strings.js");
const { typedNumber } = require("./typed.js");

/**
 * Makes the cells of a matrix into inputs, of which Tab reaches one, and arrow keys the others.
 *
 * @param {object} settings
 * @param {(row: number, column: number) => string} settings.name of a cell
 * @param {(index: number, value: number) => void} settings.onEdit
 * @param {{low: number, high: number}} settings.limits of what is typed
 * @param {(words: string) => void} settings.onRefuse why what was typed cannot be used; empty once that is over
 * @param {string} [settings.fixed] why cells of padding cannot be changed
 */
function fields({ name, onEdit, limits, onRefuse, fixed }) {
  /** @type {Map<HTMLElement, ReturnType<typeof typedNumber>>} */
  const inputs = new Map();
  /** @param {number} index @param {number} width of the matrix */
  const cell = (index, width) => {
    const field = typedNumber({
      label: name(Math.floor(index / width), index % width),
      limits,
      inGrid: true,
      write: fitting,
      onValue: (value) => onEdit(index, value),
      onRefuse,
    });
    assign(field.node, { tabindex: index === 0 ? 0 : -1, "data-fixed": fixed });
    const node = h("td", {}, field.node);
    inputs.set(node, field);
    return node;
  };
  /** @param {HTMLElement} node @param {number} value @param {string} names of its classes */
  const show = (node, value, names) => {
    const field = /** @type {ReturnType<typeof typedNumber>} */ (inputs.get(node));
    const exact = general(value, 12);
    const title = fitting(value) === exact ? "" : printed(exact);
    if (field.node.title !== title) field.node.title = title;
    field.node.readOnly = names.includes("explorer-padding");
    field.update(value);
  };
  /** @param {HTMLTableElement} table @param {HTMLElement} title @param {() => HTMLElement[]} cells */
  const follow = (table, title, cells) => {
    title.append(h("span", { class: "explorer-hidden" }, ` ${common("gridKeys")}`));
    oneStop(table, () => cells().map((one) => /** @type {HTMLInputElement} */ (inputs.get(one)?.node)));
  };
  return { cell, follow, show };
}

/**
 * Let arrow keys go from field to field, of which only the last one is reached by Tab.
 *
 * @param {HTMLTableElement} table
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
    const width = table.rows[0].cells.length;
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

module.exports = { fields };
