"""Which layer's maps are explained: the one that is named, or the last that fits."""

from dataclasses import dataclass

from cnn_docs import _checks
from cnn_docs.inspection import _backends
from cnn_docs.inspection._batch_axis import PLAIN
from cnn_docs.inspection._entries import axes_for
from cnn_docs.inspection._inputs import input_names
from cnn_docs.inspection._passes import fact
from cnn_docs.inspection.attribution._asked import LayerMaps
from cnn_docs.inspection.attribution._function_target import FunctionTarget
from cnn_docs.inspection.attribution._places import layout_of

_ASKED_TOGETHER = 32  # images of which a function of the outputs is asked
_TRIED_FIRST = 4  # of the last layers; all the others only where none of these leads to the score


@dataclass(frozen=True)
class ChosenLayer:
    """A layer's maps.

    Attributes
    ----------
    watched : LayerMaps
    batch : BatchAxis
        How the maps belong to the images.
    places : tuple of int
        Axes of the places, in the image's order, once the maps are split by image.
    """

    watched: object
    batch: object
    places: tuple


def chosen_layer(question, name):
    """Return the :class:`ChosenLayer` of the name, or the last with maps that leads to the score."""
    layout, axes = layout_of(question), axes_for(question.model, question.inputs, question.arrays)
    if name is not None:
        layer = _named(layout, name)
        if not layer.depends:
            image = input_names(question.inputs)[question.image]
            _checks.refuse("layer", f"a layer that depends on the input '{image}', which the map is of", name)
        chosen = _chosen(layer, axes, question)
        if chosen is None:
            wanted = "a layer of which each map belongs to one image"
            hint = f"It puts out {layer.shape} for {question.batch_size(1)} of the images."
            _checks.refuse("layer", wanted, name, hint=hint)
        if not _leading(question, [layer]):
            message = (
                f"`layer` must lead to the score by differentiable steps. Received: {name!r}, of whose maps "
                "the score has no gradient."
            )
            raise ValueError(message)
        return chosen
    for known in (True, False):
        fitting = _fitting(layout, axes, question, known=known)
        for few in (fitting[-_TRIED_FIRST:], fitting[:-_TRIED_FIRST]):
            leading = _leading(question, few)
            if leading:
                return _chosen(leading[-1], axes, question)
    raise ValueError(_without_layer(question, fitting, layout))


_LOST = "it, or a step before it, may turn, move or cut the image, and cannot be followed"
_OTHERS = "`saliency`, `integrated_gradients` and `occlusion` need none."


def _without_layer(question, fitting, layout):
    """Return why no layer can be taken; ``fitting`` are those that do not lead to the score."""
    model = f"`model` ('{question.model.name}')"
    if fitting:
        return (
            f"{model} must lead from the maps of a layer to the score by differentiable steps. The score has "
            f"no gradient of those of '{fitting[-1].name}' or of any before. `occlusion` needs no gradient."
        )
    lost = [layer.name for layer in layout.layers if layer.lost and layer.default]
    if lost:
        return (
            f"{model} must have a layer with maps of which the places in the image are known. Those of "
            f"'{lost[0]}' are not: {_LOST}. Do that step before the model is called; {_OTHERS}"
        )
    none = "must have a layer with maps, (N, H, W, C), that depends on the image. It has none."
    return f"{model} {none} {_OTHERS}"


def _fitting(layout, axes, question, *, known):
    """Return the layers that may be taken where none is named; ``known`` leaves out those of code unread."""
    return [
        layer
        for layer in layout.layers
        if layer.default and layer.has_maps and layer.depends and (layer.known or not known)
        if _chosen(layer, axes, question)
    ]


def fitting_layers(question, axes):
    """Return each layer with maps that depend on the image, as :class:`ChosenLayer`, in order."""
    found = _fitting(layout_of(question), axes, question, known=True)
    return [_chosen(layer, axes, question) for layer in found]


def together(layers):
    """Return what is watched of several chosen layers at once."""
    return LayerMaps(tuple(layer.watched.layers[0] for layer in layers))


def _named(layout, name):
    """Return the layer of a name, refused where it has no maps."""
    if name not in layout.names:
        near = _checks.nearest(name, layout.names) or layout.names[-10:]
        _checks.refuse("layer", "the name of a layer", name, hint=f"The nearest are {_checks.listed(near)}.")
    fitting = {layer.name: layer for layer in layout.layers if layer.places}
    if name in {layer.name for layer in layout.layers if layer.lost}:
        wanted = "a layer with maps of which the places in the image are known"
        _checks.refuse(
            "layer", wanted, name, hint=f"They are not: {_LOST}. {_last_of(fitting) if fitting else _OTHERS}"
        )
    if name not in fitting:
        wanted = "a layer with maps of more than one pixel, (N, H, W, C)"
        _checks.refuse("layer", wanted, name, hint=_last_of(fitting))
    return fitting[name]


def _last_of(fitting):
    """Return the names of the last layers with maps, as a sentence."""
    last = list(fitting)[-5:]
    return f"The last that have are {_checks.listed(last)}." if last else "The model has none."


def _chosen(layer, axes, question):
    """Return the chosen layer, None where its maps cannot be told apart by image."""
    batch, places = axes.get(layer.name, PLAIN), layer.places
    folded = 0 in places
    count = question.batch_size(1)
    if batch.axis != 0 or folded != (batch.factor > 1) or layer.shape[0] != count * batch.factor:
        return None
    if batch.mixes and len(question) > 1:
        return None
    if folded:
        places = tuple(place + 1 for place in places)
    return ChosenLayer(_watched([layer], count), batch, places)


def _watched(layers, count):
    """Return what is watched of layers that were seen with ``count`` images."""
    return LayerMaps(
        tuple((layer.name, (layer.shape[0] // count, *layer.shape[1:]), layer.dtype) for layer in layers)
    )


def _leading(question, layers):
    """Return those of the layers on which the score depends."""
    if not layers:
        return []
    count = question.batch_size(1)
    several = isinstance(question.target, FunctionTarget)  # which may look up a number for each image
    first = question.part(slice(0, question.batch_size(_ASKED_TOGETHER) if several else count))
    connected = first.ask(_watched(layers, count), _connected, put=fact)["wanted"]
    return [layer for layer, leads in zip(layers, connected, strict=True) if leads]


def _connected(_, gradients):
    """Tell for each layer whether there is a gradient; JAX only tells one of zeros everywhere."""
    if _backends.backend() != "jax":
        return [gradient is not None for gradient in gradients]
    return [bool(_backends.to_array(gradient).any()) for gradient in gradients]
