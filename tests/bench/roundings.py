"""Train as on other processors, and check what lessons and gallery say of the trained networks.

A sum of floating-point numbers depends on the order of its terms, which differs from processor to processor.
Training enlarges the difference, so that a page's results are never quite those of another machine; what
the page says of them has to hold all the same. Here each training's weights are changed after its first batch
by about as much as another order would. Steps that a page takes without ``fit`` stay as they are.

``nox -s roundings -- --seed 1`` (some ten minutes)
"""

import argparse
import functools
import inspect
import sys
from unittest import mock

import keras
import numpy as np
import pytest

PAGES = ["tests/docs/test_lessons.py", "tests/docs/test_gallery_numbers.py"]
SIZE = 1e-6  # relative; the spacing of float32 is a tenth of that, and sums have many terms


class Rounded(keras.callbacks.Callback):
    """Change a model's weights once, after the first batch."""

    def __init__(self, rng):
        super().__init__()
        self.rng, self.waits = rng, True

    def on_train_batch_end(self, batch, logs=None):
        if self.waits:
            for weight in self.model.trainable_variables:
                value = weight.numpy()
                weight.assign(value * (1 + SIZE * self.rng.standard_normal(value.shape)))
        self.waits = False


def rounded(fit, rng):
    """Return a ``fit`` that computes as on another processor."""
    signature = inspect.signature(fit)

    @functools.wraps(fit)
    def elsewhere(*given, **options):
        asked = signature.bind(*given, **options)
        asked.arguments["callbacks"] = [*(asked.arguments.get("callbacks") or []), Rounded(rng)]
        return fit(*asked.args, **asked.kwargs)

    return elsewhere


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the pages' names, as for pytest -k")
    chosen = parser.parse_args()
    fit = rounded(keras.Model.fit, np.random.default_rng(chosen.seed))
    with mock.patch.object(keras.Model, "fit", fit):
        sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-k", chosen.only, *PAGES]))


if __name__ == "__main__":
    main()
