"""A function of the outputs as what a map is about: its numbers and its gradient, image by image."""

import inspect
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from cnn_docs import _checks
from cnn_docs._checks import reason
from cnn_docs._keras import load_keras
from cnn_docs.inspection import _backends
from cnn_docs.inspection._passes import answer, fact, run
from cnn_docs.inspection.attribution._asked import Asked, put_to

_OF_OUTPUTS = "a function of one argument, what the model returns"
_ONE_NUMBER = "a function that returns one number for each image, an array of shape (N,)"


def checked_function(function):
    """Return a function that can be called on what a model returns; a class is none."""
    if isinstance(function, type):
        hint = "A class of the model is its number."
        _checks.refuse("target", _OF_OUTPUTS, function, error=TypeError, hint=hint)
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some functions of others have none
        return function
    try:
        signature.bind(None)
    except TypeError:
        received = f"{_name(function)}{signature}"
        raise TypeError(f"`target` must be {_OF_OUTPUTS}. Received: {received}.") from None
    return function


def _name(function):
    return getattr(function, "__name__", type(function).__name__)


@dataclass(frozen=True)
class FunctionTarget:
    """A function from what the model returns to one number for each image.

    It is called on every pass's outputs and never compiled, so that what it looks up may change. The model
    is then asked for the gradient of the outputs' sum with the function's gradients as weights.

    Attributes
    ----------
    function : callable
    places : ndarray of int
        Which of the caller's images each of a batch is, or is made of.
    count : int
        How many images the caller gave.
    """

    function: object
    places: np.ndarray
    count: int
    is_open = False

    def part(self, chosen):
        """Return the target for the images at ``chosen``."""
        return replace(self, places=self.places[chosen])

    def with_found(self, _):
        """Return the target, in which nothing is open."""
        return self

    def ask(self, question, watched=None, read=None, put=answer):
        """Return the answer for one batch: ``"scores"``, and ``"wanted"`` where it exists."""
        parts = question.model, question.inputs, question.arrays
        more = put.keywords if isinstance(put, partial) else {}
        outputs = answer(*parts, _Outputs(), **more)
        count = len(question.arrays[0])
        if watched is None:
            scores = self._scores(outputs, count)
            self._check_apart(outputs, count)
            return {"scores": scores}
        scores, weights = self._scores_and_weights(outputs, count)
        used = tuple(put is not fact or bool(weight.any()) for weight in weights)
        reading = _WeightedOutputs(used)
        found = put_to(put, question, Asked(reading, watched, read), weights)
        return {**found, "scores": scores}

    def _scores(self, outputs, count):
        return _finite(self._raw(outputs, count))

    def _raw(self, outputs, count):
        """Return the function's numbers for outputs, finite or not."""
        tensors = load_keras().tree.map_structure(_as_tensor, outputs)
        with _backends.without_gradients():
            return _as_numbers(self._called_on(tensors), count)

    def _called_on(self, outputs):
        """Return what the function returns; what it raises is told of as its own."""
        try:
            return self.function(outputs)
        except Exception as error:
            received = f"{_name(self.function)}, which raises {type(error).__name__}: {reason(error)}"
            raise ValueError(f"`target` must be {_ONE_NUMBER}. Received: {received}") from error

    def _scores_and_weights(self, outputs, count):
        """Return the function's numbers, and its gradient for each output of a float type."""
        keras = load_keras()
        flat = keras.tree.flatten(outputs)
        places = [place for place, value in enumerate(flat) if _is_float(value)]

        def total(*tensors):
            values = [_as_tensor(value) for value in flat]
            for place, tensor in zip(places, tensors, strict=True):
                values[place] = tensor
            scores = self._called_on(keras.tree.pack_sequence_as(outputs, values))
            _check_shape(scores, count)
            return keras.ops.sum(keras.ops.cast(scores, "float32")), scores

        scores, weights = _backends.slopes(total, [_as_tensor(flat[place]) for place in places])
        scores = _finite(_as_numbers(scores, count))
        self._check_apart(outputs, count)
        weights = [_array(weight) for weight in weights]
        if not any(weight is not None for weight in weights):
            _refuse_steps()
        weights = [
            np.zeros_like(flat[place], np.float32) if weight is None else weight
            for weight, place in zip(weights, places, strict=True)
        ]
        if _backends.backend() == "jax" and not any(weight.any() for weight in weights):
            _refuse_steps()
        if not all(np.isfinite(weight).all() for weight in weights):
            _checks.refuse("target", f"{_ONE_NUMBER}, with a finite gradient", self.function)
        return scores, weights

    def _check_apart(self, outputs, count):
        """Refuse a number for an image that changes with the outputs for the others, or with its place.

        What is looked up for each image by its place is right for all images in the caller's order only.
        """
        if count < 2:
            return

        def found(change):
            return self._raw(load_keras().tree.map_structure(change, outputs), count)

        scores, again = (found(lambda value: value) for _ in range(2))
        if not np.array_equal(scores, again):
            return  # it draws numbers at random, so nothing can be told
        bound = 1e-4 * np.abs(scores).max()
        for place in (0, -1):
            moved = found(partial(_with_other_images, count=count, place=place))[place]
            if not abs(moved - scores[place]) <= bound:
                raise _not_apart("with the outputs for the others")
        in_order = np.array_equal(self.places, np.arange(self.count))
        turned = scores if in_order else found(partial(_turned, count=count))[::-1]
        if not (abs(turned - scores) <= bound).all():
            hint = "Ask about one image at a time."
            raise _not_apart("with its place in the batch", hint)


