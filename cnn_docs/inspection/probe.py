"""What the layers of a model put out for given images, and the kernels that they hold."""

import re

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection._arrays import as_batch
from cnn_docs.inspection._backends import to_array
from cnn_docs.inspection._batches import Maps, batches_of
from cnn_docs.inspection._entries import axes_for
from cnn_docs.inspection._inputs import check_built, input_names, known_layer, model_inputs
from cnn_docs.inspection._passes import forward_pass
from cnn_docs.inspection._recorder import is_container, sublayers
from cnn_docs.inspection.table._kinds import handler

__all__ = ["feature_maps", "filters"]


def feature_maps(model, images, *, layers=None, batch_size=32):
    """Return what each layer puts out for the images, one array for each layer.

    The model runs for inference, in one pass for each batch. The first pass for a model is eager. Further
    passes for the same layers and image size are compiled where that pays: at once for a model of few layers,
    for a large one when its eager passes have taken as long as compiling would; on PyTorch never. A
    compiled pass is kept until the model, a layer or a setting is another. The model is as before afterwards:
    what its layers would write into their weights and state is not written. Other side effects
    of their code, such as a counter in Python, are not undone.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes: images, signals (N, T, C), volumes, one number an example (N,), words; also
        (H, W) for a model with one channel. For several inputs a list in their order, or a dict by input name
        (by key, where the model takes a dict; by parameter, where its ``call`` takes several). An optional
        input may be None. A subclassed model gets whole numbers and texts in the type that they have.
    layers : str or sequence of str, optional
        Names as in the layer table: layers, ``outer/inner`` for one in a nested model, operations, inputs.
        All layers and operations if None.
    batch_size : int, default 32
        Images in one pass. It bounds the memory of the pass; the result holds all images. A model that was
        made for one number of images gets as many, the last pass filled up.

    Returns
    -------
    dict of str to ndarray
        Array of shape (N, ...) and of the layer's own type for each layer (bfloat16 as float32), in the order
        in which the layers finish; without N if a single image was given. Operations of a functional model
        that are no layers have the name of their class in small letters. The second call of a name is
        ``name#2``, the third ``name#3``. A layer that returns several tensors has ``name[0]``, ``name[1]`` or
        ``name[key]``.
        Where a layer gets several entries of each image along the batch axis (frames, tiles), its array has
        the shape (N, entries, ...), and where it puts out nothing that depends on the images (a position
        embedding), the array has no N. Layers inside of a loop or a branch that the backend runs by itself
        (``keras.ops.fori_loop``, ``scan``, ``cond``) have no array, as they have no output in the table.

    Raises
    ------
    TypeError
        If ``model`` is not a Keras model, or an argument has the wrong type.
    ValueError
        If the model is not built, a layer is not known (the nearest names are listed) or has no array, the
        images do not fit the model or hold NaN, masked values, or what the type of its input cannot hold, or
        what a layer puts out depends on several images together and these go through the model in several
        passes.

    Notes
    -----
    Eager and compiled passes, and batch sizes, differ by rounding: in single precision by about 1e-6 of the
    largest value of a layer, of small values by more than 1e-6 of themselves.

    Examples
    --------
    >>> import numpy as np
    >>> from cnn_docs import build_cifar_cnn
    >>> maps = feature_maps(build_cifar_cnn(), np.zeros((2, 32, 32, 3)))
    >>> list(maps)[:3], maps["conv_1"].shape
    (['conv_1', 'pool_1', 'conv_2'], (2, 30, 30, 16))
    """
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    check_built(model, "Call it on a batch first, or add a keras.Input.")
    wanted = _wanted(layers)
    inputs = model_inputs(model, images)
    arrays, single = as_batch(images, inputs)
    given = _inputs_among(wanted, inputs, arrays)
    wanted = wanted and tuple(name for name in wanted if name not in given)
    maps = Maps(axes_for(model, inputs, arrays), len(arrays[0]))
    for batch, count in batches_of(arrays, inputs, batch_size) if wanted != () else ():
        maps.add(forward_pass(model, inputs, batch, wanted), batch, count)
    given = {name: array[0] if single else array for name, array in given.items()}
    return given | maps.joined(single=single)


