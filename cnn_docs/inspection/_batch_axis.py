"""How the tensors of a model depend on the number of images: which axis grows with it, and how fast.

A model whose layers are all Keras's own keeps the images on the first axis, which its graph tells. Any
other is traced with two batch sizes, symbolically, which computes nothing.
"""

from dataclasses import dataclass

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.inspection._backends import dataflow, symbolic_call
from cnn_docs.inspection._graphs import nodes_of, plain_graph
from cnn_docs.inspection._recorder import named_outputs, recording

COUNTS = 12, 24  # with many divisors, for models that split a batch


@dataclass(frozen=True)
class BatchAxis:
    """Where a tensor holds the images of a batch.

    Attributes
    ----------
    axis : int or None
        Axis of which the size grows with the number of images; None where there is none, or where it
        cannot be told.
    factor : int or None
        Entries of that axis for each image: 5 where five frames were folded into it. None where it
        cannot be told how the tensor depends on the images, as behind ``x @ x.T``.
    images_first : bool
        Whether the entries of one image are neighbours; False where the first entries of all images
        come first, as behind a concatenation along the batch axis.
    mixes : bool
        Whether entries of one image also depend on the other images of the batch, as behind
        ``x - mean(x, 0)``. Only values show it: see :mod:`cnn_docs.inspection._entries`.
    """

    axis: int | None = 0
    factor: int | None = 1
    images_first: bool = True
    mixes: bool = False

    @property
    def is_known(self):
        """Whether it can be told how the tensor depends on the images."""
        return self.factor is not None

    def of_one(self, shape):
        """Return a tensor's shape for one image, without the axis of the images.

        Several entries of an image come first: (5, 14, 14, 4) for the maps of five frames. Every side is
        None where it cannot be told which belongs to one image.
        """
        if not self.is_known:
            return (None,) * (len(shape) - 1)
        if self.axis is None:
            return tuple(shape)
        entries = (self.factor,) if self.factor > 1 else ()
        return (*entries, *shape[: self.axis], *shape[self.axis + 1 :])

    def split(self, values, count, module=np):
        """Return values by image, (N, ...) or (N, factor, ...); those without batch axis as they are.

        Parameters
        ----------
        values : ndarray or tensor
            What the model computed for a batch.
        count : int
            Number of images N; -1 where a graph that is being traced leaves it open.
        module : module, default numpy
            ``keras.ops`` for a tensor.
        """
        if self.axis is None:
            return values
        values = module.moveaxis(values, self.axis, 0) if self.axis else values
        if self.factor == 1:
            return values
        sides = (count, self.factor) if self.images_first else (self.factor, count)
        values = module.reshape(values, (*sides, *values.shape[1:]))
        return values if self.images_first else module.swapaxes(values, 0, 1)


PLAIN = BatchAxis()
CONSTANT = BatchAxis(None, 1)
UNKNOWN = BatchAxis(None, None)


def batch_axes(model, inputs):
    """Return a :class:`BatchAxis` for each recorded tensor that is not ``PLAIN``.

    Parameters
    ----------
    model : keras.Model
        A built model.
    inputs : Inputs
        What it is called on. The sizes of its axes are used, open ones as open.

    Returns
    -------
    dict of str to BatchAxis
        By the names of :func:`cnn_docs.inspection._recorder.named_outputs`; what is not in it holds one entry
        for each image along its first axis. Every axis is ``UNKNOWN`` where the model cannot be traced.
    """
    if keeps_batch_axis(model):
        return {}
    try:
        axes = _traced_axes(model, inputs)
    except Exception:  # code of others that needs values, or a certain number of images
        return Untraced()
    return {name: axis for name, axis in axes.items() if axis != PLAIN}


class Untraced(dict):
    """Axes of a model that cannot be traced: those that are not in it are not known."""

    def get(self, name, _default=None):
        """Return the axis of a name."""
        return super().get(name, UNKNOWN)

    def copy(self):
        """Return the same anew."""
        return Untraced(self)


def _traced_axes(model, inputs):
    if inputs.batch:
        shapes, constant = shapes_for(model, inputs, inputs.batch), _constants(model, inputs)
        return {
            name: CONSTANT if name in constant else _axis_of_declared(shape, inputs.batch)
            for name, shape in shapes.items()
        }
    few, many = (shapes_for(model, inputs, count) for count in COUNTS)
    return {name: axis_of(few[name], many.get(name), COUNTS) for name in few}


def _constants(model, inputs):
    """Return the names of what a model computes from its weights alone, whatever the images."""
    flow, made = dataflow(), {}

    def traced(*tensors):
        with load_keras().StatelessScope(), recording(model) as recorder:
            inputs.call(model, tensors)
        made["given"] = tensors
        made["named"] = [pair for call in recorder.finished for pair in _named(call)]
        return [tensor for _, tensor in made["named"]]

    flow.run(traced, inputs.flat)
    given = {id(flow.node(tensor)) for tensor in made["given"]}
    known = {}
    return {name for name, tensor in made["named"] if not leads_to(flow, flow.node(tensor), given, known)}


def leads_to(flow, node, given, known):
    """Whether a tensor is made of given ones, whose ids these are; the answers are kept in ``known``."""
    stack, visited = [node], set()
    while stack:
        last = stack.pop()
        if id(last) in given or known.get(id(last)):
            known[id(node)] = True
            return True
        if id(last) not in visited and id(last) not in known:
            visited.add(id(last))
            stack += flow.before(last)[1]
    known.update(dict.fromkeys(visited, False))
    return False


