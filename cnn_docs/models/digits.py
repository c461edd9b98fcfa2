"""The network that reads handwritten digits, small enough to run in a web page, and its weights."""

from importlib.resources import files

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs._npz import read_npz

__all__ = [
    "build_digits_cnn",
    "load_digits_cnn",
    "load_digits_weights",
    "save_digits_cnn",
    "train_digits_cnn",
]

_WEIGHTS = "digits_cnn.npz"
_DARKEST = 16  # pixels in the 4x4 block that a value counts


def build_digits_cnn(*, filters=(16, 32, 32), units=64, dropout_rate=0.3, name="digits_cnn"):
    """Return the small network that reads an 8x8 digit, not compiled.

    The first layer scales the counts, 0 to 16, to 0 to 1. Three 3x3 convolutions with padding "same"
    and ReLU follow, a 2x2 max pooling after the second and after the third; then flatten, a dense
    layer with dropout, and ten softmax units.

    Parameters
    ----------
    filters : three ints, default (16, 32, 32)
        Filters of the convolutions, up to ten thousand each.
    units : int, default 64
        Units of the hidden dense layer, up to a million.
    dropout_rate : float, default 0.3
        Probability with which each of those units is set to zero at a training step.
    name : str, default "digits_cnn"
        Name of the model.

    Returns
    -------
    keras.Model
        The model, with new random weights; its input is (N, 8, 8, 1), counts from 0 to 16.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> model = build_digits_cnn()
    >>> counts = {layer.name: layer.count_params() for layer in model.layers}
    >>> {name: count for name, count in counts.items() if count}
    {'conv_1': 160, 'conv_2': 4640, 'conv_3': 9248, 'dense_1': 8256, 'output': 650}
    >>> model.count_params()
    22954
    """
    wanted = "three positive whole numbers"
    counts = [
        _checks.whole_number(count, "filters", maximum=10_000)
        for count in _checks.items(filters, "filters", wanted)
    ]
    if len(counts) != 3:
        _checks.refuse("filters", wanted, filters)
    first, second, third = counts
    units = _checks.count(units, "units")
    dropout_rate = _checks.number(dropout_rate, "dropout_rate", minimum=0, below=1)
    keras = load_keras()
    layers = keras.layers

    inputs = keras.Input(shape=(8, 8, 1), name="counts")
    x = layers.Rescaling(1 / _DARKEST, name="scale")(inputs)
    x = layers.Conv2D(first, 3, padding="same", activation="relu", name="conv_1")(x)
    x = layers.Conv2D(second, 3, padding="same", activation="relu", name="conv_2")(x)
    x = layers.MaxPooling2D(2, name="pool_1")(x)
    x = layers.Conv2D(third, 3, padding="same", activation="relu", name="conv_3")(x)
    x = layers.MaxPooling2D(2, name="pool_2")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(units, activation="relu", name="dense_1")(x)
    x = layers.Dropout(dropout_rate, name="dropout")(x)
    outputs = layers.Dense(10, activation="softmax", name="output")(x)
    return keras.Model(inputs, outputs, name=_checks.text(name, "name"))


