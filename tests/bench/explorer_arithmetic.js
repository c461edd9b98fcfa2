// Prints the median milliseconds of one pass through the digits network and back, and of a kernel over a picture.

const sources = process.argv[2];
const { digitsNetwork, picturesOf } = require(`${sources}/lib/digits-model.js`);
const { correlate } = require(`${sources}/lib/operations.js`);

const { read } = digitsNetwork(require(`${sources}/data/network.json`));
const digit = picturesOf(require(`${sources}/data/digits.json`).samples)[3];
const image = { height: 256, width: 256, data: Float64Array.from({ length: 65536 }, (_, at) => at % 251) };
const kernel = { height: 3, width: 3, data: [1, 2, 1, 2, 4, 2, 1, 2, 1] };

const median = (call) => {
  const times = Array.from({ length: 60 }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return times.slice(20).sort((a, b) => a - b)[20];
};

console.log(JSON.stringify([median(() => read(digit)), median(() => correlate(image, kernel))]));
