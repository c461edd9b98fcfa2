"""The one module that speaks to TensorFlow, JAX and PyTorch: gradients, and passes that are compiled.

Everything else says what it wants in ``keras.ops``.
"""

import contextlib
import re
import threading
from typing import NamedTuple

import numpy as np

from cnn_docs._keras import load_keras

# ---- Gradients and compiled passes


def backend():
    """Return the name of Keras's backend: "tensorflow", "jax" or "torch"."""
    return load_keras().backend.backend()


def to_array(tensor):
    """Return a tensor's values as an array that may be written to; bfloat16 of PyTorch as float32."""
    if backend() != "torch":
        return np.require(load_keras().ops.convert_to_numpy(tensor), requirements="W")
    import torch

    tensor = tensor.detach().cpu()
    return (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy().copy()


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


# ---- What a traced tensor is made of


def symbolic_call(function, specs):
    """Call a function on tensors of the given shapes and types without computing, on any backend."""
    keras = load_keras()
    if backend() == "tensorflow":
        with keras.StatelessScope():
            _in_a_graph(function, specs)
        return

    class Symbolic(keras.Operation):
        def call(self, *tensors):
            return function(*tensors)

    Symbolic().compute_output_spec(*specs)


def current_graph():
    """Return the TensorFlow graph that is being traced, or None in eager mode and on other backends."""
    if backend() != "tensorflow":
        return None
    import tensorflow as tf

    return None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()


def graph_of(tensor):
    """Return the graph of a symbolic tensor of TensorFlow; None for any other."""
    return getattr(tensor, "graph", None)


def dataflow():
    """Return what traces a function and tells of each tensor what it is made of.

    Returns
    -------
    object
        ``run(function, specs)`` calls a function on symbolic tensors of the given shapes and types; the
        function returns those that are to be known afterwards. ``node(tensor)`` identifies one of them,
        ``before(node)`` gives the name of the operation that made it and the nodes that this took, and
        ``described(node)`` the shape, open axes as None, and the type.
    """
    return {"tensorflow": _TensorFlowDataflow, "jax": _JaxDataflow, "torch": _TorchDataflow}[backend()]()


def _in_a_graph(function, specs):
    """Call a function while a graph of TensorFlow is made, which allows any name for its scopes."""
    import tensorflow as tf

    class Graph(tf.__internal__.FuncGraph):
        def name_scope(self, name):
            return super().name_scope(name and re.sub(r"[^A-Za-z0-9_.\\/>-]|^[^A-Za-z0-9.]", ".", name))

    with Graph("traced").as_default():
        tensors = [tf.compat.v1.placeholder(spec.dtype, spec.shape) for spec in specs]
        return function(*tensors)


class _TensorFlowDataflow:
    """A graph of TensorFlow."""

    def run(self, function, specs):
        self._kept = _in_a_graph(function, specs)  # the graph lives as long as this

    def node(self, tensor):
        return tensor

    @staticmethod
    def is_traced(tensor):
        return hasattr(tensor, "op")

    def before(self, node):
        name = "expanddims" if _only_adds_axes(node.op) else node.op.type.lower()
        return _transposing(node.op) + name, list(node.op.inputs)

    def described(self, node):
        shape = node.shape
        return (tuple(shape) if shape.rank is not None else (None,)), node.dtype.name


def _transposing(operation):
    """Return what comes before the name of a matrix product that exchanges the axes of a factor."""
    flags = {"MatMul": ("transpose_a", "transpose_b"), "BatchMatMul": ("adj_x", "adj_y")}
    names = flags.get(operation.type.removesuffix("V2").removesuffix("V3"), ())
    return "transposed_" if any(operation.get_attr(name) for name in names) else ""


def _only_adds_axes(operation):
    """Tell whether an operation of TensorFlow is a slice that takes all, such as ``x[..., None]``."""
    if operation.type != "StridedSlice" or operation.get_attr("shrink_axis_mask"):
        return False
    import tensorflow as tf

    strides = tf.get_static_value(operation.inputs[3])
    if strides is None or (strides != 1).any():
        return False
    begin, end, new, ellipsis = (
        operation.get_attr(f"{name}_mask") for name in ("begin", "end", "new_axis", "ellipsis")
    )
    return (begin & end | new | ellipsis) == 2 ** len(strides) - 1


class _JaxDataflow:
    """The jaxpr of a function, with the functions that it calls in their places."""

    def run(self, function, specs):
        import jax

        side = jax.export.symbolic_shape("(side)", constraints=["side>=2"])[0]
        given = [
            jax.ShapeDtypeStruct([side if size is None else size for size in spec.shape], spec.dtype)
            for spec in specs
        ]
        traced = []

        def watched(*tensors):
            traced[:] = [*tensors, *function(*tensors)]
            return traced

        jaxpr = jax.make_jaxpr(watched)(*given).jaxpr
        self._made, self._seen = {}, dict(zip(map(id, traced), jaxpr.outvars, strict=True))
        self._kept = traced
        self._follow(jaxpr, {})

    def node(self, tensor):
        return self._seen[id(tensor)]

    @staticmethod
    def is_traced(tensor):
        return load_keras().ops.is_tensor(tensor)

    def before(self, node):
        return self._made.get(id(node), ("", []))

    def described(self, node):
        sides = tuple(size if isinstance(size, int) else None for size in node.aval.shape)
        return sides, node.aval.dtype.name

    def _follow(self, jaxpr, outer):
        """Note what makes each variable; ``outer`` are those that an inner function's inputs stand for."""

        def found(variable):
            return outer.get(id(variable), variable)

        for equation in jaxpr.eqns:
            inputs = [found(variable) for variable in equation.invars]
            inner = self._inner(equation)
            if inner is None or len(inner.invars) != len(inputs):
                name = equation.primitive.name
                made = ({"max": "maximum", "min": "minimum"}.get(name, name), inputs)
                self._made.update((id(variable), made) for variable in equation.outvars)
                continue
            names = {id(own): given for own, given in zip(inner.invars, inputs, strict=True)}
            self._follow(inner, names)
            for variable, own in zip(equation.outvars, inner.outvars, strict=True):
                self._made[id(variable)] = ("copy", [names.get(id(own), own)])
        self._kept.append(jaxpr)

    @staticmethod
    def _inner(equation):
        """Return the function that an equation only calls, None for any other operation."""
        if equation.primitive.name not in (
            "jit",
            "pjit",
            "closed_call",
            "custom_jvp_call",
            "custom_vjp_call",
        ):
            return None
        parameters = equation.params
        inner = parameters.get("jaxpr") or parameters.get("call_jaxpr") or parameters.get("fun_jaxpr")
        return getattr(inner, "jaxpr", inner)


class _TorchRun(NamedTuple):
    """The tensors that are watched, what made each, what was written into each memory, and all tensors."""

    watched: list
    made: dict
    written: dict
    kept: list


class _TorchDataflow:
    """The operations that PyTorch dispatches, run on tensors without values where the model allows."""

    _FILLS = 83, 89

    def run(self, function, specs):
        first, self._run = (self._one(function, specs, fill) for fill in self._FILLS)
        # Both runs make the same tensors; the last one's are those that the caller has.
        pairs = zip(first.watched, self._run.watched, strict=True)
        self._shapes = {id(b): self._shape(a, b) for a, b in pairs}

    def node(self, tensor):
        return tensor

    @staticmethod
    def is_traced(tensor):
        return load_keras().ops.is_tensor(tensor)

    def before(self, node):
        name, inputs = self._run.made.get(id(node), ("", []))
        written = self._run.written.get(_memory(node), [])
        others = [tensor for tensor in written if tensor is not node]
        return ("written in place", inputs + others) if written else (name, inputs)

    def described(self, node):
        shape = self._shapes.get(id(node), tuple(node.shape))
        if shape[:1] == self._FILLS[-1:]:  # of what is no layer's, only the last run is known
            shape = (None, *shape[1:])
        return shape, load_keras().backend.standardize_dtype(node.dtype)

    @staticmethod
    def _shape(one, other):
        pairs = zip(one.shape, other.shape, strict=True)
        return tuple(a if a == b else None for a, b in pairs)

    @staticmethod
    def _one(function, specs, fill):
        from torch.utils._python_dispatch import TorchDispatchMode
        from torch.utils._pytree import tree_leaves

        keras, watched, kept, made, written = load_keras(), [], [], {}, {}
        is_tensor = keras.ops.is_tensor

        class Noting(TorchDispatchMode):
            def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
                result = operation(*args, **(kwargs or {}))
                inputs = [leaf for leaf in tree_leaves((args, kwargs)) if is_tensor(leaf)]
                outputs = [leaf for leaf in tree_leaves(result) if is_tensor(leaf)]
                name = operation.overloadpacket.__name__
                if any(output is one for output in outputs for one in inputs):
                    written.setdefault(_memory(outputs[0]), []).extend(inputs)
                else:
                    made.update((id(output), (name, inputs)) for output in outputs)
                kept.extend(outputs)
                return result

        def noted(*tensors):
            made.clear(), written.clear(), kept.clear()
            with Noting():
                watched[:] = [*tensors, *function(*tensors)]
            return ()

        shapes = [[fill if size is None else size for size in spec.shape] for spec in specs]
        filled = [
            keras.KerasTensor(shape, dtype=spec.dtype) for shape, spec in zip(shapes, specs, strict=True)
        ]
        symbolic_call(noted, filled)
        return _TorchRun(watched, made, written, kept)


def _memory(tensor):
    return tensor.untyped_storage()._cdata
