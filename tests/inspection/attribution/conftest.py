"""What the tests of the heat maps share: the path of their models, one of each kind, and images."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from explained_models import CASES, SIDE


@pytest.fixture(scope="module")
def case_of():
    """Return a function from a kind's name to its case, made once."""
    made = {}

    def get(name):
        if name not in made:
            made[name] = CASES[name]()
        return made[name]

    return get


@pytest.fixture
def images():
    """Return three random images."""
    return np.random.default_rng(0).normal(size=(3, SIDE, SIDE, 3)).astype("float32")
