"""Write the data that the explorers carry: kernels, pictures, colours, the digits and their network.

Run ``python tests/js/write_data.py`` after a change in the package or in a picture below;
``tests/test_explorer_parity.py`` fails while the files differ from what this writes.
"""

import base64
import json
import re
from pathlib import Path

import numpy as np
from threshold_data import threshold
from training_data import all_digits, training

USED = (
    "name",
    "maps",
    "field",
    "operation",
)  # of what a page is told of a layer: the explorer says nothing of the rest
DATA = Path(__file__).parents[2] / "docs" / "_static" / "explorers" / "data"

# The Python of each picture is shown to the reader beside the explorer, and is what fills it here.
PICTURES = {
    "small": (
        9,
        ["numpy"],
        """\
image = np.array([[7, 6, 5, 5, 6, 7],
                  [6, 4, 3, 3, 4, 6],
                  [5, 3, 9, 9, 3, 5],
                  [5, 3, 9, 9, 3, 5],
                  [6, 4, 3, 3, 4, 6],
                  [7, 6, 5, 5, 6, 7]])""",
    ),
    "edge": (
        100,
        ["numpy"],
        """\
image = np.zeros((6, 5))
image[:3] = 100""",
    ),
    "digit": (
        16,
        ["load_digits"],
        "image = load_digits().images[0]",
    ),
    "cat": (
        255,
        ["average_pool", "load_photograph", "numpy"],
        """\
photo = load_photograph("cat", gray=True).image
image = np.floor(255 * average_pool(photo, 3))""",
    ),
    "camera": (
        255,
        ["average_pool", "load_photograph", "numpy"],
        """\
photo = load_photograph("camera").image
image = np.floor(255 * average_pool(photo, 5))""",
    ),
}


def main():
    """Write the files."""
    DATA.mkdir(exist_ok=True)
    for name, content in contents().items():
        (DATA / name).write_text(content, encoding="utf-8")


def contents():
    """Name to text of each file."""
    data = {
        "all-digits": all_digits(),
        "colours": colours(),
        "digits": samples(),
        "images": images(),
        "kernels": kernels(),
        "network": network(),
        "threshold": with_letters(threshold()),
        "training": training(),
    }
    return {f"{name}.json": compact(value) for name, value in data.items()}


