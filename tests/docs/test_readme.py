"""The README's Python runs, and its picture is what is drawn today; run as a script, this draws it anew."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "_static" / "convolution.png"
PYTHON = re.compile(r"^```(?:python3?|py|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_python_outside_the_site_is_examples_which_run(name):
    for block in PYTHON.findall((ROOT / name).read_text("utf-8")):
        assert block.startswith(">>> "), f"this block of {name} is not run: make it a >>> example\n{block}"


def draw():
    """Return the picture's bytes: the sharpening kernel on a window of a small image."""
    import matplotlib.pyplot as plt

    from cnn_docs import KERNELS, plot_convolution

    image = np.random.default_rng(3).integers(0, 10, (6, 6))
    figure = plot_convolution(image, KERNELS["sharpen"], position=(1, 2))
    stream = BytesIO()
    figure.savefig(stream, dpi=2 * figure.dpi, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return stream.getvalue()


def pixels(data):
    with Image.open(BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"), dtype=float)


def test_picture_is_what_the_package_draws():
    kept, drawn = pixels(PICTURE.read_bytes()), pixels(draw())
    assert kept.shape == drawn.shape
    assert np.abs(kept - drawn).mean() < 0.5


if __name__ == "__main__":
    PICTURE.write_bytes(draw())
