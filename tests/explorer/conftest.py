"""Weights of the models are the same whichever tests ran before."""

import numpy as np
import pytest

from cnn_docs import load_digits, load_digits_cnn
from cnn_docs._keras import load_keras


@pytest.fixture(autouse=True)
def _same_weights_in_any_order():
    load_keras().utils.set_random_seed(0)


@pytest.fixture(scope="module")
def digits():
    return load_digits_cnn(), load_digits().test_images[:3, ..., np.newaxis]
