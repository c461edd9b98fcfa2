// @ts-check
"use strict";

/**
 * What a convolution's numbers read like: the sum, the output-size formula, the Python.
 *
 * @typedef {import("./operations.js").Grid} Grid
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Text
 */

const { general, pythonRows, shown } = require("./format.js");
const { extent, paddingAmounts } = require("./geometry.js");
const { toRows } = require("./operations.js");

/**
 * @param {Text} text
 * @param {number[]} products
 * @param {any} state
 * @param {number} sum
 * @param {number} value
 */
function sumText(text, products, state, sum, value) {
  const terms = products.map((product, index) => {
    const size = shown(Math.abs(product), 4);
    if (index === 0) return product < 0 ? `\u2212${size}` : size;
    return `${product < 0 ? "\u2212" : "+"} ${size}`;
  });
  const listed = products.length > 9 ? text("manyProducts", { count: products.length }) : terms.join(" ");
  const bias = state.bias === 0 ? "" : ` ${state.bias < 0 ? "\u2212" : "+"} ${shown(Math.abs(state.bias))}`;
  const cut = value === sum ? "" : `, ${text(`cut.${state.show}`)} ${shown(value, 6)}`;
  return `${listed}${bias} = ${shown(sum, 6)}${cut}`;
}

/**
 * The output-size formula with its numbers, once where height and width agree.
 *
 * @param {Text} text
 * @param {any} image
 * @param {Grid} kernel
 * @param {any} sliding
 */
function sizeText(text, image, kernel, sliding) {
  const one = (/** @type {number} */ size, /** @type {number} */ kernelSize) => {
    const [before, after] = paddingAmounts(size, kernelSize, sliding);
    const span = extent(kernelSize, sliding.dilation);
    const sized = sliding.padding === "valid" ? `${size}` : `${size} + ${before} + ${after}`;
    const length = Math.floor((size + before + after - span) / sliding.stride) + 1;
    return `\u230a(${sized} \u2212 ${span}) / ${sliding.stride}\u230b + 1 = ${length}`;
  };
  const height = one(image.height, kernel.height);
  const width = one(image.width, kernel.width);
  const formula = height === width ? height : text("twoSizes", { height, width });
  const { dilation } = sliding;
  const words = { size: kernel.height, dilation, span: extent(kernel.height, dilation) };
  const span = dilation > 1 ? ` ${text("span", words)}` : "";
  return `${text("outputSize")} ${formula}.${span}`;
}

/** @param {{name: string, block: number}} own */
function ownPython({ name, block }) {
  const lines = [
    `photo = Image.open(${JSON.stringify(name)}).convert("L")`,
    block > 1
      ? `image = np.floor(average_pool(np.asarray(photo), ${block}))`
      : "image = np.asarray(photo, dtype=float)",
  ];
  return { python: lines.join("\n"), imports: ["numpy", "PIL", ...(block > 1 ? ["average_pool"] : [])] };
}

/**
 * @param {any} state
 * @param {any} image
 * @param {Grid} kernel
 * @param {Grid} map
 * @param {{low: number, high: number}} range of the map
 */
function python(state, image, kernel, map, { low, high }) {
  const custom = state.kernel === "custom";
  const names = ["correlate", ...(custom ? [] : ["KERNELS"])];
  const heads = [];
  if (image.imports.includes("numpy") || custom || state.show === "picture") heads.push("import numpy as np");
  if (image.imports.includes("PIL")) heads.push("from PIL import Image");
  for (const name of image.imports) if (!["numpy", "PIL"].includes(name)) names.push(name);
  if (state.show === "relu") names.push("relu");
  names.sort((a, b) => Number(a.toUpperCase() !== a) - Number(b.toUpperCase() !== b) || (a < b ? -1 : 1));
  const extras = [];
  if (state.bias !== 0) extras.push(`bias=${general(state.bias, 12)}`);
  if (state.stride !== 1) extras.push(`stride=${state.stride}`);
  if (state.padding !== "valid") extras.push(`padding="${state.padding}"`);
  if (state.dilation !== 1) extras.push(`dilation=${state.dilation}`);
  const call = `correlate(${["image", "kernel", ...extras].join(", ")})`;
  /** @type {Record<string, string>} */
  const shapes = { signed: call, relu: `relu(${call})`, picture: `np.clip(${call}, 0, ${image.high})` };
  const source = [
    ...heads,
    `from cnn_docs import ${names.join(", ")}`,
    "",
    image.python,
    custom ? `kernel = np.array(${pythonRows(toRows(kernel), " ".repeat(19))})` : `kernel = KERNELS["${state.kernel}"]`,
    `output = ${shapes[state.show]}`,
    "",
    "print(output.shape)",
    `print(f"{output[${state.row}, ${state.column}]:.6g}")`,
    `print(f"{output.min():.6g} to {output.max():.6g}")`,
  ].join("\n");
  const value = map.data[state.row * map.width + state.column];
  const printed = `(${map.height}, ${map.width})\n${general(value)}\n${general(low)} to ${general(high)}`;
  return { python: source, printed };
}

module.exports = { ownPython, python, sizeText, sumText };