def _axis_of_declared(shape, batch):
    """Return the axis from the shape for the only number of images that the model takes."""
    if shape and shape[0] and shape[0] % batch == 0:
        return BatchAxis(0, shape[0] // batch)
    return BatchAxis(shape.index(batch), 1) if batch > 1 and batch in shape else CONSTANT


def shapes_for(model, inputs, count):
    """Return the shapes of all recorded tensors for a number of images, by a symbolic call."""
    found = {}

    def traced(*tensors):
        with recording(model) as recorder:
            inputs.call(model, tensors)
        found.update(
            (name, tuple(tensor.shape)) for call in recorder.finished for name, tensor in _named(call)
        )
        return ()

    symbolic_call(traced, specs_for(inputs, count))
    return found


def specs_for(inputs, count):
    """Return what a model takes, for a number of images."""
    keras = load_keras()
    return [
        keras.KerasTensor((count, *tensor.shape[1:]), dtype=tensor.dtype, name=tensor.name)
        for tensor in inputs.flat
    ]


def _named(call):
    """Return names and tensors of a call: its outputs, and ``name<0`` for the first that it takes."""
    inputs = [(f"{call.name}<{number}", tensor) for number, tensor in enumerate(call.inputs)]
    return [*named_outputs(call), *inputs]


def axis_of(few, many, counts):
    """Return the axis from the shapes of one tensor for two numbers of images."""
    if many is None or len(few) != len(many):
        return UNKNOWN
    if few and few[0] is None:  # the trace leaves open what the first axis is
        return UNKNOWN
    moving = [axis for axis, sides in enumerate(zip(few, many, strict=True)) if len(set(sides)) > 1]
    if not moving:
        return CONSTANT
    axis = moving[0]
    sides = few[axis], many[axis]
    if len(moving) > 1 or None in sides:
        return UNKNOWN
    factors = {divmod(side, count) for side, count in zip(sides, counts, strict=True)}
    factor, rest = factors.pop()
    return UNKNOWN if factors or rest else BatchAxis(axis, factor)


def keeps_batch_axis(model):
    """Whether a model's graph is made of calls that are known to leave the images on the first axis."""
    graph = plain_graph(model)
    return graph is not None and all(map(_keeps, nodes_of(graph)))


def _keeps(node):
    operation, training = node.operation, node.arguments.kwargs.get("training")
    if isinstance(operation, load_keras().Model):
        return keeps_batch_axis(operation)
    own = "call" in vars(operation) or not type(operation).__module__.startswith("keras.")
    if own or training not in (None, False):
        return False
    if isinstance(operation, load_keras().layers.Layer):
        return _layer_keeps(operation)
    return type(operation).__name__ in _ELEMENTWISE.split() and _of_one_rank(node)


def _layer_keeps(layer):
    name = type(layer).__name__
    if name in _READING_TEXT:
        return vars(layer).get("output_mode", vars(layer).get("_output_mode")) == "int"
    if name in _WRAPPERS:
        return _layer_keeps(getattr(layer, "layer", None) or layer.forward_layer)
    plain = type(layer).__module__.startswith("keras.") and name in _LAYERS.split()
    return plain and _along_others(layer) and _is_known_function(getattr(layer, "activation", None))


def _along_others(layer):
    """Whether a layer that has an ``axis`` leaves the first one alone."""
    axis = getattr(layer, "axis", None)
    axes = axis if isinstance(axis, list | tuple) else [axis]
    rank = len(layer._inbound_nodes[0].outputs[0].shape) if layer._inbound_nodes else 0
    return not any(one is not None and one in (0, -rank) for one in axes)


def _is_known_function(activation):
    if isinstance(activation, load_keras().layers.Layer):
        return _layer_keeps(activation)
    return activation is None or activation.__module__.split(".")[0] in (
        "keras",
        "tensorflow",
        "jax",
        "torch",
    )


def _of_one_rank(node):
    """Whether an operation value by value takes tensors of one rank, so that no axis moves."""
    rank = len(node.outputs[0].shape)
    arrays = [value for value in node.arguments._flat_arguments if hasattr(value, "shape")]
    tensors = {id(tensor) for tensor in node.input_tensors}
    return all(
        len(array.shape) == rank if id(array) in tensors else len(array.shape) < max(rank, 1)
        for array in arrays
    )


_LAYERS = """
    Activation ELU LeakyReLU PReLU ReLU Softmax Dense EinsumDense Embedding Identity Masking
    Attention AdditiveAttention MultiHeadAttention GroupedQueryAttention GroupQueryAttention
    Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D DepthwiseConv2D
    SeparableConv1D SeparableConv2D LSTM GRU SimpleRNN ConvLSTM1D ConvLSTM2D ConvLSTM3D
    AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D
    GlobalMaxPooling2D GlobalMaxPooling3D Add Average Concatenate Maximum Minimum Multiply Subtract Dot
    BatchNormalization GroupNormalization LayerNormalization RMSNormalization UnitNormalization
    Dropout AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D SpatialDropout3D
    ActivityRegularization Normalization Rescaling Cropping1D Cropping2D Cropping3D Flatten Permute
    RepeatVector Reshape UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    CustomScaleLayer LayerScale StochasticDepth
"""
_READING_TEXT = frozenset(("IntegerLookup", "StringLookup", "TextVectorization"))
_WRAPPERS = frozenset(("Bidirectional", "SpectralNormalization", "TimeDistributed"))
_ELEMENTWISE = """
    Absolute Add Cast Clip Divide Elu Exp Gelu Greater GreaterEqual HardSigmoid HardSilu HardSwish LeakyRelu
    Less LessEqual Log Maximum Minimum Multiply Negative NotEqual Power Relu Relu6 Rsqrt Selu Sigmoid Silu
    Softplus Softsign Sqrt Square Subtract Swish Tanh TrueDivide
"""
