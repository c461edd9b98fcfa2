"""The one module that speaks to TensorFlow, JAX and PyTorch: gradients, and passes that are compiled.

Everything else says what it wants in ``keras.ops``.
"""

import contextlib
import threading

from cnn_docs._keras import load_keras

# ---- Gradients and compiled passes


def backend():
    """Return the name of Keras's backend: "tensorflow", "jax" or "torch"."""
    return load_keras().backend.backend()


def slopes(function, tensors):
    """Return what a function finds, and how its sum changes with each of the tensors.

    Parameters
    ----------
    function : callable
        Takes the tensors, returns a scalar tensor and anything else that it found, made of tensors.
    tensors : list of tensor
        Of a float type.

    Returns
    -------
    found : object
    gradients : list of tensor or None
        None where the backend can tell that the scalar does not depend on the tensor; JAX cannot, and
        gives zeros.
    """
    return {"tensorflow": _tensorflow_slopes, "jax": _jax_slopes, "torch": _torch_slopes}[backend()](
        function, tensors
    )


def without_gradients():
    """Return a context in which no record is kept for gradients; only PyTorch keeps one unasked."""
    if backend() != "torch":
        return contextlib.nullcontext()
    import torch

    return torch.no_grad()


def compiled(evaluate, state, batch):
    """Return a function that runs compiled, or None where the backend does not compile.

    Parameters
    ----------
    evaluate : callable
        Takes the list of a model's variables with their values, as ``keras.StatelessScope`` does, and
        tensors; returns a list of tensors.
    state : callable
        Returns the variables that the model has now.
    batch : list of ndarray
        Arrays of the shapes and types to come; the first axis is open where ``open_batch`` of them is.
    """
    make = {"tensorflow": _tensorflow_compiled, "jax": _jax_compiled}.get(backend())
    return make and make(evaluate, state, batch)


def _jax_slopes(function, tensors):
    import jax

    if not tensors:
        return function()[1], []
    places = tuple(range(len(tensors)))
    gradients, found = jax.grad(function, argnums=places, has_aux=True)(*tensors)
    return found, list(gradients)


def _jax_compiled(evaluate, state, batch):
    import jax

    def traced(values, tensors):
        return evaluate(list(zip(state(), values, strict=True)), tensors)

    function = jax.jit(traced)
    function.lower([variable.value for variable in state()], batch)  # fails now where code needs values
    return lambda tensors: function([variable.value for variable in state()], tensors)


def _torch_slopes(function, tensors):
    import torch

    with torch.enable_grad():
        watched = [tensor.detach().requires_grad_() for tensor in tensors]
        total, found = function(*watched)
    if not total.requires_grad:
        return found, [None] * len(tensors)
    return found, list(torch.autograd.grad(total, watched, allow_unused=True))


def _tensorflow_compiled(evaluate, _, batch):
    import tensorflow as tf

    specs = [tf.TensorSpec((None, *array.shape[1:]) if array.ndim else (), array.dtype) for array in batch]
    traced = tf.function(lambda *tensors: evaluate([], tensors), input_signature=specs, autograph=False)
    function = traced.get_concrete_function()
    return lambda tensors: function(*tensors)


def _tensorflow_slopes(function, tensors):
    import tensorflow as tf

    def evaluate(*tensors):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(tensors)
            total, found = function(*tensors)
        return found, tape.gradient(total, list(tensors))

    if not tf.executing_eagerly():
        return evaluate(*tensors)  # filters' gradients that nobody asks for are pruned
    with _without_filters() as spared:
        return evaluate(*tensors) if spared else tf.function(evaluate, autograph=False)(*tensors)


# ---- TensorFlow's eager gradients, without those of the filters
#
# An eager tape computes a convolution's gradient for the filters also where only that for the image is
# asked for. It costs as much again, and oneDNN's code for 1x1 convolutions with strides has ended
# processes on some processors. So while a gradient is taken here, the functions that TensorFlow has for
# it are replaced by ones that leave out the filters where no one asks for them.

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
def _without_filters():
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
    import tensorflow as tf

    options = {name: operation.get_attr(name) for name in settings}
    options = {name: value.decode() if isinstance(value, bytes) else value for name, value in options.items()}
    kernel, compute = operation.inputs[1], getattr(tf.raw_ops, reverse)
    if "Backprop" not in reverse:  # a transposed convolution, whose image is its third input
        return [None, None, compute(input=upstream, filter=kernel, **options)]
    sizes = tf.shape(operation.inputs[0])
    return [compute(input_sizes=sizes, filter=kernel, out_backprop=upstream, **options), None]
