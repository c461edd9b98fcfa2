"""Random models, and what brute force says about them: no formula of the package is used here."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from hypothesis import strategies as st

from cnn_docs._keras import load_keras

SIDES = {1: (40,), 2: (22, 19), 3: (11, 9, 10)}
_HUGE = 1e15  # what is added to a pixel: it outweighs all others, so that also a maximum shows it


@dataclass
class Node:
    """A tensor of a model in the making.

    ``layout`` names its axes: 0, 1, 2 for those of the image, "c" for the channels, "one" for one more.
    ``local`` says whether all that was done can be followed, so that a table has to know the field.
    """

    tensor: object
    layout: tuple
    local: bool = True

    def data_format(self):
        """Return how a layer has to read it, None where the channels are neither first nor last."""
        if "c" not in self.layout or "one" in self.layout:
            return None
        ends = {self.layout[0]: "channels_first", self.layout[-1]: "channels_last"}
        return ends.get("c")

    def sides(self):
        """Return the sizes along the image's axes, in the tensor's order."""
        return [
            n for n, axis in zip(self.tensor.shape[1:], self.layout, strict=True) if axis not in ("c", "one")
        ]


@dataclass
class Made:
    """A model with an output for each of its tensors, and what brute force needs of them.

    ``told`` says whether nobody can doubt which axis is which; a table may say "unknown" where they can.
    """

    model: object = None
    told: bool = True
    nodes: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)

    def add(self, name, node, count=0):
        self.nodes[name], self.products[name] = node, count
        return node


def random_model(draw, most=5):
    """Build a chain or a graph with branches of up to ``most`` steps, for one to three axes.

    ``draw`` is that of Hypothesis's ``data()``: Keras makes seeds while layers are built, which a strategy
    may not.
    """
    keras = load_keras()
    axes = draw(st.integers(1, 3))
    layout, shape = _first_layout(draw, axes)
    made = Made()
    image = keras.Input(shape, name="image")
    node = made.add("image", Node(image, layout))
    if "c" not in layout:
        node = _reshaped(made, node, draw(st.sampled_from([0, axes])))
    for number in range(draw(st.integers(1, most))):
        step = draw(st.sampled_from(STEPS))
        node = step(draw, made, node, f"step_{number}") or node
    if "c" in node.layout:  # the last to say which axis has the channels, where nothing has said it
        node = _normalised(draw, made, node, "normalised")
    if draw(st.integers(0, 3)) == 0:
        node = _flat(draw, made, node)
    made.model = keras.Model(image, [node.tensor for name, node in made.nodes.items() if name != "image"])
    _give_weights(made.model, draw(st.integers(0, 99)))
    return made


def _first_layout(draw, axes):
    spatial, kind = tuple(range(axes)), draw(st.sampled_from(["last", "last", "first", "none"]))
    if kind == "none":
        return spatial, SIDES[axes]
    channels = draw(st.integers(1, 3))
    if kind == "last":
        return (*spatial, "c"), (*SIDES[axes], channels)
    return ("c", *spatial), (channels, *SIDES[axes])


def _reshaped(made, node, position):
    """Add an axis for channels by a Reshape."""
    shape, layout = list(node.tensor.shape[1:]), list(node.layout)
    shape.insert(position, 1), layout.insert(position, "c")
    tensor = load_keras().layers.Reshape(shape, name="reshape")(node.tensor)
    return made.add("reshape", Node(tensor, tuple(layout), node.local))


def _give_weights(model, seed):
    """Positive weights, so that no two paths cancel."""
    generator = np.random.default_rng(seed)
    for weight in model.weights:
        is_kernel = len(weight.shape) > 1
        weight.assign(generator.uniform(0.5, 1.5, weight.shape) if is_kernel else np.full(weight.shape, 1.0))
    for layer in model.layers:
        for name in ("bias", "beta", "moving_mean"):
            if getattr(layer, name, None) is not None:
                getattr(layer, name).assign(np.zeros(getattr(layer, name).shape))


def _window(draw, node, *, same=False, largest=4):
    axes = len(node.sides())
    size = tuple(draw(st.integers(1, min(largest, side))) for side in node.sides())
    strides, dilation = (1,) * axes, (1,) * axes
    if not same:
        if draw(st.booleans()):
            strides = (draw(st.integers(1, 3)),) * axes
        elif draw(st.booleans()):
            dilation = (draw(st.integers(1, 2)),) * axes
    padding = "same" if same else draw(st.sampled_from(["same", "valid"]))
    extents = [d * (k - 1) + 1 for d, k in zip(dilation, size, strict=True)]
    if any(extent > side for extent, side in zip(extents, node.sides(), strict=True)):
        size = dilation = (1,) * axes
    return size, strides, dilation, padding


def _walk(side, size, stride, dilation, padding):
    """Count the places of a window along one axis by moving it."""
    if padding == "same":
        return sum(1 for _ in range(0, side, stride))
    places, start = 0, 0
    while start + dilation * (size - 1) < side:
        places, start = places + 1, start + stride
    return places


def _positions(node, window):
    size, strides, dilation, padding = window
    walks = zip(node.sides(), size, strides, dilation, strict=True)
    return [_walk(*walk, padding) for walk in walks]


def _counted(*ranges):
    """Count one product for each combination, one by one."""
    return sum(1 for _ in product(*map(range, ranges)))


def _channels(node):
    return node.tensor.shape[1 + node.layout.index("c")]


def _conv(draw, made, node, name, *, same=False, filters=None):
    data_format = node.data_format()
    if data_format is None:
        return None
    window = size, strides, dilation, padding = _window(draw, node, same=same)
    channels = _channels(node)
    groups = (
        channels if data_format == "channels_last" and channels > 1 and draw(st.integers(0, 4)) == 0 else 1
    )
    filters = groups * draw(st.integers(1, 2)) if filters is None else filters
    groups = groups if filters % groups == 0 else 1
    layer = getattr(load_keras().layers, f"Conv{len(size)}D")(
        filters,
        size,
        strides=strides,
        dilation_rate=dilation,
        padding=padding,
        data_format=data_format,
        groups=groups,
        name=name,
    )
    count = _counted(*_positions(node, window), *size, channels // groups, filters)
    return made.add(name, Node(layer(node.tensor), node.layout, node.local), count)


def _depthwise(draw, made, node, name):
    if node.data_format() is None or len(node.sides()) > 2:
        return None
    size, strides, _, padding = _window(draw, node)
    strides = strides[:1] * len(size)
    kind = f"DepthwiseConv{len(size)}D"
    multiplier = draw(st.integers(1, 2))
    layer = getattr(load_keras().layers, kind)(
        size,
        strides=strides,
        padding=padding,
        depth_multiplier=multiplier,
        data_format=node.data_format(),
        name=name,
    )
    places = _positions(node, (size, strides, (1,) * len(size), padding))
    count = _counted(*places, *size, _channels(node), multiplier)
    return made.add(name, Node(layer(node.tensor), node.layout, node.local), count)


def _pool(draw, made, node, name):
    if node.data_format() is None:
        return None
    size, strides, _, padding = _window(draw, node, largest=3)
    kind = draw(st.sampled_from(["MaxPooling", "AveragePooling"]))
    layer = getattr(load_keras().layers, f"{kind}{len(size)}D")(
        size, strides=strides, padding=padding, data_format=node.data_format(), name=name
    )
    return made.add(name, Node(layer(node.tensor), node.layout, node.local))


def _pad(draw, made, node, name):
    if node.data_format() is None:
        return None
    pairs = tuple((draw(st.integers(0, 2)), draw(st.integers(0, 2))) for _ in node.sides())
    kind = draw(st.sampled_from(["ZeroPadding", "Cropping"]))
    if kind == "Cropping" and min(node.sides()) < 6:
        return None
    axes = len(pairs)
    layer = getattr(load_keras().layers, f"{kind}{axes}D")
    options = {} if axes == 1 else {"data_format": node.data_format()}
    if axes == 1 and node.data_format() == "channels_first":
        return None
    layer = layer(pairs[0] if axes == 1 else pairs, name=name, **options)
    return made.add(name, Node(layer(node.tensor), node.layout, node.local))


def _upsample(draw, made, node, name):
    if node.data_format() is None or max(node.sides()) > 24:
        return None
    axes, layers = len(node.sides()), load_keras().layers
    if axes == 1 and node.data_format() == "channels_first":
        return None
    options = {} if axes == 1 else {"data_format": node.data_format()}
    if axes == 2:
        options["interpolation"] = draw(st.sampled_from(["nearest", "bilinear"]))
    layer = getattr(layers, f"UpSampling{axes}D")(draw(st.integers(1, 2)), name=name, **options)
    return made.add(name, Node(layer(node.tensor), node.layout, node.local))


def _transposed(draw, made, node, name):
    axes = len(node.sides())
    if node.data_format() != "channels_last" or max(node.sides()) > 24:
        return None
    size = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    stride, padding = draw(st.integers(1, 2)), draw(st.sampled_from(["same", "valid"]))
    filters = draw(st.integers(1, 2))
    layer = getattr(load_keras().layers, f"Conv{axes}DTranspose")(
        filters, size, strides=stride, padding=padding, name=name
    )
    count = _counted(*node.sides(), *size, _channels(node), filters)
    return made.add(name, Node(layer(node.tensor), node.layout, node.local), count)


def _permute(draw, made, node, name):
    order = draw(st.permutations(range(len(node.layout))))
    tensor = load_keras().layers.Permute([axis + 1 for axis in order], name=name)(node.tensor)
    return made.add(name, Node(tensor, tuple(node.layout[axis] for axis in order), node.local))


def _channels_to_an_end(draw, made, node, name):
    if "one" in node.layout:
        return None
    place = node.layout.index("c")
    rest = [axis for axis in range(len(node.layout)) if axis != place]
    order = [*rest, place] if draw(st.booleans()) else [place, *rest]
    tensor = load_keras().layers.Permute([axis + 1 for axis in order], name=name)(node.tensor)
    return made.add(name, Node(tensor, tuple(node.layout[axis] for axis in order), node.local))


def _one_more_axis(draw, made, node, name):
    shape, layout = list(node.tensor.shape[1:]), list(node.layout)
    if "one" in layout:
        place = layout.index("one")
        del shape[place], layout[place]
        beside = shape[max(place - 1, 0) : place + 1]
    else:
        place = draw(st.integers(0, len(layout)))
        beside = shape[max(place - 1, 0) : place + 1]
        shape.insert(place, 1), layout.insert(place, "one")
    tensor = load_keras().layers.Reshape(shape, name=name)(node.tensor)
    told = 1 not in beside  # beside another axis of size 1 nobody can tell which is the new one
    made.told &= told
    return made.add(name, Node(tensor, tuple(layout), node.local and told))


def _value_by_value(draw, made, node, name):
    layers = load_keras().layers
    layer = draw(st.sampled_from([layers.ReLU, layers.Dropout, layers.Identity]))
    options = {"rate": 0.5} if layer is layers.Dropout else {}
    return made.add(name, Node(layer(name=name, **options)(node.tensor), node.layout, node.local))


def _normalised(_draw, made, node, name):
    if "c" not in node.layout:
        return None
    layer = load_keras().layers.BatchNormalization(axis=1 + node.layout.index("c"), name=name)
    return made.add(name, Node(layer(node.tensor), node.layout, node.local))


def _branches(draw, made, node, name):
    filters = draw(st.integers(1, 2))
    left = _conv(draw, made, node, f"{name}_left", same=True, filters=filters)
    right = left and _conv(draw, made, node, f"{name}_right", same=True, filters=filters)
    if not right:
        return None
    layers = load_keras().layers
    if draw(st.booleans()):
        layer = draw(st.sampled_from([layers.Add, layers.Maximum, layers.Average]))(name=name)
    else:
        layer = layers.Concatenate(axis=1 + node.layout.index("c"), name=name)
    return made.add(name, Node(layer([left.tensor, right.tensor]), node.layout, node.local))


def _gate(_draw, made, node, name):
    """A weight of each channel from the whole image, as squeeze and excitation has it."""
    if node.data_format() is None:
        return None
    layers = load_keras().layers
    pool = getattr(layers, f"GlobalAveragePooling{len(node.sides())}D")
    mean = pool(keepdims=True, data_format=node.data_format(), name=f"{name}_mean")(node.tensor)
    made.add(f"{name}_mean", Node(mean, node.layout, False))
    return made.add(name, Node(layers.Multiply(name=name)([node.tensor, mean]), node.layout, False))


def _softmax(draw, made, node, name):
    if len(node.tensor.shape) > 5:  # TensorFlow has no softmax of more axes
        return None
    axis = draw(st.sampled_from([n for n, label in enumerate(node.layout) if label not in ("c", "one")]))
    tensor = load_keras().layers.Softmax(axis=axis + 1, name=name)(node.tensor)
    return made.add(name, Node(tensor, node.layout, False))


def _dense(draw, made, node, name):
    if node.layout[-1] != "c":
        return None
    units = draw(st.integers(1, 3))
    others = node.tensor.shape[1:-1]
    count = _counted(*others, _channels(node), units)
    tensor = load_keras().layers.Dense(units, name=name)(node.tensor)
    return made.add(name, Node(tensor, node.layout, node.local), count)


def _flat(draw, made, node):
    layers = load_keras().layers
    flat = layers.Flatten(data_format=draw(st.sampled_from(["channels_first", "channels_last"])), name="flat")
    tensor = flat(node.tensor)
    made.add("flat", Node(tensor, ("c",), False))
    count = _counted(tensor.shape[1], 2)
    return made.add("scores", Node(layers.Dense(2, name="scores")(tensor), ("c",), False), count)


STEPS = [
    _conv,
    _conv,
    _conv,
    _depthwise,
    _pool,
    _pool,
    _pad,
    _upsample,
    _transposed,
    _permute,
    _channels_to_an_end,
    _channels_to_an_end,
    _one_more_axis,
    _value_by_value,
    _normalised,
    _branches,
    _branches,
    _gate,
    _softmax,
    _dense,
]


def images(made, seed=0):
    """One image, then one for each row, column, slice in which all pixels are changed."""
    shape, layout = made.nodes["image"].tensor.shape[1:], made.nodes["image"].layout
    plain = np.random.default_rng(seed).uniform(1, 2, shape)
    changed, places = [plain], []
    for axis in sorted(axis for axis in layout if axis != "c"):
        place = layout.index(axis)
        for index in range(shape[place]):
            copy = plain.copy()
            copy[(slice(None),) * place + (index,)] += _HUGE
            changed.append(copy)
            places.append((axis, index))
    return np.stack(changed), places


def seen(values, places):
    """Return, for each axis of the image, which of its pixels each unit sees: (pixels, *units) of bool."""
    plain, *others = values
    found = {}
    for (axis, _), other in zip(places, others, strict=True):
        found.setdefault(axis, []).append(np.abs(other - plain) > 0.01 * np.abs(plain) + 1e-6)
    return {axis: np.stack(units) for axis, units in found.items()}
