"""Which axis of an image each axis of a tensor follows, in the calls of one pass.

This asks where a value lies, not what it sees: behind a gate that is computed from the whole image the maps
still have rows and columns.
"""

from cnn_docs._keras import load_keras
from cnn_docs.inspection.attribution._activations import own_code
from cnn_docs.inspection.table import _layer_fields as fields
from cnn_docs.inspection.table import _operation_fields as operations
from cnn_docs.inspection.table._kinds import kind_of

_OPEN = "open"
_MOVING = ("ZeroPadding", "Cropping", "UpSampling", "Resizing", "CenterCrop")  # parts of layers' names
_IN_PLACE = {
    *(fields.same, fields.activated, fields.normalise, fields.softmax, fields.batch_norm, fields.group_norm),
    *(fields.masking, fields.merge, fields.attention, operations.elementwise, operations.along_axis),
}
"""What follows layers and operations of which each value lies where one that they took lay."""


class FollowedAxes:
    """The axes of a pass's tensors.

    Parameters
    ----------
    recorder : Recorder
        The calls of an eager pass.
    image : tensor
        The input that is asked about.
    channel_axis : int, None or "open"
        Which of its axes holds the channels; "open" for the one that the first layer reads them from.
    """

    def __init__(self, recorder, image, channel_axis):
        self._image = image
        self._channels = channel_axis
        self._axes = {id(image): (tuple(range(len(image.shape))), True)}  # 0 is the batch
        self._of_shape = {tuple(image.shape): self._axes[id(image)][0]}  # the last axes known for a shape
        self._kept = [image]  # so that no other tensor gets the id of one that is gone
        for call in recorder.finished:
            if not call.container:
                self._follow(call)

    @property
    def channel_axis(self):
        """The axis of the image that holds the channels, None for none."""
        if self._channels is not _OPEN:
            return self._channels
        return len(self._image.shape) - 1 if len(self._image.shape) > 3 else None

    def places(self, tensor):
        """Return the axes that follow the image's axes but the channels; and whether that is known."""
        followed, known = self._of(tensor)
        wanted = self._spatial_axes()
        if not set(wanted) <= set(followed) or len(followed) > len(wanted) + 2:
            return None, known
        return tuple(0 if axis == followed[0] else followed.index(axis) for axis in wanted), known

    def _spatial_axes(self):
        return tuple(axis for axis in range(1, len(self._image.shape)) if axis != self.channel_axis)

    def _of(self, tensor):
        if id(tensor) in self._axes:
            return self._axes[id(tensor)]
        return self._of_shape.get(tuple(tensor.shape), ()), False

    def _follow(self, call):
        """Note the axes of what a call puts out."""
        found = [(tensor, *self._of(tensor)) for tensor in call.inputs]
        found = [entry if entry[1] else self._noted(call.layer, entry[0]) for entry in found]
        found = [entry for entry in found if entry[1]]
        if not found or len(call.outputs) != 1:
            return
        output = call.outputs[0]
        axes = self._passed(call.layer, found, tuple(output.shape))
        if axes and len(axes) == len(output.shape):
            known = all(known for *_, known in found) and not own_code(call.layer)
            self._axes.setdefault(id(output), (axes, known))
            self._of_shape[tuple(output.shape)] = axes
            self._kept.append(output)

    def _noted(self, layer, tensor):
        """Return a tensor with the axes that a layer reads from it, which are its own from now on."""
        axes = self._assumed(layer, tensor)
        if axes:
            self._axes[id(tensor)] = axes, False
            self._kept.append(tensor)
        return tensor, axes, False

    def _assumed(self, layer, tensor):
        """Return the axes of what a layer reads places from, where what made it is not known."""
        rank = len(tensor.shape)
        if not _reads(layer) or len(self._spatial_axes()) != rank - 2:
            return ()
        axes = [0, *self._spatial_axes()]
        axes.insert(_channels(layer, rank, 1), None)
        return tuple(axes)

    def _passed(self, layer, found, shape):
        """Return the axes of a layer's output of a shape, None where they are not known."""
        layers = load_keras().layers
        tensor, axes, _ = found[0]
        start = 1
        if isinstance(layer, layers.TimeDistributed):
            layer, start = layer.layer, 2
        if _reads(layer):
            return self._read(layer, axes, _channels(layer, len(axes), start), shape)
        if isinstance(layer, layers.Dense):
            if len(axes) > 2:
                self._decide(axes[-1])
            return (*axes[:-1], None)
        if isinstance(layer, layers.Permute):
            return (axes[0], *(axes[place] for place in layer.dims))
        if type(layer).__name__ in ("Reshape", "Flatten"):
            return reshaped(tuple(tensor.shape), axes, shape)
        alike = [axes for tensor, axes, _ in found if tuple(tensor.shape) == shape and _keeps_places(layer)]
        if alike:
            return alike[0]
        if type(layer).__name__ == "Concatenate":
            place = layer.axis % len(axes)
            return tuple(None if index == place else axis for index, axis in enumerate(axes))
        return axes if any(word in type(layer).__name__ for word in _MOVING) else None

    def _read(self, layer, axes, channels, shape):
        self._decide(axes[channels])
        layers = load_keras().layers
        if "Conv" in type(layer).__name__ or isinstance(layer, layers.RNN | layers.Bidirectional):
            axes = tuple(None if place == channels else axis for place, axis in enumerate(axes))
        return axes if len(shape) == len(axes) else None

    def _decide(self, axis):
        if self._channels is _OPEN:
            self._channels = axis


def _keeps_places(layer):
    """Tell whether values lie where they lay: not turned, rolled, sorted or transposed, whatever the shape.

    Code that is not Keras's may; what comes out of it is not taken for known.
    """
    kind = kind_of(layer)
    return own_code(layer) if kind is None else kind.field in _IN_PLACE


def _reads(layer):
    """Tell whether a layer reads some axes as places and one as channels."""
    layers, name = load_keras().layers, type(layer).__name__
    return "Conv" in name or "Pooling" in name or isinstance(layer, layers.RNN | layers.Bidirectional)


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