def train_digits_cnn(images, labels, *, epochs=8, batch_size=64, learning_rate=3e-3, seed=0):
    """Return a new digits network trained on the pictures, and its history.

    Adam with a learning rate that falls along a cosine to zero, and the cross-entropy of the ten
    classes with 5 % of each label spread over all of them, which keeps the network from being sure of
    digits that it has misread. This is the function that trained what :func:`load_digits_cnn` loads.

    Parameters
    ----------
    images : array_like of shape (N, 8, 8) or (N, 8, 8, 1)
        Counts of dark pixels, 0 to 16.
    labels : array_like of shape (N,)
        The digits, whole numbers from 0 to 9.
    epochs : int, default 8
        Times that every picture is seen, up to a million.
    batch_size : int, default 64
        Pictures in one step; all of them where there are fewer.
    learning_rate : float, default 3e-3
        Learning rate at the first step, below a million.
    seed : int, default 0
        Seed of Python's, NumPy's and Keras's random numbers, below 2**32, set for the whole process.

    Returns
    -------
    model : keras.Model
        The trained network, compiled.
    history : dict of str to list of float
        ``"loss"`` and ``"accuracy"`` of every epoch, on the pictures it learns from.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If pictures and labels do not go together, a count or label is none, or another argument is out of its
        range.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> images, labels = rng.integers(0, 17, (20, 8, 8)), np.arange(20) % 10
    >>> model, history = train_digits_cnn(images, labels, epochs=2)
    >>> sorted(history), len(history["loss"])
    (['accuracy', 'loss'], 2)
    """
    images = _checks.finite_array(images, "images", ranks={3: "(N, 8, 8)", 4: "(N, 8, 8, 1)"})
    images = (images if images.ndim == 4 else images[..., np.newaxis]).astype(np.float32)
    if images.shape[1:] != (8, 8, 1) or not len(images):
        _checks.refuse("images", "of shape (N, 8, 8) or (N, 8, 8, 1), N at least 1", images)
    _checks.between(images, "images", 0, _DARKEST, f"made of counts from 0 to {_DARKEST}")
    labels, wanted = _checks.real_array(labels, "labels"), f"{len(images)} digits, whole numbers from 0 to 9"
    if labels.shape != images.shape[:1]:
        _checks.refuse("labels", wanted, labels)
    if labels.dtype.kind not in "iu":
        _checks.refuse("labels", wanted, labels.dtype.name, error=TypeError)
    _checks.between(labels, "labels", 0, 9, wanted)
    epochs = _checks.count(epochs, "epochs")
    batch_size = min(_checks.positive_integer(batch_size, "batch_size"), len(images))
    learning_rate = _checks.number(learning_rate, "learning_rate", minimum=0, below=1e6)
    keras = load_keras()

    keras.utils.set_random_seed(_checks.keras_seed(seed))
    model = build_digits_cnn()
    steps = epochs * -(-len(images) // batch_size)
    falling = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.05)
    model.compile(keras.optimizers.Adam(falling), loss, metrics=["accuracy"])
    targets = np.eye(10, dtype=np.float32)[labels]
    fitted = model.fit(images, targets, epochs=epochs, batch_size=batch_size, verbose=0)
    return model, fitted.history


def load_digits_cnn(path=None):
    """Return the digits network as it was trained for this package, not compiled.

    It was trained by the gallery's script "Train the digits network" on the first two thirds of
    :func:`~cnn_docs.load_digits`, in shifted, scaled, turned, thinner and thicker copies
    (:func:`~cnn_docs.augment_digits`), and reads more than 98 % of the last third. The weights are
    stored in half precision, so every one of them is exact in single precision too.

    Parameters
    ----------
    path : path-like or None, default None
        None for the weights in the package, else a file that :func:`save_digits_cnn` wrote.

    Returns
    -------
    keras.Model
        :func:`build_digits_cnn` with the trained weights; its input is (N, 8, 8, 1), counts from 0 to
        16.

    Raises
    ------
    TypeError
        If ``path`` is no path.
    FileNotFoundError
        If there is no file at ``path``.
    ValueError
        If the file does not hold the weights of this network.

    Examples
    --------
    >>> from cnn_docs import load_digits
    >>> digits = load_digits()
    >>> model = load_digits_cnn()
    >>> scores = model(digits.test_images[:8, ..., None])
    >>> scores.numpy().argmax(axis=1).tolist()
    [4, 1, 7, 7, 3, 5, 1, 0]
    >>> digits.test_labels[:8].tolist()
    [4, 1, 7, 7, 3, 5, 1, 0]
    """
    file = files("cnn_docs.models") / _WEIGHTS if path is None else _checks.file_path(path, "path")
    model = build_digits_cnn()
    weights, stored = _weights_by_name(model), _stored(file)
    missing = [name for name in weights if name not in stored]
    if missing:
        _no_weights(f"Missing in {file}: {', '.join(missing)}.")
    for name, weight in weights.items():
        if stored[name].shape != tuple(weight.shape):
            _no_weights(f"{name} in {file} has the shape {stored[name].shape}, not {tuple(weight.shape)}.")
        if stored[name].dtype.kind != "f" or not np.isfinite(stored[name]).all():
            _no_weights(f"{name} in {file} holds values other than finite real numbers.")
        weight.assign(stored[name].astype(np.float32))
    return model


