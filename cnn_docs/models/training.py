"""A compiled network, trained again from other random weights: what a comparison over seeds repeats."""

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras

__all__ = ["retrained"]


def retrained(model, images, labels, *, seed, **settings):
    """Return a copy of a compiled model, trained from new random weights; the model itself stays as it is.

    The weights are drawn by the initialisers of the layers, and the optimiser begins without a memory,
    as if the model were built, compiled and fitted once more. Keras translates a model at its first
    ``fit``, which for a small one can take as long as the training; here that is done once for all seeds.

    Parameters
    ----------
    model : keras.Model
        A built and compiled model that Keras can clone. All of its weights are drawn anew, also those
        that it was given, and those of layers that do not train.
    images : array_like or other data that ``fit`` takes
        What the copy learns from.
    labels : array_like or None
        What it has to answer; None where ``images`` bring their labels with them.
    seed : int
        Seed of Python's, NumPy's and Keras's random numbers, below 2**32, set for the whole process. An
        initialiser with a seed of its own draws the same weights whatever it is.
    **settings
        What else ``fit`` is given, such as ``batch_size`` and ``epochs``, each up to a million; with 0 epochs
        the copy keeps the weights that it begins with. It prints nothing unless ``verbose`` says so.

    Returns
    -------
    keras.Model
        The trained copy, not compiled.

    Raises
    ------
    TypeError
        If ``model`` is no Keras model, or ``seed``, ``epochs`` or ``batch_size`` no whole number.
    ValueError
        If the model is not built, not compiled or cannot be cloned, if layers were frozen or freed since
        it was compiled and fitted, if there are no images, or ``seed``, ``epochs`` or ``batch_size`` is out
        of its range. What ``fit`` refuses besides, it says itself.

    Examples
    --------
    >>> from cnn_docs import build_digits_cnn
    >>> model = build_digits_cnn()
    >>> model.compile("adam", "sparse_categorical_crossentropy")
    >>> images, labels = np.ones((20, 8, 8, 1)), np.arange(20) % 10
    >>> one, other = (retrained(model, images, labels, seed=seed) for seed in (0, 1))
    >>> np.allclose(one(images), other(images))
    False
    """
    keras = load_keras()
    _check(keras, model)
    settings = {"verbose": 0, **settings}
    if "epochs" in settings:  # Keras takes less than 0, too, and trains nothing
        settings["epochs"] = _checks.whole_number(settings["epochs"], "epochs", minimum=0, maximum=1_000_000)
    if settings.get("batch_size") is not None:  # Keras takes 0 for its default
        settings["batch_size"] = _checks.count(settings["batch_size"], "batch_size")
    if getattr(images, "shape", ())[:1] == (0,):  # of which Keras only warns
        _checks.refuse("images", "at least one image", images)
    keras.utils.set_random_seed(_checks.keras_seed(seed))
    network, optimizer = _cloned(keras, model), model.optimizer
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
    forgetful = type(optimizer).from_config(optimizer.get_config())
    forgetful.build(network.trainable_variables)
    if _shapes(forgetful) != _shapes(optimizer):
        hint = "Layers were frozen or freed since; compile it again."
        _checks.refuse("model", "compiled for the weights that it trains", model.name, hint=hint)

    variables = [*model.variables, *optimizer.variables]
    before, history = _values(variables), getattr(model, "history", None)
    try:
        _assign(variables, _values([*network.variables, *forgetful.variables]))
        model.fit(images, labels, **settings)
        _assign(network.variables, _values(model.variables))
    finally:
        _assign(variables, before)
        model.history = history
    return network


def _check(keras, model):
    """Refuse what has no weights to draw, or was never told how to train."""
    if not isinstance(model, keras.Model):
        _checks.refuse("model", "a Keras model", model, error=TypeError)
    if not model.built:
        hint = "Give it a `keras.Input`, or call it once on an image."
        _checks.refuse("model", "built", model.name, hint=hint)
    if not model.compiled:
        hint = "`model.compile(optimizer, loss)` tells it how to train."
        _checks.refuse("model", "compiled", model.name, hint=hint)


def _cloned(keras, model):
    """Return a new model of the same layers, with weights of its own, not compiled."""
    model.compiled = False  # Keras would compile the clone, too, from names: a loss of one's own has none
    try:
        return keras.models.clone_model(model)
    except (NotImplementedError, TypeError, ValueError) as error:
        hint = f"Keras says: {_checks.reason(error)}"
        _checks.refuse("model", "made of layers that Keras can clone", model.name, hint=hint)
    finally:
        model.compiled = True


def _shapes(optimizer):
    return [tuple(variable.shape) for variable in optimizer.variables]


def _values(variables):
    """Return copies: PyTorch's arrays share the memory that goes on being trained."""
    return [np.array(variable.numpy()) for variable in variables]


def _assign(variables, values):
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
