"""Which axes of a tensor are places in the image, and which axis of the image holds its channels."""

from dataclasses import dataclass

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.inspection._passes import fact, run
from cnn_docs.inspection._recorder import recording

_OPEN = object()
_MOVING = ("ZeroPadding", "Cropping", "UpSampling")  # parts of the names of layers


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
        The axes that follow the image's axes other than the channels, in their order; None where there is
        no such axis for each.
    known : bool
        False where the places are only likely: the tensor comes out of code that is not looked into.
    depends : bool
        Whether it depends on the image at all.
    default : bool
        Whether it may be taken when no layer is named: it is not itself a pooling or the like.
    """

    name: str
    shape: tuple
    dtype: str
    places: tuple | None
    known: bool
    depends: bool
    default: bool


@dataclass(frozen=True)
class Layout:
    """The axis of the image's channels (None for none), the layers with one output, all names."""

    channel_axis: int | None
    layers: tuple
    names: tuple


def layout_of(question):
    """Return the :class:`Layout` of a question's model for its images."""
    first = question.part(slice(0, question.batch_size(1)))
    return fact(question.model, question.inputs, first.arrays, _Look(question.image))


@dataclass(frozen=True)
class _Look:
    """The question for the layout: the axes of the tensors, and which of them change with the image."""

    image: int

    def evaluate(self, model, inputs, tensors):
        with recording(model) as recorder:
            run(model, inputs, tensors)
        axes = _Axes(recorder, tensors[self.image])
        changed = self._changed(model, inputs, tensors, recorder) if len(tensors) > 1 else None
        layers = tuple(
            _layer_places(call, axes, changed is None or call.name in changed)
            for call in recorder.finished
            if len(call.outputs) == 1 and len(call.outputs[0].shape) > 2
        )
        return Layout(axes.channel_axis(), layers, tuple(call.name for call in recorder.finished))

    def _changed(self, model, inputs, tensors, recorder):
        """Return the names of the calls that put out something else for another image."""
        ops = load_keras().ops
        other = list(tensors)
        image = tensors[self.image]
        ends = ops.max(image) + ops.min(image)
        other[self.image] = ends - image if _is_whole(image) else 0.5 - 1.3 * image
        with recording(model, with_inputs=False) as again:
            run(model, inputs, other)
        before = {call.name: call.outputs for call in recorder.finished}
        return {
            call.name
            for call in again.finished
            for one, two in zip(before.get(call.name, ()), call.outputs, strict=False)
            if not np.array_equal(ops.convert_to_numpy(one), ops.convert_to_numpy(two))
        }


def _layer_places(call, axes, depends):
    keras = load_keras()
    tensor = call.outputs[0]
    followed, known = axes.of(tensor)
    wanted = axes.spatial_axes()
    places = tuple(followed.index(axis) for axis in wanted) if set(wanted) <= set(followed) else None
    if places and (not followed or followed[0] != 0 or len(followed) - len(wanted) > 2):
        places = None
    dtype = keras.backend.standardize_dtype(tensor.dtype)
    shape = tuple(tensor.shape)
    if places and all(shape[place] == 1 for place in places):
        places = None
    still = ("Pooling", "Dropout", "ZeroPadding", "Cropping", "UpSampling")
    kind = type(getattr(call.layer, "layer", call.layer)).__name__
    default = not call.container and not any(word in kind for word in still)
    places = places if keras.backend.is_float_dtype(dtype) else None
    return LayerPlaces(call.name, shape, dtype, places, known, depends, default)


