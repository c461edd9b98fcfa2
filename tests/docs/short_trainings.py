"""Trainings cut short, for pages whose code has to run and whose numbers nobody reads."""

import contextlib
import functools
import inspect
import weakref
from unittest import mock


@contextlib.contextmanager
def short_trainings():
    """Let a model of Keras learn for one epoch, or from one batch, and tell it as often as it was asked."""
    import keras

    changes = {"fit": one_epoch(keras.Model.fit), "train_on_batch": one_batch(keras.Model.train_on_batch)}
    with mock.patch.multiple(keras.Model, **changes):
        yield


def one_epoch(fit):
    """Return a ``fit`` whose history has the length that was asked for, of what one epoch gave.

    Callbacks may count epochs: with them all run.
    """
    signature = inspect.signature(fit)

    @functools.wraps(fit)
    def short(*given, **options):
        asked = signature.bind(*given, **options)
        asked.apply_defaults()
        if asked.arguments["callbacks"]:
            return fit(*given, **options)
        first, last = asked.arguments["initial_epoch"], asked.arguments["epochs"]
        asked.arguments["epochs"] = min(first + 1, last)
        seen = fit(*asked.args, **asked.kwargs)
        seen.epoch = list(range(first, last))
        seen.history = {name: values * len(seen.epoch) for name, values in seen.history.items()}
        return seen

    return short


def one_batch(train_on_batch):
    """Return a ``train_on_batch`` that learns from the first batch of a model, and then repeats its loss."""
    losses = weakref.WeakKeyDictionary()

    @functools.wraps(train_on_batch)
    def short(model, *given, **options):
        if model not in losses:
            losses[model] = train_on_batch(model, *given, **options)
        return losses[model]

    return short
