"""Memory is estimated by the stated rule, and what an optimizer keeps is what Keras's optimizers keep."""

import itertools

import numpy as np
import pytest

from cnn_docs import build_cifar_cnn, layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._memory import OPTIMIZERS


def chain():
    keras = load_keras()
    layers = keras.layers
    image = keras.Input((8, 8, 1), name="image")
    x = layers.Conv2D(4, 3, name="conv", dtype="float16")(image)
    x = layers.Flatten(name="flatten", dtype="float16")(x)
    return keras.Model(image, layers.Dense(2, name="dense", dtype="float32", trainable=False)(x))


def test_a_chain_by_hand():
    table = layer_table(chain())
    weights, frozen = 2 * (9 + 1) * 4, 4 * (144 + 1) * 2
    image, maps, flat, out = 4 * 64, 2 * 144, 2 * 144, 4 * 2
    assert (table.weight_bytes, table.trainable_bytes) == (weights + frozen, weights)
    inference = table.memory(10)
    assert inference.activations == 10 * max(image + maps, maps + flat, flat + out)
    assert (inference.gradients, inference.optimizer) == (0, 0)
    training = table.memory(10, optimizer="adam")
    assert training.activations == 10 * (image + maps + flat + out + max(maps, image))
    assert (training.gradients, training.optimizer) == (weights, 2 * weights)
    assert training.total == training.activations + weights + frozen + 3 * weights


def test_what_a_batch_has_once_is_counted_once():
    keras = load_keras()

    class Positions(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.position = keras.layers.Embedding(16, 8, name="position")
            self.projection = keras.layers.Dense(8, name="projection")

        def call(self, x):
            return self.projection(x) + self.position(keras.ops.arange(16))

    x = keras.Input((16, 12), name="x")
    table = layer_table(keras.Model(x, Positions(name="p")(x)))
    assert [row.name for row in table if not row.per_image] == ["p/position"]
    once, given, each = 4 * 16 * 8, 4 * 16 * 12, 4 * 16 * 8
    training = table.memory(10, optimizer="sgd").activations
    assert training == once + 10 * (given + each) + 10 * max(given, each)
    assert table.memory(10).activations == max(10 * (given + each), 10 * each + once)


def test_what_a_branch_still_needs_stays(build):
    table = layer_table(build("branched"))
    sizes = {row.name: row.activation_bytes for row in table}
    order = list(sizes)
    peak = 0
    for now in range(len(order)):
        alive = [
            name
            for place, name in enumerate(order)
            if place <= now
            and (name == order[-1] or any(order.index(b) >= now for a, b in table.edges if a == name))
        ]
        peak = max(peak, sum(sizes[name] for name in alive))
    assert table.memory().activations == peak > max(a + b for a, b in itertools.pairwise(sizes.values()))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_keeps_as_many_numbers_as_in_keras(name):
    keras = load_keras()
    options = {"momentum": 0.9} if name == "momentum" else {}
    optimizer = keras.optimizers.get({"class_name": "sgd" if options else name, "config": options})
    model = build_cifar_cnn()
    optimizer.build(model.trainable_variables)
    kept = sum(np.prod(variable.shape) for variable in optimizer.variables if len(variable.shape))
    assert kept == OPTIMIZERS[name] * sum(np.prod(w.shape) for w in model.trainable_variables if len(w.shape))


def test_an_open_size_is_not_known():
    keras = load_keras()
    model = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Conv2D(2, 3, name="conv")])
    estimate = layer_table(model).memory(4)
    assert (estimate.activations, estimate.total, estimate.weights) == (None, None, 80)
    assert (layer_table(model).flops, layer_table(model)["conv"].flops) == (None, None)


def test_two_operations_make_a_multiply_add():
    table = layer_table(build_cifar_cnn())
    assert (table.flops, table["conv_1"].flops) == (2 * 1241920, 2 * 30 * 30 * 27 * 16)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"batch_size": 0}, ValueError, "`batch_size` must be a positive whole number. Received: 0"),
        ({"optimizer": "adan"}, ValueError, "`optimizer` must be .* Received: 'adan'. Did you mean 'adam'"),
        ({"optimizer": 3}, TypeError, "`optimizer` must be"),
    ],
)
def test_a_bad_argument_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        layer_table(chain()).memory(**arguments)
