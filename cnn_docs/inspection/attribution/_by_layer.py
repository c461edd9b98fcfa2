"""Grad-CAM of several layers from one gradient."""

import math
from dataclasses import dataclass

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.inspection._entries import axes_for
from cnn_docs.inspection.attribution._layers import chosen_layer, fitting_layers, together
from cnn_docs.inspection.attribution._places import layout_of
from cnn_docs.inspection.attribution._questions import pose
from cnn_docs.inspection.attribution.grad_cam import ClassMaps


def grad_cam_by_layer(model, images, *, target, input, batch_size, most):
    """Return the maps of Grad-CAM of several layers by name, in the size of each, in the model's order.

    Parameters
    ----------
    model, images, target, input, batch_size
        As for :func:`cnn_docs.grad_cam`.
    most : int
        Layers, of which each has maps of its own; where there are more, only the last of each size of maps.

    Returns
    -------
    maps : dict of str to ndarray of shape (N, ...), float32
        Layers that do not lead to the score have none.
    default : str
        The layer that ``grad_cam`` takes.
    """
    asked = {"target": target, "score": "logit", "input": input, "output": None}
    question = pose(model, images, **asked, batch_size=batch_size)
    default = chosen_layer(question, None)
    last = default.watched.layers[0][0]
    layers = [layer for layer in _layers(question, most) if layer.watched.layers[0][0] != last]
    layers.append(default)
    parts = tuple(ClassMaps("grad_cam", layer.batch, layer.places) for layer in layers)
    read = _SeveralMaps(parts, tuple(math.prod(_sides(layer)) for layer in layers))
    watched = together(layers)
    rows = [part.ask(watched, read, more=more)["wanted"] for part, more in question.batches(batch_size)]
    found = dict(_split(np.concatenate(rows), layers))
    order = layout_of(question).names
    known = (name for name in order if name in found and (name == last or not np.isnan(found[name]).any()))
    return {name: found[name] for name in known}, last


def _layers(question, most):
    """Return the layers that may have maps: all, or the last of each size."""
    axes = axes_for(question.model, question.inputs, question.arrays)
    layers = [layer for layer in fitting_layers(question, axes) if layer.batch.factor == 1]
    if len(layers) <= most:
        return layers
    return list({_sides(layer): layer for layer in layers}.values())


def _sides(layer):
    (_, (first, *rest), _) = layer.watched.layers[0]
    shape = (1, *rest) if layer.batch.factor == 1 else (1, first, *rest)
    return tuple(shape[place] for place in layer.places)


@dataclass(frozen=True)
class _SeveralMaps:
    """Makes one row for each image of the maps of several layers; no number where no gradient is."""

    parts: tuple
    sizes: tuple

    def __call__(self, seen, gradients):
        """Return an array (N, places of all layers), float32."""
        ops = load_keras().ops
        rows = []
        for part, size, maps, slopes in zip(self.parts, self.sizes, seen, gradients, strict=True):
            known = slopes is not None
            heat = part([maps], [slopes if known else ops.zeros_like(maps)])
            row = ops.reshape(heat, (-1, size))
            rows.append(row if known else row + math.nan)
        return ops.concatenate(rows, axis=1)


def _split(rows, layers):
    """Yield the name and the maps of each layer."""
    start = 0
    for layer in layers:
        sides = _sides(layer)
        part = rows[:, start : start + math.prod(sides)]
        start += math.prod(sides)
        yield layer.watched.layers[0][0], part.reshape(-1, *sides)
