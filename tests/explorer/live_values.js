"use strict";

// Reads a live page and tells by how much what its script computes differs from what it holds, layer by layer.

const { join } = require("node:path");

const { MODULES, pageData } = require("./page_data.js");
const { LiveNetwork, checked, difference, follows, gradCam, saliency } = require(join(MODULES, "lib/live-network.js"));
const { WORKERS } = require(join(MODULES, "page/live-layers.js"));

async function main() {
  const { facts, layers, numbers } = pageData(process.argv[2]);
  const found = { apart: {}, heats: {}, why: {}, most: [] };
  let network;
  for (let image = 0; image < facts.count; image++) {
    const { maps, weights } = await numbers.values(image);
    network ??= new LiveNetwork(WORKERS, layers, facts.live, weights);
    const run = network.run(maps, maps[facts.live.image]);
    for (const { name } of network.steps) found.apart[name] = Math.max(found.apart[name] ?? 0, difference(run.values[name], maps[name]));
    for (const number of facts.answer.labels.keys()) {
      if (!follows(network, facts.answer.layer)) break;
      const slopes = network.slopes(run, facts.answer.layer, number);
      found.heats[`saliency/${image}/${number}`] = [...saliency(slopes[network.image], layers[network.image].maps)];
      for (const [method, { layer }] of Object.entries(facts.heats)) {
        if (layer) found.heats[`${method}/${image}/${number}`] = [...gradCam(run.values[layer], slopes[layer], layers[layer].maps)];
      }
    }
    found.most.push(checked(network, maps));
  }
  found.why = network.why;
  console.log(JSON.stringify(found));
}

main();
