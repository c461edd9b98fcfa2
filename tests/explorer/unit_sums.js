"use strict";

// Reads a page and tells, for units of each layer, their value and what the page's script adds up for them.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const MODULES = join(__dirname, "..", "..", "docs", "_static", "explorers", "page");
const { store } = require(join(MODULES, "store.js"));
const { storyOf } = require(join(MODULES, "sums.js"));
const { held, indexOf, mapAt, spansOf, unitAt, valueAt } = require(join(MODULES, "units.js"));

const EACH = 60; // units of a layer, evenly over all of them

async function main() {
  const html = readFileSync(process.argv[2], "utf-8");
  const dataOf = (id) => JSON.parse(new RegExp(`id="${id}">(.*?)</script>`, "s").exec(html)[1]);
  const [facts, texts] = [dataOf("facts"), dataOf("texts")];
  const layers = Object.fromEntries(facts.layers.filter((layer) => layer.maps).map((layer) => [layer.name, layer]));
  const numbers = store(texts, (name) => layers[name].maps.type);
  const image = facts.count - 1;
  const values = await numbers.values(image);
  const found = [];
  for (const [name, layer] of Object.entries(layers)) {
    const { maps } = layer;
    const all = held(maps) * maps.height * maps.width;
    for (let at = 0; at < all; at += Math.max(1, Math.floor(all / EACH))) {
      const [slot, place] = [Math.floor(at / (maps.height * maps.width)), at % (maps.height * maps.width)];
      const unit = { map: mapAt(maps, slot), row: Math.floor(place / maps.width), column: place % maps.width };
      const index = indexOf(maps, unit);
      const spans = spansOf(layer.field, maps, unit);
      const story = storyOf(layers, values, name, unit);
      found.push({
        name, unit, index, image,
        back: unitAt(maps, index),
        value: valueAt(maps, values.maps[name], unit),
        kind: story && story.kind,
        result: story && story.result,
        spans: spans && spans.map(({ first, last }) => [first, last]),
      });
    }
  }
  console.log(JSON.stringify(found));
}

main();
