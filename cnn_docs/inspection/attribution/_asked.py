"""What is asked of one pass: what to watch, how the score is read, and what is made of the gradient."""

from dataclasses import dataclass, replace

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.inspection import _backends
from cnn_docs.inspection._passes import run
from cnn_docs.inspection._recorder import recording

_SCALE = 1024.0


@dataclass(frozen=True)
class Asked:
    """The question of one pass, which :func:`cnn_docs.inspection._passes.answer` puts to a model.

    Attributes
    ----------
    reading : callable
        Takes the recorder, what the model was given and returned, and further tensors; returns the scores
        that are differentiated, and a dict of tensors that it found.
    watched : Pixels, LayerMaps or None
        With respect to what; None for the scores alone.
    read : callable or None
        Takes what is watched and its gradient, each a list of tensors, returns what is wanted; None for the
        gradient itself. It is hashable, and equal to one that reads the same.
    scale : float
        The score is multiplied by it before the gradient is taken, which is divided by it: half precision
        has no small numbers.
    """

    reading: object
    watched: object = None
    read: object = None
    scale: float = 1.0

    def evaluate(self, model, inputs, tensors, *extras):
        """Run the model once; return a dict of tensors, of which ``"wanted"`` is what is asked for."""

        def total(*watched):
            given, changed = self.watched.in_place(tensors, watched) if watched else (tensors, None)
            with recording(model, changed=changed) as recorder:
                result = run(model, inputs, given)
            scores, found = self.reading(recorder, given, result, *extras)
            if watched:
                found["watched"] = self.watched.seen(recorder, given)
            return load_keras().ops.sum(scores) * self.scale, found

        if self.watched is None:
            return total()[1]
        found, gradients = _backends.slopes(total, self.watched.tensors(tensors))
        seen = found.pop("watched")
        if self.scale != 1:
            gradients = [None if one is None else self._unscaled(one) for one in gradients]
        found["wanted"] = self.read(seen, gradients) if self.read else gradients[0]
        return found

    def _unscaled(self, gradient):
        return load_keras().ops.cast(gradient, "float32") / self.scale


def put_to(put, question, asked, extras):
    """Put a question to a model of any precision, and return the answer.

    Where layers compute in half precision, of which the least numbers are not far below one, the gradients
    of large means would be lost: the score is multiplied before, unless it becomes too large so.
    """
    parts = question.model, question.inputs, question.arrays
    half = any(layer.compute_dtype == "float16" for layer in question.model._flatten_layers())
    if asked.watched is None or not half:
        return put(*parts, asked, extras=extras)
    found = put(*parts, replace(asked, scale=_SCALE), extras=extras)
    wanted = found["wanted"]
    if wanted is None or np.isfinite(wanted).all():
        return found
    return put(*parts, asked, extras=extras)


@dataclass(frozen=True)
class Pixels:
    """An input of the model, by its place."""

    place: int

    def tensors(self, batch):
        """Return the tensors that are differentiated with respect to."""
        return [batch[self.place]]

    def in_place(self, batch, watched):
        """Return the batch with the watched tensor in it, and no change of any layer."""
        return [*batch[: self.place], *watched, *batch[self.place + 1 :]], None

    def seen(self, _, batch):
        """Return what is watched, as the pass had it."""
        return [batch[self.place]]


@dataclass(frozen=True)
class LayerMaps:
    """What layers put out; zeros that are added to it are watched.

    Attributes
    ----------
    layers : tuple of (str, tuple of int, str)
        Name of the call, shape of its output for one image with the batch axis, and type, for each layer.
    """

    layers: tuple

    def tensors(self, batch):
        """Return the zeros, for as many images as the batch has."""
        ops = load_keras().ops
        count = ops.shape(batch[0])[0]
        return [ops.zeros((count * first, *sides), dtype=dtype) for _, (first, *sides), dtype in self.layers]

    def in_place(self, batch, watched):
        """Return the batch, and what adds the zeros to the layers' outputs."""
        zeros = {name: tensor for (name, _, _), tensor in zip(self.layers, watched, strict=True)}

        def changed(call, result):
            return with_added(result, zeros[call.name]) if call.name in zeros else result

        return batch, changed

    def seen(self, recorder, _):
        """Return the maps."""
        found = {call.name: call for call in recorder.finished}
        return [found[name].outputs[0] for name, _, _ in self.layers]


def with_added(result, zeros):
    """Return a layer's result, a tensor or the only one in a structure, with zeros added."""
    keras = load_keras()
    if not keras.ops.is_tensor(result):
        return keras.tree.map_structure(
            lambda value: with_added(value, zeros) if keras.ops.is_tensor(value) else value, result
        )
    total, mask = result + zeros, getattr(result, "_keras_mask", None)
    if mask is not None:
        total._keras_mask = mask
    return total
