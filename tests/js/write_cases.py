"""Write the golden cases: what ``cnn_docs`` computes, for the explorers' arithmetic to agree with.

Run ``python tests/js/write_cases.py`` after a change in the package's arithmetic;
``tests/test_explorer_parity.py`` fails while the files differ from what this writes, and
``node --test tests/js`` compares the scripts with it.
"""

import itertools
import json
from pathlib import Path

import numpy as np

import cnn_docs

CASES = Path(__file__).with_name("cases.json")
DIGITS = Path(__file__).with_name("digits.json")
SLIDINGS = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)]  # stride and dilation, not both above 1
PADDINGS = ["valid", "same", "edge"]
SIZES = [(6, 5), (8, 8)]


def main():
    """Write both files."""
    CASES.write_text(text())
    DIGITS.write_text(digits_text())


def digits_text():
    """The second file's text: held-out digits, what the network answers, and every layer for two of them."""
    digits = cnn_docs.load_digits()
    images = digits.test_images[..., None]
    model = cnn_docs.load_digits_cnn()
    answers = np.asarray(model(images)).argmax(axis=1)
    maps = cnn_docs.feature_maps(model, images[:2])
    cases = {
        "pictures": [
            "".join(np.base_repr(int(count), 17).lower() for count in image.flat) for image in images
        ],
        "labels": digits.test_labels.tolist(),
        "answers": answers.tolist(),
        "maps": [
            {
                name: [round(float(v), 7) for v in values[i].flat]
                for name, values in maps.items()
                if name != "dropout"
            }
            for i in (0, 1)
        ],
    }
    return json.dumps(cases, separators=(",", ":")) + "\n"


def text():
    """The file's text: one list of cases a kind."""
    kinds = {"correlate": correlations(), "pool": poolings(), "activation": activations()}
    kinds |= {"softmax": softmaxes(), "neuron": neurons(), "dropout": dropouts(), "conv": convolutions()}
    kinds |= {"dense": denses(), "field": fields()}
    lines = [f"{json.dumps(kind)}:{compact(list(cases))}" for kind, cases in kinds.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def compact(cases):
    """JSON without blanks, one case a line."""
    return "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"


def rows(array):
    """Nested lists of numbers that any language reads back to 12 digits."""
    return json.loads(json.dumps(np.asarray(array, dtype=float).tolist()), parse_float=tidy)


def tidy(number):
    """The number at 12 digits, whole numbers without a point."""
    value = float(f"{float(number):.12g}")
    return int(value) if value == int(value) else value


def correlations():
    """Every kernel size to 5, stride, dilation and padding of the controls, and what does not fit."""
    random = np.random.default_rng(1)
    images = {size: random.integers(0, 17, size) for size in SIZES}
    kernels = {size: random.integers(-4, 5, (size, size)) for size in range(1, 6)}
    for size, kernel_size, padding in itertools.product(SIZES, kernels, PADDINGS):
        for stride, dilation in SLIDINGS:
            options = {"stride": stride, "padding": padding, "dilation": dilation, "bias": kernel_size - 3}
            image, kernel = images[size], kernels[kernel_size]
            try:
                output = rows(cnn_docs.correlate(image, kernel, **options))
            except ValueError:
                output = None
            yield {"image": rows(image), "kernel": rows(kernel), "options": options, "output": output}


def poolings():
    """Every pool size, stride and padding that the controls allow."""
    random = np.random.default_rng(2)
    functions = {"max": cnn_docs.max_pool, "average": cnn_docs.average_pool}
    for size, pool_size, stride in itertools.product(
        [(4, 4), (6, 6), (5, 7)], [1, 2, 3, 4], [None, 1, 2, 3, 4]
    ):
        image = random.integers(-9, 10, size)
        for padding, (kind, function) in itertools.product(["valid", "same"], functions.items()):
            output = rows(function(image, pool_size, stride=stride, padding=padding))
            options = {"stride": stride, "padding": padding, "kind": kind}
            yield {"image": rows(image), "size": pool_size, "options": options, "output": output}


def activations():
    """Value and slope of every activation function."""
    points = np.concatenate([np.linspace(-8, 8, 65), [-750.0, 750.0]])
    for name, entry in cnn_docs.ACTIVATIONS.items():
        yield {
            "name": name,
            "at": rows(points),
            "value": rows(entry.value(points)),
            "slope": rows(entry.slope(points)),
        }


def softmaxes():
    """Probabilities, of large scores too."""
    for scores in ([0, 1, 2], [1000, 1000], [-3.5, 0.25, 7, 7.5]):
        yield {"scores": scores, "output": rows(cnn_docs.softmax(np.array(scores, dtype=float)))}


def neurons():
    """Outputs of a neuron, with each activation."""
    random = np.random.default_rng(3)
    for name in cnn_docs.ACTIVATIONS:
        inputs, weights = random.integers(-20, 21, (2, 3)) / 10
        bias = float(random.integers(-20, 21) / 10)
        output = cnn_docs.neuron(inputs, weights, bias, activation=name)
        yield {
            "inputs": rows(inputs),
            "weights": rows(weights),
            "bias": bias,
            "activation": name,
            "output": float(output),
        }


def dropouts():
    """Masks and scales for rates and seeds, in training and at inference."""
    values = np.arange(1, 13) / 4
    for rate, seed in itertools.product([0, 0.1, 0.25, 0.5, 0.6, 0.9], [0, 1, 7, 12345, 2**32 - 1]):
        yield {
            "values": rows(values),
            "rate": rate,
            "seed": seed,
            "output": rows(cnn_docs.dropout(values, rate, seed=seed)),
        }


def convolutions():
    """Output sizes, padding, parameters and multiply-adds."""
    for size, kernel_size, (stride, dilation) in itertools.product(
        [6, 7, 28, 32, 224], [1, 2, 3, 5, 7], SLIDINGS
    ):
        for padding in PADDINGS:
            options = {"stride": stride, "padding": padding, "dilation": dilation}
            try:
                output = cnn_docs.output_size(size, kernel_size, **options)
            except ValueError:
                continue
            channels, filters = 3, 8 + size % 5
            yield {
                "size": size,
                "kernelSize": kernel_size,
                "options": options,
                "channels": channels,
                "filters": filters,
                "output": output,
                "padding": cnn_docs.padding_amounts(size, kernel_size, **options),
                "parameters": cnn_docs.conv_parameters(kernel_size, channels, filters),
                "multiplyAdds": cnn_docs.conv_multiply_adds((output, output), kernel_size, channels, filters),
            }


def denses():
    """Parameters of dense layers."""
    for inputs, units in itertools.product([1, 50, 1152], [1, 10, 64]):
        yield {"inputs": inputs, "units": units, "parameters": cnn_docs.dense_parameters(inputs, units)}


def fields():
    """Receptive fields of chains of layers."""
    chains = [
        [(3, 1, 1)],
        [(3, 1, 1), (3, 1, 1)],
        [(3, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)],
        [(3, 1, 2), (3, 1, 3)],
    ]
    for chain in chains:
        yield {"layers": chain, "size": cnn_docs.receptive_field(chain).size[0]}


if __name__ == "__main__":
    main()
