"""The counts, the maps of the first layer and the answer."""

import base64

import numpy as np

import cnn_docs

from . import data, numbers, option_rows, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    counts = np.array(state["values"] or sample(state), dtype=float).reshape(8, 8)
    maps, shares = forward(counts)
    figure = cnn_docs.plot_feature_maps(maps).figure
    text, digit = words("digits")["static"], int(shares.argmax())
    rows = [
        *option_rows("digits", state, ["sample"]),
        *(
            (text["counts"].format(row=index), " ".join(f"{count:g}" for count in row))
            for index, row in enumerate(counts)
        ),
        (text["answer"], text["answerOf"].format(digit=digit, sure=f"{100 * shares[digit]:.1f}")),
    ]
    return figure, text["alt"].format(count=maps.shape[-1]), rows


def sample(state):
    """Counts of a held-out digit: of each kind the scripts carry the first one."""
    label, nth = int(state["sample"]), state["nth"]
    if nth == 0:
        return numbers(data("digits")["samples"])[64 * label : 64 * (label + 1)].tolist()
    digits = cnn_docs.load_digits()
    return digits.test_images[digits.test_labels == label][nth].ravel().tolist()


def forward(counts):
    """Maps of the first convolution for counts of shape (8, 8), and the probabilities of the ten digits."""
    values, first = counts[..., None], None
    network = data("network")
    for layer in with_weights(network["layers"], network["weights"]):
        values = OPERATIONS[layer["kind"]](values, layer)
        if layer["kind"] == "conv" and first is None:
            first = values
    return first, cnn_docs.softmax(values)


def conv(values, layer):
    """Convolution with zeros around the maps, then ReLU."""
    return cnn_docs.relu(cnn_docs.correlate(values, layer["kernel"], bias=layer["bias"], padding="same"))


def dense(values, layer):
    """Dense layer, with ReLU where the network has it."""
    sums = values @ layer["kernel"] + layer["bias"]
    return cnn_docs.relu(sums) if layer["relu"] else sums


def with_weights(layers, text):
    """Yield the layers with their kernels and biases, which all stand in one text, in order."""
    rest = halves(text, sum(int(np.prod(shape)) for layer in layers for shape in shapes_of(layer)))
    for layer in layers:
        weights = {}
        for name, shape in zip(("kernel", "bias"), shapes_of(layer), strict=False):
            weights[name], rest = rest[: np.prod(shape)].reshape(shape), rest[np.prod(shape) :]
        yield {**layer, **weights}


def shapes_of(layer):
    """Return the shapes of a layer's kernel and bias; none where it has no weights."""
    if "outputs" not in layer:
        return ()
    inner = (layer["size"],) * 2 if "size" in layer else ()
    return (*inner, layer["inputs"], layer["outputs"]), (layer["outputs"],)


def halves(text, count):
    """Numbers of half precision: a letter each for the exponent, then the rest in base 64."""
    upper = (numbers(text[:count]) + 26) & 255
    turned = upper << 8 | np.frombuffer(base64.b64decode(text[count:]), np.uint8)
    bits = (turned >> 1 | (turned & 1) << 15).astype("<u2")
    return bits.view("<f2").astype(float)


OPERATIONS = {
    "scale": lambda values, layer: values * layer["factor"],
    "conv": conv,
    "pool": lambda values, _: cnn_docs.max_pool(values, 2),
    "flatten": lambda values, _: values.ravel(),
    "dense": dense,
}
