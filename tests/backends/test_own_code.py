"""Fields through code of one's own between the layers, as JAX's trace tells what it does."""

import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from tests.inspection.table.dependency import LOCAL, D, K, W, check

pytestmark = pytest.mark.skipif(
    "load_keras().backend.backend() != 'jax'", reason="other backends have other traces"
)

CODE = {
    "padded": (lambda ops, x: ops.pad(x, ((0, 0), (2, 1), (0, 3), (0, 0))), LOCAL),
    "colours in reverse order": (lambda ops, x: x[..., ::-1], {1: 1, 2: 2, 3: "unknown"}),
    "rows in reverse order": (lambda ops, x: x[:, ::-1], {1: "unknown", 2: 2, 3: 3}),
    "rows in an order": (lambda ops, x: ops.take(x, [1, 0], axis=1), {1: "unknown", 2: 2, 3: 3}),
    "rows that move round": (lambda ops, x: ops.roll(x, 2, axis=1), {1: "unknown", 2: 2, 3: 3}),
    "pooled": (lambda ops, x: ops.max_pool(x, (3, 3), (2, 2), "same"), LOCAL),
    "convolved, then in groups": (
        lambda ops, x: ops.conv(ops.depthwise_conv(x, D, 1), K[:, :, :2], (2, 1)),
        {1: 1, 2: 2, 3: "unknown"},
    ),
    "rows and columns exchanged": (lambda ops, x: ops.transpose(x, (0, 2, 1, 3)), {1: 2, 2: 1, 3: 3}),
    "multiplied by a matrix": (lambda ops, x: ops.matmul(x, W), {1: 1, 2: 2, 3: "whole"}),
    "the mean of rows": (lambda ops, x: ops.mean(x, axis=1), {1: "whole", 2: 1, 3: 2}),
}


@pytest.mark.parametrize("name", CODE)
def test_what_own_code_is_said_to_see_changes_its_output(name):
    code, want = CODE[name]
    check(lambda k, ops, x: k.Lambda(lambda x: code(ops, x))(x), want, shapes=((8, 8, 4),))


def test_a_function_of_a_backend_that_is_called_twice_keeps_its_callers_apart():
    """JAX traces a function that it has compiled once, and calls what it traced from every place."""
    keras = load_keras()
    layers = keras.layers

    class Two(keras.Model):
        def __init__(self):
            super().__init__()
            self.small, self.large = layers.Conv2D(2, 3, name="small"), layers.Conv2D(2, 5, name="large")
            self.pad = layers.ZeroPadding2D(1)
            self.of_small, self.of_large = (
                layers.Conv2D(2, 1, name=f"of_{name}") for name in ("small", "large")
            )

        def call(self, x):
            small, large = (keras.ops.relu(y) for y in (self.small(x), self.pad(self.large(x))))
            return self.of_small(small), self.of_large(large)

    model = Two()
    model(keras.ops.zeros((1, 8, 8, 3)))
    table = layer_table(model)
    assert [table[f"of_{name}"].receptive_field.size for name in ("small", "large")] == [(3, 3), (5, 5)]
    assert ("small", "of_small") in table.edges
    assert ("small", "of_large") not in table.edges
