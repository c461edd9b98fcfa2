"""TensorFlow's eager gradients, without those of the filters.

An eager tape computes a convolution's gradient for the filters also where only that for the image is
asked for. It costs as much again, and oneDNN's code for 1x1 convolutions with strides has ended
processes on some processors. So while a gradient is taken here, the functions that TensorFlow has for
it are replaced by ones that leave out the filters where no one asks for them.
"""

import contextlib
import threading

import tensorflow as tf

_TWO_AXES = ("strides", "padding", "data_format", "dilations", "explicit_paddings")
_IMAGE_GRADIENTS = {  # operation: the one that computes its gradient for the image, and its settings
    "Conv2D": ("Conv2DBackpropInput", _TWO_AXES),
    "DepthwiseConv2dNative": ("DepthwiseConv2dNativeBackpropInput", _TWO_AXES),
    "Conv3D": ("Conv3DBackpropInputV2", _TWO_AXES[:-1]),
    "Conv2DBackpropInput": ("Conv2D", _TWO_AXES),
    "Conv3DBackpropInputV2": ("Conv3D", _TWO_AXES[:-1]),
}
_thread = threading.local()
_lock = threading.Lock()
_open = 0
_originals = {}


@contextlib.contextmanager
def without_filters():
    """Spare the filters' gradients in this thread; gives False where TensorFlow does not let us."""
    global _open
    registry = _gradient_registry()
    if registry is None:
        yield False
        return
    outer = getattr(_thread, "spares", False)
    with _lock:
        if not _open:
            _replace(registry)
        _open += 1
    _thread.spares = True
    try:
        yield True
    finally:
        _thread.spares = outer
        with _lock:
            _open -= 1
            if not _open:
                for name, original in _originals.items():
                    registry[name]["type"] = original


def _gradient_registry():
    """Return TensorFlow's gradient functions by operation, None where this TensorFlow has them elsewhere."""
    try:
        from tensorflow.python.framework.ops import gradient_registry

        known = gradient_registry._registry
        return known if all(callable(known[name]["type"]) for name in _IMAGE_GRADIENTS) else None
    except (ImportError, AttributeError, KeyError, TypeError):
        return None


def _replace(registry):
    for name in _IMAGE_GRADIENTS:
        _originals[name] = registry[name]["type"]
        registry[name]["type"] = _sparing(_originals[name], *_IMAGE_GRADIENTS[name])


def _sparing(original, reverse, settings):
    def gradient(operation, upstream):
        skipped = getattr(operation, "skip_input_indices", None) or ()
        if getattr(_thread, "spares", False) and 1 in skipped:
            return _image_gradient(operation, upstream, reverse, settings)
        return original(operation, upstream)

    return gradient


def _image_gradient(operation, upstream, reverse, settings):
    """Return the gradients of a convolution's inputs, of which only the image's is computed."""
    options = {name: operation.get_attr(name) for name in settings}
    options = {name: value.decode() if isinstance(value, bytes) else value for name, value in options.items()}
    kernel, compute = operation.inputs[1], getattr(tf.raw_ops, reverse)
    if "Backprop" not in reverse:  # a transposed convolution, whose image is its third input
        return [None, None, compute(input=upstream, filter=kernel, **options)]
    sizes = tf.shape(operation.inputs[0])
    return [compute(input_sizes=sizes, filter=kernel, out_backprop=upstream, **options), None]
