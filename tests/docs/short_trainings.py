"""Trainings cut short, for pages whose code has to run and whose numbers nobody reads."""

import contextlib
import functools
import inspect
import weakref
from unittest import mock


@contextlib.contextmanager
def short_trainings():
    """Let a model of Keras learn from one batch alone, and tell it as often as it was asked."""
    import keras

    changes = {"fit": one_step(keras.Model.fit), "train_on_batch": one_batch(keras.Model.train_on_batch)}
    with mock.patch.multiple(keras.Model, **changes):
        yield


def one_step(fit):
    """Return a ``fit`` whose history has the length that was asked for, of what one step gave.

    It makes no graph, which would cost more than the step. Callbacks may count epochs: with them all run.
    """
    signature = inspect.signature(fit)

    @functools.wraps(fit)
    def short(*given, **options):
        asked = signature.bind(*given, **options)
        asked.apply_defaults()
        wanted = asked.arguments
        if wanted["callbacks"]:
            return fit(*given, **options)
        first, last = wanted["initial_epoch"], wanted["epochs"]
        wanted.update(epochs=min(first + 1, last), steps_per_epoch=1)
        if wanted["validation_data"] is not None or wanted["validation_split"]:
            wanted["validation_steps"] = 1
        with eager(wanted["self"]):
            seen = fit(*asked.args, **asked.kwargs)
        seen.epoch = list(range(first, last))
        seen.history = {name: values * len(seen.epoch) for name, values in seen.history.items()}
        return seen

    return short


@contextlib.contextmanager
def eager(model):
    """Let a model compute without graphs."""
    before, model.run_eagerly = model.run_eagerly, True
    try:
        yield
    finally:
        model.run_eagerly = before


def one_batch(train_on_batch):
    """Return a ``train_on_batch`` that learns from the first batch of a model, and then repeats its loss."""
    losses = weakref.WeakKeyDictionary()

    @functools.wraps(train_on_batch)
    def short(model, *given, **options):
        if model not in losses:
            with eager(model):
                losses[model] = train_on_batch(model, *given, **options)
        return losses[model]

    return short
