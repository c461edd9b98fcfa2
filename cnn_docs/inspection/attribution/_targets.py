"""What a map is about: a class of the model, or one number for each image from a function of the outputs."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection import _backends
from cnn_docs.inspection._passes import answer, run
from cnn_docs.inspection.attribution._asked import Asked
from cnn_docs.inspection.attribution._logits import class_scores
from cnn_docs.inspection.attribution._outputs import chosen_output

PREDICTED = -1  # stands for the class with the highest score
_ONE_NUMBER = "a function that returns one number for each image, an array of shape (N,)"


def target_of(target, count, *, score, output):
    """Return the :class:`ClassTarget` or :class:`FunctionTarget` for what a caller gave."""
    if callable(target):
        if output is not None:
            wanted = "None where `target` is a function, which is given all outputs as the model returns them"
            _checks.refuse("output", wanted, output)
        return FunctionTarget(target)
    return ClassTarget(_classes(target, count), score, output)


@dataclass(frozen=True)
class ClassTarget:
    """A class for each image.

    Attributes
    ----------
    classes : ndarray of shape (N,), int32
        ``PREDICTED`` for the class with the highest score.
    score : {"logit", "output"}
    output : str, int or None
        Which of the outputs holds the scores.
    """

    classes: np.ndarray
    score: str
    output: object

    @property
    def is_open(self):
        """Whether the class of an image has to be found."""
        return bool((self.classes == PREDICTED).any())

    def part(self, chosen):
        """Return the target for the images at ``chosen``."""
        return replace(self, classes=self.classes[chosen])

    def ask(self, question, watched=None, read=None, put=answer):
        """Return the answer for one batch: ``"scores"``, ``"targets"``, and ``"wanted"`` where it exists.

        ``put`` is how the question is put to the model.
        """
        asked = Asked(_ClassReading(self.score, self.output), watched, read)
        found = put(question.model, question.inputs, question.arrays, asked, extras=[self.classes])
        self._check(int(found["classes"]), bool(found["ambiguous"]))
        return found

    def with_found(self, found):
        """Return the target with the classes that an answer found."""
        return replace(self, classes=found["targets"])

    def _check(self, count, ambiguous):
        highest = self.classes.max(initial=PREDICTED)
        if highest >= count:
            wanted = f"a class from 0 to {count - 1}" if count > 1 else "0: the output is a single unit"
            _checks.refuse("target", wanted, int(highest))
        if ambiguous and highest > PREDICTED:
            wanted = "None or a function of the output: whether this single unit is a sigmoid cannot be seen"
            hint = "None is the unit itself; `lambda output: 1 - output[:, 0]` is what speaks against it."
            _checks.refuse("target", wanted, int(highest), hint=hint)


@dataclass(frozen=True)
class FunctionTarget:
    """A function from what the model returns to one number for each image.

    It is called on every pass's outputs and never compiled, so that what it looks up may change. The model
    is then asked for the gradient of the outputs' sum with the function's gradients as weights.
    """

    function: object
    is_open = False

    def part(self, _):
        """Return the target for any of the images."""
        return self

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
            return {"scores": self._scores(outputs, count)}
        scores, weights = self._scores_and_weights(outputs, count)
        reading = _WeightedOutputs(tuple(bool(weight.any()) for weight in weights))
        found = put(*parts, Asked(reading, watched, read), extras=weights)
        return {**found, "scores": scores}

    def _scores(self, outputs, count):
        keras = load_keras()
        tensors = keras.tree.map_structure(_as_tensor, outputs)
        with _backends.without_gradients():
            return self._checked(self.function(tensors), count)

    def _scores_and_weights(self, outputs, count):
        """Return the function's numbers, and its gradient for each output of a float type."""
        keras = load_keras()
        flat = keras.tree.flatten(outputs)
        places = [place for place, value in enumerate(flat) if _is_float(value)]

        def total(*tensors):
            values = [_as_tensor(value) for value in flat]
            for place, tensor in zip(places, tensors, strict=True):
                values[place] = tensor
            scores = self.function(keras.tree.pack_sequence_as(outputs, values))
            _check_shape(scores, count)
            return keras.ops.sum(keras.ops.cast(scores, "float32")), scores

        scores, weights = _backends.slopes(total, [_as_tensor(flat[place]) for place in places])
        scores = self._checked(scores, count)
        self._check_apart(outputs, scores)
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

    def _check_apart(self, outputs, scores):
        """Refuse a number for one image that changes with the outputs for the others."""
        count = len(scores)
        if count < 2:
            return

        def others(value):
            same = not isinstance(value, np.ndarray) or value.shape[:1] != (count,)
            return value if same else np.concatenate([value[:1], np.repeat(value[:1], count - 1, axis=0)])

        again = self._scores(load_keras().tree.map_structure(others, outputs), count)
        if abs(again[0] - scores[0]) > 1e-4 * abs(scores[0]) and self._scores(outputs, count)[0] == scores[0]:
            raise ValueError(
                f"`target` must be {_ONE_NUMBER}. Received: one whose number for an image changes with the "
                "outputs for the others."
            )

    def _checked(self, scores, count):
        """Return the function's numbers as an array (N,), float32."""
        _check_shape(scores, count)
        keras = load_keras()
        values = _backends.to_array(scores) if keras.ops.is_tensor(scores) else np.asarray(scores)
        values = values.reshape(count).astype(np.float32)
        if not np.isfinite(values).all():
            wanted = f"{_ONE_NUMBER}, all finite"
            _checks.refuse("target", wanted, float(values[~np.isfinite(values)][0]))
        return values


