// @ts-check
"use strict";

/**
 * What a convolution's numbers read like: the sum, the output-size formula, the Python.
 *
 * @typedef {import("./windows.js").Grid} Grid
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Text
 */

const { general, pythonRows, shown } = require("./format.js");
const { extent, paddingAmounts } = require("./sizes.js");
const { toRows } = require("./windows.js");

/**
 * @param {Text} text
 * @param {number[]} products
 * @param {{bias: number, show: string}} state
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
 * What is said of the window: how many terms, their sum, and what is shown of it.
 *
 * @param {Text} text
 * @param {{row: number, column: number, bias: number}} state
 * @param {number} count
 * @param {number} sum
 * @param {number} value
 */
function messageText(text, { row, column, bias }, count, sum, value) {
  const terms = text(bias === 0 ? "terms" : "termsAndBias", { count });
  const words = { row, column, terms, sum: shown(sum, 6), value: shown(value, 6) };
  return text(value === sum ? "message" : "messageCut", words);
}

/**
 * The output-size formula with its numbers, once where height and width agree.
 *
 * @param {Text} text
 * @param {{height: number, width: number}} image
 * @param {Grid} kernel
 * @param {import("./convolution-model.js").Sliding} sliding
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

/**
 * How Python reads the reader's own picture: turned as the camera was held, on white, in 256 greys.
 *
 * @param {{name: string, kind: string, block: number, deep?: boolean, transparent: boolean}} own
 */
function ownPython({ name, kind, block, deep, transparent }) {
  const turned = kind === "jpeg";
  const file = `Image.open(${JSON.stringify(name)})`;
  const lines = [`photo = ${turned ? `ImageOps.exif_transpose(${file})` : file}`];
  if (transparent) {
    lines[0] += '.convert("RGBA")';
    lines.push('photo = Image.alpha_composite(Image.new("RGBA", photo.size, "white"), photo)');
  }
  if (!deep) lines[lines.length - 1] += '.convert("L")';
  const grey = deep ? "np.asarray(photo) // 256" : "np.asarray(photo)";
  if (block > 1) lines.push(`image = np.floor(average_pool(${grey}, ${block}))`);
  else lines.push(deep ? `image = ${grey}` : "image = np.asarray(photo, dtype=float)");
  const names = ["Image", ...(turned ? ["ImageOps"] : []), ...(block > 1 ? ["average_pool"] : [])];
  return { python: lines.join("\n"), imports: ["numpy", ...names] };
}

/**
 * @param {import("./convolution-model.js").State} state
 * @param {import("./images.js").Picture} image
 * @param {Grid} kernel
 * @param {Grid} map
 * @param {{low: number, high: number}} range of the map
 */
function python(state, image, kernel, map, { low, high }) {
  const custom = state.kernel === "custom";
  const names = ["correlate", ...(custom ? [] : ["KERNELS"])];
  const heads = [];
  if (image.imports.includes("numpy") || custom || state.show === "picture") heads.push("import numpy as np");
  const ofPillow = image.imports.filter((/** @type {string} */ name) => name.startsWith("Image"));
  if (ofPillow.length) heads.push(`from PIL import ${ofPillow.join(", ")}`);
  for (const name of image.imports) if (name !== "numpy" && !ofPillow.includes(name)) names.push(name);
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

module.exports = { messageText, ownPython, python, sizeText, sumText };
