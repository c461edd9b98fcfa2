"""A model as the list of its layers' calls, with the shape and the receptive field of every tensor.

A model whose graph Keras keeps is read from that graph, which runs nothing. Any other, and any size of
input but the model's own, is read from one symbolic trace with a recorder on it.
"""

from dataclasses import dataclass
from itertools import count

from cnn_docs.inspection._inputs import input_name
from cnn_docs.inspection._recorder import is_container
from cnn_docs.inspection.table.kinds import LayerCall, is_layer
from cnn_docs.inspection.table.receptive_fields import input_field, output_field


@dataclass(frozen=True)
class Value:
    """A tensor: its shape with the batch axis, its type, what it depends on, whose output it is."""

    shape: tuple
    dtype: str
    field: object
    sources: tuple


@dataclass
class Step:
    """One call: the layer's path, the layer (None for a model's input), what it takes and returns."""

    name: str
    operation: object
    nested: bool
    inputs: list
    outputs: list

    def shapes(self):
        """Return the call without its fields."""
        return LayerCall(
            self.operation, [value.shape for value in self.inputs], [value.shape for value in self.outputs]
        )


class NotPlainError(Exception):
    """The graph that Keras keeps does not say all that is wanted."""


def input_step(name, shape, dtype):
    """Return the step that stands for an input of the model."""
    value = Value(tuple(shape), dtype, input_field(shape), (name,))
    return Step(name, None, False, [], [value])


def leaf_step(name, operation, inputs, outputs):
    """Return the step of a layer; ``outputs`` are pairs of shape and type."""
    call = LayerCall(operation, [value.shape for value in inputs], [shape for shape, _ in outputs])
    field = output_field(call, [value.field for value in inputs])
    values = [Value(shape, dtype, field, (name,)) for shape, dtype in outputs]
    return Step(name, operation, False, inputs, values)


def plain_graph(model):
    """Return the functional graph that calling a model runs, or None where its ``call`` is its own."""
    graph = getattr(model, "_functional", None) or model
    own = type(model).call.__qualname__ not in ("Functional.call", "Sequential.call")
    return None if own or not hasattr(graph, "_nodes_by_depth") else graph


def read_graph(model):
    """Return the steps of a model from the graph that Keras keeps.

    Raises
    ------
    NotPlainError
        If the model, or one inside it, has code of its own, or is called on another size of input than
        it was made for.
    """
    graph = plain_graph(model)
    if graph is None:
        raise NotPlainError
    values, steps = {}, []
    for tensor in graph.inputs:
        steps.append(input_step(input_name(tensor), tensor.shape, tensor.dtype))
        values[id(tensor)] = steps[-1].outputs[0]
    _walk(graph, "", values, steps, {})
    return steps


def _walk(graph, prefix, values, steps, names):
    """Append the steps of a graph whose inputs have ``values``; the other tensors' values are added."""
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        for node in graph._nodes_by_depth[depth]:
            operation = node.operation
            layer = is_layer(operation)
            if node.is_input or (not layer and _is_mask(node)):
                continue
            inputs = [values[id(tensor)] for tensor in node.input_tensors if id(tensor) in values]
            # Keras numbers operations for as long as the process lives, so their class names them here.
            name = _unique(prefix + (operation.name if layer else type(operation).__name__.lower()), names)
            if layer and is_container(operation):
                outputs = _walk_nested(operation, name, inputs, steps, names)
            else:
                shapes = [(tuple(tensor.shape), tensor.dtype) for tensor in node.outputs]
                steps.append(leaf_step(name, operation, inputs, shapes))
                outputs = steps[-1].outputs
            values.update({id(tensor): value for tensor, value in zip(node.outputs, outputs, strict=True)})


def _is_mask(node):
    """Tell whether an operation only computes a mask, which Keras adds to the graph by itself."""
    return all(tensor.dtype == "bool" for tensor in node.outputs)


def _walk_nested(model, name, inputs, steps, names):
    graph = plain_graph(model)
    own_shapes = [tuple(tensor.shape[1:]) for tensor in graph.inputs] if graph else None
    if own_shapes != [value.shape[1:] for value in inputs]:
        raise NotPlainError
    step = Step(name, model, True, inputs, [])
    steps.append(step)
    values = {id(tensor): value for tensor, value in zip(graph.inputs, inputs, strict=True)}
    _walk(graph, f"{name}/", values, steps, names)
    step.outputs = [values[id(tensor)] for tensor in graph.outputs]
    return step.outputs


def _unique(name, names):
    """Return the name, with ``#2`` behind it at its second call."""
    number = next(names.setdefault(name, count(1)))
    return name if number == 1 else f"{name}#{number}"
