// @ts-check
"use strict";

/**
 * @typedef {string | number | boolean | undefined} Attribute
 * @typedef {Record<string, Attribute | ((event: Event) => void)>} Attributes those named `on...` are listeners
 */

/** @param {Element} node @param {Attributes} attributes */
function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) node.removeAttribute(name);
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else setAttribute(node, name, value === true ? "" : String(value));
  }
}

/** Set it where it differs, so that nothing is drawn anew without need. @param {Element} node @param {string} name @param {string} value */
function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/**
 * @template {Element} T
 * @param {T} node
 * @param {Attributes} attributes
 * @param {(Node | string | null)[]} children
 * @returns {T}
 */
function filled(node, attributes, children) {
  assign(node, attributes);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/**
 * An HTML element.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
function h(tag, attributes = {}, ...children) {
  const node = filled(document.createElement(tag), attributes, children);
  // After Back, browsers would put in what was chosen, over a state that does not know of it.
  if (tag === "input" || tag === "select") node.setAttribute("autocomplete", "off");
  return node;
}

/**
 * An SVG element.
 *
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {SVGElementTagNameMap[T]}
 */
function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

let count = 0;

/** An id that no other element of the page has. @param {string} stem */
function uniqueId(stem) {
  count += 1;
  return `explorer-${stem}-${count}`;
}

/**
 * Set the text where it differs, so that nothing is laid out anew without need.
 *
 * @param {Node} node
 * @param {string} text
 */
function setText(node, text) {
  const only = node.firstChild;
  if (only instanceof Text && only === node.lastChild) {
    if (only.data !== text) only.data = text;
  } else if (node.textContent !== text) node.textContent = text;
}

module.exports = { assign, h, setText, svg, uniqueId };