def compact(value):
    """JSON without blanks, one entry a line."""
    lines = [
        f"{json.dumps(key)}:{json.dumps(item, separators=(',', ':'), ensure_ascii=False)}"
        for key, item in value.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def letters(values):
    """Whole numbers from 0 to 255 as text, a letter each; those below 92 need one byte.

    Where small numbers are common, that is less than base 64 takes, and compresses better.
    """
    return "".join(chr(value + 35) if value < 92 else chr(value + 69) for value in map(int, values))


def with_letters(data):
    """Data with the values of their pictures as text."""
    return {**data, "values": letters(data["values"])}


def colours():
    """Every fifth of the 256 colours of the palette's two maps: between them they are straight."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    from cnn_docs.palette import SIGNED_COLORMAP, UNSIGNED_COLORMAP

    names = {"signed": SIGNED_COLORMAP, "unsigned": UNSIGNED_COLORMAP}
    return {
        kind: "".join(to_hex(colormaps[name](index))[1:] for index in range(0, 256, 5))
        for kind, name in names.items()
    }


def kernels():
    """The named kernels as nested lists, square ones of 3 or 5 rows."""
    from cnn_docs import KERNELS

    return {name: kernel.tolist() for name, kernel in KERNELS.items() if kernel.shape in ((3, 3), (5, 5))}


def network():
    """The digits network: its layers with their weights, and what the page of a model is told of them."""
    import cnn_docs

    model = cnn_docs.load_digits_cnn()
    page = cnn_docs.explore(model, cnn_docs.load_digits().test_images[:1, ..., None], explained=0, live=True)
    facts = json.loads(re.search(r'id="facts">(.*?)</script>', page.html, re.DOTALL)[1])
    weights = [weight.ravel() for layer in model.layers for weight in layer.get_weights()]
    return {
        "layers": [layer for layer in map(exported, model.layers) if layer],
        "weights": halves(np.concatenate(weights)),
        "facts": [{key: layer[key] for key in USED} | sources_of(layer) for layer in facts["layers"]],
        "live": {key: facts["live"][key] for key in ("image", "names")},
    }


def sources_of(layer):
    """Return the names of what a layer reads."""
    return {"sources": [{"name": source["name"]} for source in layer["sources"]]}


def exported(layer):
    """One layer for the scripts, but its weights; None for those that do nothing at inference."""
    kind = type(layer).__name__
    if kind in ("InputLayer", "Dropout"):
        return None
    if kind == "Rescaling":
        return {"name": layer.name, "kind": "scale", "factor": layer.scale}
    if kind in ("MaxPooling2D", "Flatten"):
        return {"name": layer.name, "kind": {"MaxPooling2D": "pool", "Flatten": "flatten"}[kind]}
    kernel, _ = layer.get_weights()
    facts = {
        "name": layer.name,
        "kind": "conv" if kernel.ndim == 4 else "dense",
        "relu": layer.name != "output",
    }
    facts |= {"size": kernel.shape[0]} if kernel.ndim == 4 else {}
    return {**facts, "inputs": kernel.shape[-2], "outputs": kernel.shape[-1]}


def halves(values):
    """Numbers of half precision as text, in which the network's weights are exact.

    First the exponents with three bits of the fraction, which are alike, counted from the smallest common
    one; then the other seven bits with the sign.
    """
    short = values.astype("<f2")
    if (short != values).any():
        raise ValueError("a weight of the digits network is not exact in half precision")
    bits = short.ravel().view("<u2")
    turned = (bits << 1) | (bits >> 15)
    return (
        letters(((turned >> 8) - 26) & 255)
        + base64.b64encode((turned & 255).astype(np.uint8).tobytes()).decode()
    )


def samples():
    """One held-out digit of each kind, and what is needed to say that a drawing is unlike the digits.

    No held-out digit has a smaller cosine to the nearest mean digit than ``least``, and ``most`` is twice the
    ink of a mean one.
    """
    import cnn_docs

    digits = cnn_docs.load_digits()
    first = [next(i for i in digits.test if digits.labels[i] == label) for label in range(10)]
    known = digits.train_images.reshape(-1, 64).astype(float)
    middles = np.stack([known[digits.train_labels == label].mean(axis=0) for label in range(10)]).round()
    others = digits.test_images.reshape(-1, 64).astype(float)
    lengths = np.linalg.norm(others, axis=1)[:, None] * np.linalg.norm(middles, axis=1)
    return {
        "indices": [int(index) for index in first],
        "samples": letters(digits.images[first].ravel()),
        "middles": letters(middles.ravel()),
        "least": round(float(np.floor(100 * (others @ middles.T / lengths).max(axis=1).min()) / 100), 2),
        "most": round(2 * float(others.sum(axis=1).mean())),
    }


def images():
    """Each picture's size, values and Python."""
    return {name: entry(*picture) for name, picture in PICTURES.items()}


def entry(high, imports, python):
    """One picture, made by running the Python that the reader sees."""
    import cnn_docs

    space = {"np": np, **{name: getattr(cnn_docs, name) for name in imports if name != "numpy"}}
    exec(python, space)
    values = np.asarray(space["image"])
    if values.min() < 0 or values.max() > 255 or (values != values.round()).any():
        raise ValueError(f"a picture holds whole numbers from 0 to 255:\n{python}")
    height, width = values.shape
    facts = {"height": height, "width": width, "high": high, "imports": imports, "python": python}
    return {**facts, "values": letters(differences(values.astype(np.uint8)))}


def differences(values):
    """Each value less the one before it, modulo 256, the small ones of either sign first."""
    steps = np.diff(values.ravel(), prepend=np.uint8(0)).astype(np.int8).astype(int)
    return np.where(steps < 0, -2 * steps - 1, 2 * steps)


if __name__ == "__main__":
    main()
