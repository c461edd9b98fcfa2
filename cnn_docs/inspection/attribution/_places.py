"""Which axes of a tensor are places in the image, and which axis of the image holds its channels."""

from dataclasses import dataclass, replace

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.inspection._arrays import given_types
from cnn_docs.inspection._inputs import input_names
from cnn_docs.inspection._passes import fact, first_pass, kept, run
from cnn_docs.inspection._recorder import recording
from cnn_docs.inspection.attribution._followed import FollowedAxes
from cnn_docs.inspection.attribution._moving import moving
from cnn_docs.inspection.table._build import image_axes

_STILL = ("Pooling", "Dropout", "ZeroPadding", "Cropping", "UpSampling")  # not taken unless named
_PREPARING = ("Rescaling", "Resizing", "Random", "CenterCrop")  # these put out the image itself


@dataclass(frozen=True)
class LayerPlaces:
    """What a layer puts out, as far as a heat map needs to know.

    Attributes
    ----------
    name : str
        Name of the call.
    shape : tuple of int
        Shape for one batch, with the batch axis.
    dtype : str
    places : tuple of int or None
        The axes that follow the image's axes other than the channels, in their order; 0 stands for one that
        is folded into the batch axis. None where there is no such axis for each.
    known : bool
        False where the places are only likely: the tensor comes out of code that cannot be read.
    depends : bool
        Whether it depends on the image at all.
    default : bool
        Whether it may be taken when no layer is named: it is not itself a pooling or the like.
    lost : bool
        Whether it may have places, of which nobody knows where they lie.
    """

    name: str
    shape: tuple
    dtype: str
    places: tuple | None
    known: bool
    depends: bool
    default: bool
    lost: bool = False

    @property
    def has_maps(self):
        """Whether there are places, and maps beside them: columns joined with channels are neither."""
        return bool(self.places) and len(self.shape) > len({0, *self.places})


@dataclass(frozen=True)
class Layout:
    """The axis of the image's channels (None for none), the layers with one output, all names."""

    channel_axis: int | None
    layers: tuple
    names: tuple


def channel_axis_of(question):
    """Return the axis of a question's images that holds the channels, None for none.

    Where the layer table knows it, nothing is computed.
    """

    def compute():
        axes, name = _traced_axes(question)
        return axes.channel_axis(name) if axes else layout_of(question).channel_axis

    return kept(question.model, question.arrays, ("channels", question.image), compute)


def layout_of(question):
    """Return the :class:`Layout` of a question's model for its images."""
    first = question.part(slice(0, question.batch_size(1)))

    def compute():
        axes, name = _traced_axes(question)
        channels = axes.channel_axis(name) if axes else "open"
        look = fact(question.model, question.inputs, first.arrays, _Look(question.image, channels))
        look = _dependent(first, look)
        look = _seen_to_move(first, _completed(look, axes, name) if axes else look)
        return _with_lost(look, axes, name, first.images.ndim)

    return kept(question.model, first.arrays, ("layout", question.image), compute)


def _traced_axes(question):
    """Return the axes that the layer table knows and the image's name there, None where it knows none."""
    try:
        inputs = given_types(question.inputs, question.arrays)
        name = input_names(inputs)[question.image]
        axes = image_axes(question.model, inputs)
    except Exception:  # code of others that does not run without values
        return None, None
    return (axes, name) if name in axes.fields else (None, None)


def _completed(look, axes, name):
    """Return the layout with what the layer table knows of the places."""
    layers = []
    for layer in look.layers:
        field = axes.fields.get(layer.name)
        places = axes.spatial_axes(layer.name, of=name) if field else None
        depends = layer.depends and (field is None or axes.depends_on(layer.name, name))
        if places is None or not _has_extent(layer.shape, places):
            layers.append(replace(layer, depends=depends))
        else:
            layers.append(replace(layer, places=places, known=True, depends=depends))
    return replace(look, layers=tuple(layers))


def _seen_to_move(question, layout):
    """Return the layout without the places that are only likely and are not seen to move with the image's."""
    likely = {
        layer.name: layer.places
        for layer in layout.layers
        if layer.places and layer.depends and not layer.known and 0 not in layer.places
    }
    if not likely:
        return layout
    moves = moving(question, layout.channel_axis, likely)
    layers = (
        replace(layer, places=None) if layer.name in likely and layer.name not in moves else layer
        for layer in layout.layers
    )
    return replace(layout, layers=tuple(layers))


def _with_lost(layout, axes, name, rank):
    """Return the layout in which those layers are marked that may have places which nobody knows."""
    layers = (
        replace(one, lost=not axes or one.name not in axes.fields or axes.has_lost(one.name, name))
        if not one.places and one.depends and len(one.shape) >= rank and max(one.shape[1:]) > 1
        else one
        for one in layout.layers
    )
    return replace(layout, layers=tuple(layers))


@dataclass(frozen=True)
class _Look:
    """The question for the layout: the axes of the tensors.

    ``channels`` is the channel axis of the image where it is known.
    """

    image: int
    channels: object

    def evaluate(self, model, inputs, tensors):
        """Run the model."""
        with recording(model) as recorder:
            run(model, inputs, tensors)
        followed = FollowedAxes(recorder, tensors[self.image], self.channels)
        layers = tuple(
            _layer_places(call, followed)
            for call in recorder.finished
            if len(call.outputs) == 1 and _is_float(call.outputs[0])
        )
        return Layout(followed.channel_axis, layers, tuple(call.name for call in recorder.finished))


def _dependent(question, look):
    """Return the layout in which only those layers depend on the image that change with it."""
    parts, arrays = (question.model, question.inputs), list(question.arrays)
    if len(arrays) == 1:
        return look
    before = first_pass(*parts, arrays)
    arrays[question.image] = _other(question.images)
    after = first_pass(*parts, arrays)
    changed = {name for name, values in after.items() if not np.array_equal(before.get(name), values)}
    return replace(look, layers=tuple(replace(one, depends=one.name in changed) for one in look.layers))


def _other(images):
    """Return other images: of whole numbers the negative."""
    if images.dtype.kind == "f":
        return (0.5 - 1.3 * images).astype(images.dtype)
    return images.max() + images.min() - images


def _layer_places(call, followed):
    tensor = call.outputs[0]
    places, known = followed.places(tensor)
    kind = type(getattr(call.layer, "layer", call.layer)).__name__
    is_layer = isinstance(call.layer, load_keras().layers.Layer)
    default = is_layer and not call.container and not any(word in kind for word in _STILL + _PREPARING)
    shape, dtype = tuple(tensor.shape), load_keras().backend.standardize_dtype(tensor.dtype)
    places = places if places and _has_extent(shape, places) else None
    return LayerPlaces(call.name, shape, dtype, places, known, depends=True, default=default)


def _has_extent(shape, places):
    """Tell whether there is more than one place."""
    return any(shape[place] != 1 for place in places)


def _is_float(tensor):
    backend = load_keras().backend
    return backend.is_float_dtype(backend.standardize_dtype(tensor.dtype))