@dataclass(frozen=True)
class _ClassReading:
    """Reads the scores of the classes."""

    score: str
    output: object

    def __call__(self, recorder, given, result, targets):
        """Return the scores (N,) of the targets, and them with the targets and the number of classes."""
        ops = load_keras().ops
        output = chosen_output(recorder.model, result, self.output)
        classes, ambiguous = class_scores(recorder, given, output, self.score)
        count = classes.shape[-1]
        single = len(output.shape) < 2 or output.shape[-1] == 1
        predicted = ops.full_like(targets, count - 1) if single else ops.argmax(classes, axis=-1)
        targets = ops.where(targets == PREDICTED, ops.cast(predicted, "int32"), targets)
        places = ops.clip(targets, 0, count - 1)
        scores = ops.take_along_axis(classes, ops.expand_dims(places, -1), axis=-1)[:, 0]
        return scores, {"scores": scores, "targets": targets, "classes": count, "ambiguous": ambiguous}


@dataclass(frozen=True)
class _Outputs:
    """The question for what the model returns."""

    def evaluate(self, model, inputs, tensors):
        """Run the model."""
        return run(model, inputs, tensors)


@dataclass(frozen=True)
class _WeightedOutputs:
    """Reads the sum of all outputs of float types, each multiplied by its weights.

    ``used`` says which have weights other than zero.
    """

    used: tuple

    def __call__(self, _recorder, _given, result, *weights):
        """Return one number."""
        keras = load_keras()
        floats = [value for value in keras.tree.flatten(result) if _is_float(value)]
        products = [
            keras.ops.sum(keras.ops.cast(value, "float32") * keras.ops.cast(weight, "float32"))
            for value, weight in zip(floats, weights, strict=True)
        ]
        return sum(products[1:], products[0]), {}


def _classes(target, count):
    """Return a class for each image, int32."""
    if target is None:
        return np.full(count, PREDICTED, np.int32)
    try:
        several = list(target)
    except TypeError:  # one class for all
        several = [target] * count
    targets = [_checks.whole_number(item, "target", minimum=0) for item in several]
    if len(targets) != count:
        _checks.refuse("target", f"one class, or one for each of the {count} images", target)
    if max(targets) > np.iinfo(np.int32).max:
        _checks.refuse("target", "a class of the model", max(targets))
    return np.array(targets, np.int32)


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


def _refuse_steps():
    raise ValueError(
        "`target` must be a function of keras.ops through which gradients pass. Received: one on which the "
        "outputs have no influence by differentiable steps (argmax, a comparison, NumPy)."
    )