def outputs_of(model, inputs, arrays):
    """Return the arrays that a model puts out for a batch, in one list."""
    return load_keras().tree.flatten(answer(model, inputs, arrays, _Outputs()))


@dataclass(frozen=True)
class _Outputs:
    """The question for what the model returns."""

    def evaluate(self, model, inputs, tensors):
        """Run the model."""
        return run(model, inputs, tensors)


@dataclass(frozen=True)
class _WeightedOutputs:
    """Reads the sum of the outputs of float types, each multiplied by its weights.

    ``used`` says of which. What leads to the others alone gets no gradient then, not one of zeros: this tells
    what leads to the score, where that is asked.
    """

    used: tuple

    def __call__(self, _recorder, _given, result, *weights):
        """Return one number."""
        keras = load_keras()
        floats = [value for value in keras.tree.flatten(result) if _is_float(value)]
        used = self.used if any(self.used) else [True] * len(floats)
        products = [
            keras.ops.sum(keras.ops.cast(value, "float32") * keras.ops.cast(weight, "float32"))
            for value, weight, counts in zip(floats, weights, used, strict=True)
            if counts
        ]
        return sum(products[1:], products[0]), {}


def _is_float(value):
    dtype = getattr(value, "dtype", None)
    return dtype is not None and load_keras().backend.is_float_dtype(
        load_keras().backend.standardize_dtype(dtype)
    )


def _as_tensor(value):
    return load_keras().ops.convert_to_tensor(value) if isinstance(value, np.ndarray) else value


def _array(weight):
    return None if weight is None else _backends.to_array(weight).astype(np.float32)


def _check_shape(scores, count):
    shape = tuple(getattr(scores, "shape", ()))
    if shape not in ((count,), (count, 1)):
        hint = "Leave the first axis, as `lambda output: keras.ops.sum(output, axis=(1, 2, 3))` does."
        message = f"`target` must be {_ONE_NUMBER}. Received: one that returns the shape {shape} for {count}"
        raise ValueError(f"{message} image{'s' * (count > 1)}. {hint}")


def _as_numbers(scores, count):
    """Return what a function of the outputs returned as an array (N,), float32."""
    _check_shape(scores, count)
    is_tensor = load_keras().ops.is_tensor(scores)
    values = _backends.to_array(scores) if is_tensor else np.asarray(scores)
    return values.reshape(count).astype(np.float32)


def _finite(values):
    """Refuse a function with numbers that are not finite."""
    if not np.isfinite(values).all():
        _checks.refuse("target", f"{_ONE_NUMBER}, all finite", float(values[~np.isfinite(values)][0]))
    return values


def _with_other_images(value, count, place):
    """Return an output with other values for all images but the one at a place.

    What has no entries for each image counts as the others'.
    """
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "fc":
        return value
    other = value * np.asarray(0.5, value.dtype) + np.asarray(0.1, value.dtype)
    if value.ndim and not len(value) % count:
        entries = len(value) // count
        kept = slice(0, entries) if place == 0 else slice(-entries, None)
        other[kept] = value[kept]
    return other


def _turned(value, count):
    """Return an output with the images in reverse order."""
    if not isinstance(value, np.ndarray) or not value.ndim or len(value) % count:
        return value
    return value.reshape(count, -1, *value.shape[1:])[::-1].reshape(value.shape)


def _not_apart(how, hint=""):
    received = f"one whose number for an image changes {how}. {hint}"
    return ValueError(f"`target` must be {_ONE_NUMBER}. Received: {received}".strip())


def _refuse_steps():
    raise ValueError(
        "`target` must be a function of keras.ops through which gradients pass. Received: one on which the "
        "outputs have no influence by differentiable steps (argmax, a comparison, NumPy)."
    )