class _Axes:
    """For each tensor of a pass, which axis of the image each of its axes follows; 0 is the batch."""

    def __init__(self, recorder, image):
        self.image = image
        self._channel_axis = _OPEN
        self._axes = {id(image): tuple(range(len(image.shape)))}
        self._shapes = {tuple(image.shape): self._axes[id(image)]}  # the last axes known for a shape
        self._kept = [image]  # so that no other tensor gets the id of one that is gone
        for call in recorder.finished:
            if not call.container:
                self._follow(call)

    def channel_axis(self):
        """Return the axis of the image that the first layer that reads channels reads them from."""
        if self._channel_axis is not _OPEN:
            return self._channel_axis
        return len(self.image.shape) - 1 if len(self.image.shape) > 3 else None

    def spatial_axes(self):
        """Return the other axes without the batch."""
        return tuple(axis for axis in range(1, len(self.image.shape)) if axis != self.channel_axis())

    def of(self, tensor):
        """Return the axes that a tensor follows, None where there is none; and whether that is known."""
        if id(tensor) in self._axes:
            return self._axes[id(tensor)], True
        return self._shapes.get(tuple(tensor.shape), ()), False

    def _follow(self, call):
        """Note the axes of what a call puts out."""
        known = [(tensor, self.of(tensor)[0]) for tensor in call.inputs]
        known = [(tensor, axes or self._assumed(call.layer, tensor)) for tensor, axes in known]
        known = [(tensor, axes) for tensor, axes in known if axes]
        if not known or len(call.outputs) != 1:
            return
        output = call.outputs[0]
        axes = self._passed(call.layer, known, tuple(output.shape))
        if axes and len(axes) == len(output.shape):
            self._axes.setdefault(id(output), axes)
            self._shapes[tuple(output.shape)] = axes
            self._kept.append(output)

    def _assumed(self, layer, tensor):
        """Return the axes of what a layer reads places from, where what made it is not known."""
        rank = len(self.image.shape)
        if not _reads(layer) or len(tensor.shape) != rank or len(self.spatial_axes()) != rank - 2:
            return ()
        axes = [0, *self.spatial_axes()]
        axes.insert(_channels(layer, rank, 1), None)
        return tuple(axes)

    def _passed(self, layer, known, shape):
        layers = load_keras().layers
        tensor, axes = known[0]
        start = 1
        if isinstance(layer, layers.TimeDistributed):
            layer, start = layer.layer, 2
        if _reads(layer):
            channels = _channels(layer, len(axes), start)
            self._decide(axes[channels])
            if "Conv" in type(layer).__name__ or isinstance(layer, layers.RNN | layers.Bidirectional):
                axes = tuple(None if place == channels else axis for place, axis in enumerate(axes))
            return axes if len(shape) == len(axes) else None
        if isinstance(layer, layers.Dense):
            if len(axes) > 2:
                self._decide(axes[-1])
            return (*axes[:-1], None)
        if isinstance(layer, layers.Permute):
            return (axes[0], *(axes[place] for place in layer.dims))
        if isinstance(layer, layers.Reshape | layers.Flatten):
            return reshaped(tuple(tensor.shape), axes, shape)
        alike = [axes for tensor, axes in known if tuple(tensor.shape) == shape]
        if alike:
            return alike[0]
        if isinstance(layer, layers.Concatenate):
            place = layer.axis % len(axes)
            return tuple(None if index == place else axis for index, axis in enumerate(axes))
        return axes if any(word in type(layer).__name__ for word in _MOVING) else None

    def _decide(self, axis):
        if self._channel_axis is _OPEN:
            self._channel_axis = axis


def _reads(layer):
    """Tell whether a layer reads some axes as places and one as channels."""
    layers = load_keras().layers
    words = "Conv" in type(layer).__name__ or "Pooling" in type(layer).__name__
    return words or isinstance(layer, layers.RNN | layers.Bidirectional)


def _channels(layer, rank, start):
    """Return the axis that a layer reads channels from; places begin at ``start``."""
    return start if getattr(layer, "data_format", None) == "channels_first" else rank - 1


def reshaped(before, axes, after):
    """Return what the axes of a reshaped tensor follow: those that neither joined others nor were cut.

    Examples
    --------
    >>> reshaped((2, 28, 28), (0, 1, 2), (2, 28, 28, 1))
    (0, 1, 2, None)
    """
    starts, product = {}, 1
    for side, axis in zip(before, axes, strict=True):
        starts.setdefault((product, side), axis)
        product *= side
    found, product, used = [], 1, set()
    for side in after:
        axis = starts.get((product, side))
        found.append(None if axis in used or (side == 1 and axis is None) else axis)
        used.add(axis)
        product *= side
    return tuple(found)


def _is_whole(tensor):
    keras = load_keras()
    return not keras.backend.is_float_dtype(keras.backend.standardize_dtype(tensor.dtype))
