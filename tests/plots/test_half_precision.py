"""Maps, images and kernels of half precision are drawn without warnings, in the colours of their values."""

import numpy as np
import pytest

from cnn_docs import plot_convolution, plot_heatmap, plot_pooling

FAR = np.array([[60000, -60000], [0, 30000]], np.float16)

DRAWINGS = {
    "heatmap": lambda values: plot_heatmap(values, image=values),
    "convolution": lambda values: plot_convolution(values, np.eye(1, dtype=values.dtype)),
    "pooling": lambda values: plot_pooling(values, 1, kind="both"),
}


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_large_numbers_are_drawn_as_in_double_precision(draw):
    pictures = []
    for dtype in (np.float16, np.float64):
        drawn = draw(FAR.astype(dtype))
        canvas = getattr(drawn, "figure", drawn).canvas
        canvas.draw()
        pictures.append(np.asarray(canvas.buffer_rgba()))
    np.testing.assert_array_equal(*pictures)
