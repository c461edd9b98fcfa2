"""Write the data that the explorers carry: the named kernels and the bundled pictures.

Run ``python tests/js/write_data.py`` after a change in ``cnn_docs.kernels`` or in a picture below;
``tests/test_explorer_parity.py`` fails while the files differ from what this writes.
"""

import base64
import json
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[2] / "docs" / "_static" / "explorers" / "data"

# The Python of each picture is shown to the reader beside the explorer, and is what fills it here.
PICTURES = {
    "small": (
        9,
        (0, 0),
        ["numpy"],
        """\
image = np.array([[7, 6, 5, 5, 6, 7],
                  [6, 3, 2, 2, 3, 6],
                  [5, 2, 9, 8, 2, 5],
                  [5, 2, 8, 9, 2, 5],
                  [6, 3, 2, 2, 3, 6],
                  [7, 6, 5, 5, 6, 7]])""",
    ),
    "edge": (
        100,
        (1, 1),
        ["numpy"],
        """\
image = np.zeros((6, 5))
image[:3] = 100""",
    ),
    "digit": (
        16,
        (2, 1),
        ["load_digits"],
        "image = load_digits().images[0]",
    ),
    "cat": (
        255,
        (36, 16),
        ["average_pool", "load_photograph", "numpy"],
        """\
photo = load_photograph("cat", gray=True).image[22:278, 100:356]
image = np.floor(255 * average_pool(photo, 2))""",
    ),
    "camera": (
        255,
        (26, 66),
        ["average_pool", "load_photograph", "numpy"],
        """\
photo = load_photograph("camera").image
image = np.floor(255 * average_pool(photo, 4))""",
    ),
}


def main():
    """Write the files."""
    DATA.mkdir(exist_ok=True)
    for name, content in contents().items():
        (DATA / name).write_text(content)


def contents():
    """Name to text of each file."""
    data = {"images": images(), "kernels": kernels(), "network": network(), "digits": samples()}
    return {f"{name}.json": compact(value) for name, value in data.items()}


def compact(value):
    """JSON without blanks, one entry a line."""
    lines = [f"{json.dumps(key)}:{json.dumps(item, separators=(',', ':'))}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def kernels():
    """The named kernels as nested lists, square ones of 3 or 5 rows."""
    from cnn_docs import KERNELS

    return {name: kernel.tolist() for name, kernel in KERNELS.items() if kernel.shape in ((3, 3), (5, 5))}


def network():
    """The digits network: its layers, with their weights in half precision as they are stored."""
    import cnn_docs

    model = cnn_docs.load_digits_cnn()
    return {"layers": [layer for layer in map(exported, model.layers) if layer]}


def exported(layer):
    """One layer for the scripts; None for those that do nothing at inference."""
    kind = type(layer).__name__
    if kind in ("InputLayer", "Dropout"):
        return None
    if kind == "Rescaling":
        return {"name": layer.name, "kind": "scale", "factor": layer.scale}
    if kind in ("MaxPooling2D", "Flatten"):
        return {"name": layer.name, "kind": {"MaxPooling2D": "pool", "Flatten": "flatten"}[kind]}
    kernel, bias = layer.get_weights()
    facts = {
        "name": layer.name,
        "kind": "conv" if kernel.ndim == 4 else "dense",
        "relu": layer.name != "output",
    }
    facts |= {"size": kernel.shape[0]} if kernel.ndim == 4 else {}
    return {
        **facts,
        "inputs": kernel.shape[-2],
        "outputs": kernel.shape[-1],
        "kernel": halves(kernel),
        "bias": halves(bias),
    }


def halves(values):
    """Numbers of half precision in base 64; the network's weights are exact in it."""
    short = values.astype("<f2")
    if (short != values).any():
        raise ValueError("a weight of the digits network is not exact in half precision")
    return base64.b64encode(short.tobytes()).decode()


def samples():
    """One held-out digit of each kind, and what is needed to say that a drawing is unlike the digits."""
    import cnn_docs

    digits = cnn_docs.load_digits()
    first = [next(i for i in digits.test if digits.labels[i] == label) for label in range(10)]
    known = digits.train_images.reshape(-1, 64)
    middles = np.stack([known[digits.train_labels == label].mean(axis=0) for label in range(10)]).round(1)
    others = digits.test_images.reshape(-1, 64)
    distances = np.sqrt(((others[:, None] - middles) ** 2).sum(axis=-1)).min(axis=1)
    return {
        "indices": [int(index) for index in first],
        "samples": [digits.images[index].astype(int).ravel().tolist() for index in first],
        "middles": middles.tolist(),
        "farthest": float(np.quantile(distances, 0.995).round(1)),
    }


def images():
    """Each picture's size, values in base 64, and Python."""
    return {name: entry(*picture) for name, picture in PICTURES.items()}


def entry(high, start, imports, python):
    """One picture, made by running the Python that the reader sees."""
    import cnn_docs

    space = {"np": np, **{name: getattr(cnn_docs, name) for name in imports if name != "numpy"}}
    exec(python, space)
    values = np.asarray(space["image"])
    if values.min() < 0 or values.max() > 255 or (values != values.round()).any():
        raise ValueError(f"a picture holds whole numbers from 0 to 255:\n{python}")
    text = base64.b64encode(values.astype(np.uint8).tobytes()).decode()
    height, width = values.shape
    facts = {"height": height, "width": width, "high": high, "start": start}
    return {**facts, "imports": imports, "python": python, "values": text}


if __name__ == "__main__":
    main()
