"""The picture of the README is what the package draws today; run as a script, this module draws it anew."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

PICTURE = Path(__file__).parents[2] / "docs" / "_static" / "convolution.png"


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
