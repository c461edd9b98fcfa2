"use strict";

// Reads a page and tells, for units of each layer, their value and what the page's script adds up for them.

const { join } = require("node:path");

const { MODULES, pageData } = require("./page_data.js");
const { storyOf } = require(join(MODULES, "page/sums.js"));
const { held, indexOf, mapAt, spansOf, unitAt, valueAt } = require(join(MODULES, "lib/model-maps.js"));

const EACH = 60; // units of a layer, evenly over all of them

async function main() {
  const { facts, layers, numbers } = pageData(process.argv[2]);
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