def filters(model, layer):
    """Return the kernels of a convolution.

    Parameters
    ----------
    model : keras.Model
        A built model.
    layer : str
        Name of a convolutional layer as in the layer table, ``outer/inner`` for one in a nested model.

    Returns
    -------
    ndarray of shape (kh, kw, C_in, C_out)
        One kernel for each pair of input channel and filter, float. C_in is the number of channels that one
        filter sees: those of its group in a grouped convolution. A depthwise convolution has 1 there, and
        C_out in the order of its maps; of a separable one only this part is given. For a transposed
        convolution the last two axes are put in this order. Convolutions with one or three spatial
        axes have as many axes for them. Of a layer around a convolution (``SpectralNormalization``,
        ``TimeDistributed``) these are the kernels inside. Those of a ConvLSTM are for its input; C_out
        holds those of the input gate, the forget gate, the cell and the output gate one after another.
        ``Bidirectional`` has the kernels of the forward layer first in C_out, then those of the backward one.

    Raises
    ------
    TypeError
        If ``model`` is not a Keras model or ``layer`` no name.
    ValueError
        If the model is not built, the layer is not known (the nearest names are listed) or has no kernels,
        or several layers have the name, as they may in a subclassed model.

    Examples
    --------
    >>> from cnn_docs import build_cifar_cnn
    >>> filters(build_cifar_cnn(), "conv_1").shape
    (3, 3, 3, 16)
    """
    check_built(model, "Call it on a batch first, or add a keras.Input.")
    found = {}
    for name, inner in _named_layers(model):
        found.setdefault(name, []).append(inner)
    if isinstance(layer, str) and layer not in found:
        layer = _first_call(layer, found)
    same = found[known_layer(layer, "layer", found)]
    if len(same) > 1:
        _checks.refuse("layer", f"a name that {len(same)} layers do not share", layer)
    kernel = _kernels_of(same[0])
    if kernel is None:
        with_kernels = [name for name, (inner, *_) in found.items() if _kernels_of(inner) is not None][:5]
        hint = f"Among those that have are {_checks.listed(with_kernels)}." if with_kernels else ""
        _checks.refuse("layer", "a layer with kernels", layer, hint=hint)
    return kernel


def _first_call(name, names):
    """Return the name of a layer for that of a further call of it, such as ``conv#2``; others as given."""
    plain = re.sub(r"#\d+(?=/|$)", "", name)
    return plain if plain in names else name


def _kernels_of(layer):
    """Return the kernels of a layer as an array, or None if it is no convolution."""
    known = handler(_KERNELS, layer)
    return None if known is None else known(layer)


def _plain(layer):
    return _array(layer.kernel)


def _transposed(layer):
    return np.array(np.swapaxes(_array(layer.kernel), -1, -2))


def _depthwise(layer):
    return _by_channel(layer.kernel)


def _separable(layer):
    return _by_channel(layer.depthwise_kernel)


def _recurrent(layer):
    return _array(layer.cell.kernel)


def _wrapped(layer):
    return _kernels_of(layer.layer)


def _both_ways(layer):
    kernels = [_kernels_of(side) for side in (layer.forward_layer, layer.backward_layer)]
    return np.concatenate(kernels, -1) if all(kernel is not None for kernel in kernels) else None


def _by_channel(kernel):
    values = _array(kernel)
    return values.reshape(*values.shape[:-2], 1, -1)


def _array(kernel):
    return to_array(load_keras().ops.copy(kernel))  # Keras's variables are no arrays to NumPy on JAX


_KERNELS = {
    "BaseConv": _plain,
    "BaseConvTranspose": _transposed,
    "BaseDepthwiseConv": _depthwise,
    "BaseSeparableConv": _separable,
    "ConvLSTM": _recurrent,
    "Bidirectional": _both_ways,
    "Wrapper": _wrapped,
}


def _named_layers(model, prefix=""):
    """Yield the path of each layer and the layer, nested ones after the model that holds them."""
    for layer in sublayers(model):
        name = f"{prefix}{layer.name}"
        yield name, layer
        if is_container(layer):
            yield from _named_layers(layer, f"{name}/")


def _inputs_among(wanted, inputs, arrays):
    """Return the inputs that are asked for, by the names that they have in the table."""
    pairs = zip(input_names(inputs), arrays, strict=True)
    return {name: array for name, array in pairs if name in (wanted or ())}


def _wanted(layers):
    """Return the names asked for as a tuple, None for all."""
    if layers is None:
        return None
    names = (layers,) if isinstance(layers, str) else layers
    wanted = "a layer's name or a sequence of names"
    try:
        names = tuple(names)
    except TypeError:
        _checks.refuse("layers", wanted, layers, error=TypeError)
    if not all(isinstance(name, str) for name in names):
        _checks.refuse("layers", wanted, layers, error=TypeError)
    if not names:
        _checks.refuse("layers", wanted, layers)
    return names
