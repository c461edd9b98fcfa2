"""That ``nox -s roundings`` changes what is trained, once, and by no more than another processor would."""

from unittest.mock import Mock

import keras
import numpy as np
import pytest

from tests.bench.roundings import SIZE, rounded

IMAGES = np.random.default_rng(0).normal(size=(8, 5)).astype("float32")


class Batches(keras.callbacks.Callback):
    """Count the batches."""

    number = 0

    def on_train_batch_end(self, batch, logs=None):
        self.number += 1


def trained(fit, *, epochs=1, batch_size=8, callbacks=None):
    """Return the weights of a small model after it was trained by this ``fit``."""
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3, kernel_initializer="ones")])
    model.compile("sgd", "mse")
    fit(model, IMAGES, IMAGES[:, :3], batch_size, epochs, verbose=0, shuffle=False, callbacks=callbacks)
    return model.get_weights()[0]


def elsewhere(seed=1):
    return rounded(keras.Model.fit, np.random.default_rng(seed))


def test_one_batch_differs_by_the_roundings():
    here, there = trained(keras.Model.fit), trained(elsewhere())
    change = np.abs(there / here - 1)
    assert (change > 0).any()
    assert change.max() < 5 * SIZE


def test_no_batch_after_the_first_is_changed():
    rng = Mock(wraps=np.random.default_rng(1))
    trained(rounded(keras.Model.fit, rng), epochs=3, batch_size=2)
    assert rng.standard_normal.call_count == 2  # one kernel, one bias


@pytest.mark.parametrize(("seed", "same"), [(1, True), (2, False)])
def test_a_seed_gives_the_same_roundings(seed, same):
    assert np.array_equal(trained(elsewhere(1)), trained(elsewhere(seed))) is same


def test_callbacks_of_a_page_are_called_as_well():
    counted = Batches()
    trained(elsewhere(), batch_size=2, callbacks=[counted])
    assert counted.number == 4