def load_digits_weights():
    """Return the trained weights of the digits network as arrays, which needs no Keras.

    They are those of :func:`load_digits_cnn`, for whoever wants to compute the network's answer with
    :func:`~cnn_docs.correlate`, :func:`~cnn_docs.max_pool` and a product of matrices.

    Returns
    -------
    dict of str to (ndarray, ndarray)
        For each layer that has weights, its kernel and its bias, float32: the filter banks of
        ``"conv_1"``, ``"conv_2"`` and ``"conv_3"``, each (3, 3, C_in, C_out), and the matrices of
        ``"dense_1"`` and ``"output"``, each (C_in, C_out). The network divides the counts of a picture
        by 16 first.

    Examples
    --------
    >>> weights = load_digits_weights()
    >>> [kernel.shape for kernel, bias in weights.values()]
    [(3, 3, 1, 16), (3, 3, 16, 32), (3, 3, 32, 32), (128, 64), (64, 10)]
    """
    stored = _stored(files("cnn_docs.models") / _WEIGHTS)
    layers = dict.fromkeys(name.split("/")[0] for name in stored)
    return {
        layer: tuple(stored[f"{layer}/{weight}"].astype(np.float32) for weight in ("kernel", "bias"))
        for layer in layers
    }


def _stored(file):
    """Return the arrays of a ``.npz`` file by name."""
    try:
        return read_npz(file)
    except FileNotFoundError as error:
        raise FileNotFoundError(f"`path` must be a .npz file. There is nothing at {file}.") from error
    except (ValueError, IsADirectoryError) as error:
        _no_weights(f"{file} cannot be read: {error}.", error)


def _no_weights(reason, cause=None):
    raise ValueError(f"`path` must hold the weights of the digits network. {reason}") from cause


def save_digits_cnn(model, path):
    """Write the weights of a digits network in the form that the package keeps.

    Parameters
    ----------
    model : keras.Model
        A network of :func:`build_digits_cnn`.
    path : path-like
        The ``.npz`` file to write: one float16 array for each weight, named ``layer/weight``.

    Raises
    ------
    TypeError
        If ``model`` is not a Keras model, or ``path`` no path.
    ValueError
        If the model has other layers than the digits network, or a weight that half precision cannot hold.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_digits_cnn(load_digits_cnn(), Path(folder, "weights.npz"))
    ...     load_digits_cnn(Path(folder, "weights.npz")).name
    'digits_cnn'
    """
    path = _checks.file_path(path, "path")
    if not isinstance(model, load_keras().Model):
        _checks.refuse("model", "a Keras model", type(model).__name__, error=TypeError)
    weights = _weights_by_name(model)
    if list(weights) != list(_weights_by_name(build_digits_cnn())):
        _checks.refuse("model", "a network of `build_digits_cnn`", model.name)
    arrays = {}
    for name, weight in weights.items():
        with np.errstate(over="ignore"):
            arrays[name] = weight.numpy().astype(np.float16)
        if not np.isfinite(arrays[name]).all():
            _checks.refuse("model", "one whose weights half precision can hold", name)
    with path.open("wb") as file:  # a path would get the ending, where it has another
        np.savez_compressed(file, **arrays)


def _weights_by_name(model):
    return {f"{layer.name}/{weight.name}": weight for layer in model.layers for weight in layer.weights}
