"use strict";

// What a page of a model holds, as its script reads it: facts, layers by name, and their numbers.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const MODULES = join(__dirname, "..", "..", "docs", "_static", "explorers");
const { store } = require(join(MODULES, "page/store.js"));

function pageData(path) {
  const html = readFileSync(path, "utf-8");
  const dataOf = (id) => JSON.parse(new RegExp(`id="${id}">(.*?)</script>`, "s").exec(html)[1]);
  const [facts, texts] = [dataOf("facts"), dataOf("texts")];
  const layers = Object.fromEntries(facts.layers.filter((layer) => layer.maps).map((layer) => [layer.name, layer]));
  return { facts, layers, numbers: store(texts, (name) => layers[name].maps.type) };
}

module.exports = { MODULES, pageData };
