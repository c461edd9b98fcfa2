"""Which layer's maps are explained: the one that is named, or the last that fits."""

from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection import _backends
from cnn_docs.inspection._passes import fact
from cnn_docs.inspection.attribution._asked import LayerMaps
from cnn_docs.inspection.attribution._places import layout_of

_TRIED_FIRST = 4  # of the last layers; all the others only where none of these leads to the score


@dataclass(frozen=True)
class ChosenLayer:
    """A layer's maps: name, shape without batch axis and type, and the axes that are places."""

    watched: tuple
    places: tuple


def chosen_layer(question, name):
    """Return the :class:`ChosenLayer` of the name, or the last with maps that leads to the score."""
    layout = layout_of(question)
    if name is not None:
        layer = _named(layout, name)
        if not _leading(question, [layer]):
            message = (
                f"`layer` must lead to the score. Received: {name!r}, on which the score does not depend."
            )
            raise ValueError(message)
        return _chosen(question, layer)
    fitting = [layer for layer in layout.layers if layer.default and layer.places and layer.depends]
    fitting = [layer for layer in fitting if _is_for_images(question, layer)]
    for few in (fitting[-_TRIED_FIRST:], fitting[:-_TRIED_FIRST]):
        leading = _leading(question, few)
        if leading:
            return _chosen(question, leading[-1])
    raise ValueError(
        f"`model` ('{question.model.name}') must have a layer with maps, (N, H, W, C), that depends on the "
        "image and leads to the score. It has none."
    )


def _named(layout, name):
    """Return the layer of a name, refused where it has no maps."""
    if name not in layout.names:
        near = _checks.nearest(name, layout.names) or layout.names[-10:]
        _checks.refuse("layer", "the name of a layer", name, hint=f"The nearest are {_checks.listed(near)}.")
    fitting = {layer.name: layer for layer in layout.layers if layer.places}
    if name not in fitting:
        hint = (
            f"The last that have are {_checks.listed(list(fitting)[-5:])}."
            if fitting
            else "The model has none."
        )
        wanted = "a layer with maps of more than one pixel, (N, H, W, C)"
        _checks.refuse("layer", wanted, name, hint=hint)
    return fitting[name]


def _chosen(question, layer):
    if not _is_for_images(question, layer):
        wanted = "a layer whose first axis is the images, so that each map belongs to one"
        count = question.batch_size(1)
        hint = f"It puts out {layer.shape} for {count} image{'s' * (count > 1)}."
        _checks.refuse("layer", wanted, layer.name, hint=hint)
    return ChosenLayer((layer.name, layer.shape[1:], layer.dtype), layer.places)


def _is_for_images(question, layer):
    return layer.shape[0] == question.batch_size(1)


def _leading(question, layers):
    """Return those of the layers on which the score depends."""
    layers = [layer for layer in layers if _is_for_images(question, layer)] or layers
    if not layers:
        return []
    first = question.part(slice(0, question.batch_size(1)))
    watched = LayerMaps(tuple((layer.name, layer.shape[1:], layer.dtype) for layer in layers))
    connected = first.ask(watched, _connected, put=fact)["wanted"]
    return [layer for layer, leads in zip(layers, connected, strict=True) if leads]


def _connected(_, gradients):
    """Tell for each layer whether there is a gradient; JAX only tells one of zeros everywhere."""
    if _backends.backend() != "jax":
        return [gradient is not None for gradient in gradients]
    return [bool(np.any(load_keras().ops.convert_to_numpy(gradient))) for gradient in gradients]
