"""TensorFlow: tapes, functions that are traced, graphs."""

import contextlib
import re
from functools import partial

import tensorflow as tf

from cnn_docs._keras import load_keras

from ._image_gradients import without_filters
from ._keras_ops import to_array
from ._tensorflow_parameters import parameters

__all__ = [
    "Dataflow",
    "compiled",
    "current_graph",
    "current_trace",
    "slopes",
    "symbolic_call",
    "to_array",
    "traced_call",
    "without_gradients",
]

without_gradients = contextlib.nullcontext


def slopes(function, tensors):
    """Return what a function finds, and the gradients, without those of filters."""

    def evaluate(*tensors):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(tensors)
            total, found = function(*tensors)
        try:
            return found, tape.gradient(total, list(tensors))
        except LookupError:  # an operation that has no gradient, such as the suppression of boxes
            return found, [None] * len(tensors)
        except ValueError:
            if tf.executing_eagerly():  # code whose gradient runs in a graph only, as that of float8 in Keras
                return _function(evaluate)(*tensors)
            raise

    if not tf.executing_eagerly():
        return evaluate(*tensors)  # filters' gradients that nobody asks for are pruned
    with without_filters() as spared:
        return evaluate(*tensors) if spared else _function(evaluate)(*tensors)


def compiled(evaluate, _, batch):
    """Return the function traced for any number of images."""
    specs = [tf.TensorSpec((None, *array.shape[1:]) if array.ndim else (), array.dtype) for array in batch]
    traced = _function(lambda *tensors: evaluate([], tensors), input_signature=specs)
    function = traced.get_concrete_function()
    return lambda tensors: function(*tensors)


def symbolic_call(function, specs):
    """Call a function while a graph is made, with the model's variables as they are."""
    with load_keras().StatelessScope():
        _in_a_graph(function, specs)


def traced_call(function, tensors):
    """Call a function as a graph that is made for these tensors."""
    return _function(function)(*tensors)


def current_graph():
    """Return the graph that is being traced, or None in eager mode."""
    return None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()


def current_trace():
    """Return the graph that is being traced, and the scope of a vectorised loop whose body is.

    The body is traced into the same graph, for one of the elements; what is computed comes in its place.
    """
    graph = current_graph()
    return graph, graph and _vectorised_loop(graph)


def _vectorised_loop(graph):
    """Return the scope of a loop that the operations made now are the body of, None for none."""
    scope = graph.get_name_scope()
    for end in re.finditer(r"(?<=loop_body)(_\d+)?(?=/|$)", scope):
        counter = f"{scope[: end.end()]}/PlaceholderWithDefault"
        with contextlib.suppress(KeyError):
            return graph.get_operation_by_name(counter).name
    return None


def _in_a_graph(function, specs):
    """Call a function while a graph of TensorFlow is made."""
    with tf.__internal__.FuncGraph("traced").as_default() as graph:
        _allow_any_name(graph)
        tensors = [tf.compat.v1.placeholder(spec.dtype, spec.shape) for spec in specs]
        return function(*tensors)


def _function(evaluate, **options):
    """Return the function, which is traced when it is called."""

    def traced(*tensors):
        _allow_any_name(current_graph())
        return evaluate(*tensors)

    return tf.function(traced, autograph=False, **options)


def _allow_any_name(graph):
    """Let the scopes of a graph have the names of any layers.

    Where TensorFlow refuses one, Keras goes on as if it were in that scope, and names what comes later so.
    """
    graph.name_scope = partial(_name_scope, graph.name_scope)


def _name_scope(scope, name):
    return scope(name and re.sub(r"[^A-Za-z0-9_./-]|^[^A-Za-z0-9.]", ".", name))


class Dataflow:
    """A graph of TensorFlow."""

    def run(self, function, specs):
        self._kept = _in_a_graph(function, specs)  # the graph lives as long as this

    def node(self, tensor):
        return tensor

    @staticmethod
    def is_traced(tensor):
        return hasattr(tensor, "op")

    def before(self, node):
        return _transposing(node.op) + node.op.type.lower(), list(node.op.inputs)

    @staticmethod
    def parameters(node):
        return parameters(node.op)

    @staticmethod
    def equation(node):
        return node.op.get_attr("equation").decode() if node.op.type == "Einsum" else None

    def described(self, node):
        shape = node.shape
        return (tuple(shape) if shape.rank is not None else (None,)), node.dtype.name


def _transposing(operation):
    """Return what comes before the name of a matrix product that exchanges the axes of a factor."""
    flags = {"MatMul": ("transpose_a", "transpose_b"), "BatchMatMul": ("adj_x", "adj_y")}
    names = flags.get(operation.type.removesuffix("V2").removesuffix("V3"), ())
    return "transposed_" if any(operation.get_attr(name) for name in names) else ""
