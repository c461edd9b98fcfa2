"""What speaks to TensorFlow, JAX and PyTorch: gradients, passes that are compiled, traces.

Everything else says what it wants in ``keras.ops``. Each backend has a module with the same names, which
is loaded with the first call that needs it.
"""

from importlib import import_module

from cnn_docs._keras import load_keras


def backend():
    """Return the name of Keras's backend: "tensorflow", "jax" or "torch"."""
    return load_keras().backend.backend()


def _spoken():
    """Return the module that speaks to the backend in use."""
    return import_module(f"._{backend()}", __package__)


def to_array(tensor):
    """Return a tensor's values as an array that may be written to; bfloat16 as float32."""
    return _spoken().to_array(tensor)


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
    return _spoken().slopes(function, tensors)


def without_gradients():
    """Return a context in which no record is kept for gradients; only PyTorch keeps one unasked."""
    return _spoken().without_gradients()


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
    return _spoken().compiled(evaluate, state, batch)


def symbolic_call(function, specs):
    """Call a function on tensors of the given shapes and types without computing, on any backend."""
    _spoken().symbolic_call(function, specs)


def traced_call(function, tensors):
    """Call a function on tensors, traced before by a backend that else runs loops as Python: TensorFlow."""
    return _spoken().traced_call(function, tensors)


def current_graph():
    """Return the TensorFlow graph that is being traced, or None in eager mode and on other backends."""
    return _spoken().current_graph()


def current_trace():
    """Return what equals itself as long as no loop, branch or compiled function begins or ends."""
    return _spoken().current_trace()


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
        ``before(node)`` gives the name of the operation that made it and the nodes that this took,
        ``described(node)`` the shape, open axes as None, and the type. Where these do not tell it,
        ``equation(node)`` gives the equation of a product, as ``numpy.einsum`` takes it, and
        ``parameters(node)`` what the operation's parameters say: the index of a slice, the order or the axes
        that it names, :class:`Windows`, :class:`Blocks`, an interpolation; both None where nothing is told.
    """
    return _spoken().Dataflow()
