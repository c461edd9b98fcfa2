"""The slopes of activation functions are those of Keras, at kinks where its backend has them."""

import keras
import numpy as np
import pytest

from cnn_docs import ACTIVATIONS
from cnn_docs.inspection import _backends


@pytest.mark.parametrize("name", ["linear", "sigmoid", "tanh", "relu", "leaky_relu"])
def test_slopes(name):
    points = np.array([-1.0, 0.0, 1.0], np.float32)
    function = getattr(keras.activations, name)
    total = lambda x: (keras.ops.sum(function(x)), None)  # noqa: E731
    _, (found,) = _backends.slopes(total, [keras.ops.convert_to_tensor(points)])
    expected = ACTIVATIONS[name].slope(points)
    if name == "leaky_relu" and _backends.backend() == "jax":
        expected[1] = 1  # the slope on the right
    np.testing.assert_allclose(_backends.to_array(found), expected, rtol=1e-5)
