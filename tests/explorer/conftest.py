"""Weights of the models are the same whichever tests ran before."""

import pytest

from cnn_docs._keras import load_keras


@pytest.fixture(autouse=True)
def _same_weights_in_any_order():
    load_keras().utils.set_random_seed(0)
