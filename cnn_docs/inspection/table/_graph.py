"""A model as the list of its layers' calls, with the shape and the receptive field of every tensor.

A model whose graph Keras keeps is read from that graph, which runs nothing. Any other, and any size of
input but the model's own, is read from one symbolic trace with a recorder on it.
"""

from dataclasses import dataclass, field

from cnn_docs._keras import load_keras
from cnn_docs.inspection._batch_axis import PLAIN, BatchAxis
from cnn_docs.inspection._graphs import data_operations, nodes_of, plain_graph
from cnn_docs.inspection._inputs import input_name
from cnn_docs.inspection._recorder import UniqueNames, is_container, name_of, places_of
from cnn_docs.inspection.table._joined_fields import everything
from cnn_docs.inspection.table._kinds import Late, LayerCall, bound_arguments, is_layer, kind_of
from cnn_docs.inspection.table._receptive_fields import input_field, output_fields


@dataclass(frozen=True)
class Value:
    """A tensor of a model.

    Attributes
    ----------
    shape : tuple
        Its shape. The first axis is None where it holds the images and nothing else; where it does not, the
        shape is that for one image.
    dtype : str
    field : TensorField
        What its units see of the model's inputs.
    sources : tuple of str
        Names of the calls whose outputs it is made of.
    batch : BatchAxis
        Where it holds the images.
    """

    shape: tuple
    dtype: str
    field: object
    sources: tuple
    batch: BatchAxis = PLAIN

    def of_one(self):
        """Return the shape for one image, without the batch axis."""
        return self.batch.of_one(self.shape)


@dataclass
class Step:
    """One call: the layer's path, the layer (None for a model's input), what it takes and returns.

    ``names`` are those of the outputs, ``call`` is None where no layer is called.
    """

    name: str
    operation: object
    nested: bool
    inputs: list
    outputs: list
    names: list = field(default_factory=list)
    call: LayerCall = None


class OwnProducts:
    """Stands for products that the code of a model or a block makes between its layers."""


class NotPlainError(Exception):
    """The graph that Keras keeps does not say all that is wanted."""


def input_step(name, shape, dtype):
    """Return the step that stands for an input of the model."""
    value = Value((None, *shape[1:]), dtype, input_field(name, shape), (name,))
    return Step(name, None, False, [], [value], [name])


def leaf_step(name, operation, inputs, outputs, arguments, axes):
    """Return the step of a layer.

    Parameters
    ----------
    inputs : list of Value
    outputs : list of tuple
        Place in the result, shape and type of each tensor.
    arguments : dict of str
        What it was called with by parameter, shapes in place of tensors.
    axes : dict of str to BatchAxis
        Those of the outputs' names that are not plain.
    """
    names = [name + place for place, *_ in outputs]
    batches = [axes.get(one, PLAIN) for one in names]
    shapes = [of_one_image(shape, batch) for (_, shape, _), batch in zip(outputs, batches, strict=True)]
    call = LayerCall(operation, [value.shape for value in inputs], shapes, arguments)
    values = [
        Value(shape, dtype, field, (name,), batch)
        for shape, (*_, dtype), batch, field in zip(
            shapes, outputs, batches, _fields(call, inputs, batches), strict=True
        )
    ]
    return Step(name, operation, False, inputs, values, names, call)


def _fields(call, inputs, batches):
    """Return what each output of a layer depends on; places are lost where the images change their axis."""
    fields = [value.field for value in inputs]
    given = [value.batch for value in inputs]
    if all(batch is PLAIN or (batch.is_known and batch.axis in (0, None)) for batch in batches + given):
        return output_fields(call, fields)
    return [everything(fields, shape) for shape in call.outputs]


def of_one_image(shape, batch):
    """Return a shape with the number of entries for one image; None for a plain batch axis."""
    if batch is PLAIN:
        return (None, *shape[1:])
    if batch.axis is None:
        return tuple(shape)
    entries = None if batch == PLAIN else batch.factor
    return (*shape[: batch.axis], entries, *shape[batch.axis + 1 :])


def read_graph(model, axes_of):
    """Return the steps of a model from the graph that Keras keeps.

    Parameters
    ----------
    model : keras.Model
    axes_of : callable
        Returns the tensors of which the batch axis is not plain, by name; called where it is needed.

    Raises
    ------
    NotPlainError
        If the model, or one inside it, has code of its own, or is called on another size of input than
        it was made for.
    """
    graph = plain_graph(model)
    if graph is None:
        raise NotPlainError
    steps = [input_step(input_name(tensor), tensor.shape, tensor.dtype) for tensor in graph.inputs]
    values = {id(tensor): step.outputs[0] for tensor, step in zip(graph.inputs, steps, strict=True)}
    walk = _Walk(steps, UniqueNames(step.name for step in steps), axes_of())
    walk.through(graph, model, "", values)
    return steps


def fields_through(model, shapes, fields):
    """Return the fields of what a model puts out, None where Keras keeps no graph for inputs of these shapes.

    Parameters
    ----------
    model : keras.Model
    shapes : list of tuple
        Of its inputs, with the batch axis.
    fields : list of TensorField
        Of its inputs.
    """
    values = [Value(shape, "", field, ()) for shape, field in zip(shapes, fields, strict=True)]
    try:
        outputs = _Walk([], UniqueNames(), {}).nested(model, model.name, values)
    except NotPlainError:
        return None
    return [value.field for value in outputs]


@dataclass
class _Walk:
    """The steps of a graph, and of those inside it."""

    steps: list
    unique: UniqueNames
    axes: dict

    def through(self, graph, model, prefix, values):
        """Append the steps of a graph whose inputs have ``values``; the other tensors' values are added."""
        operations = data_operations(model)
        for node in nodes_of(graph):
            operation = node.operation
            name = name_of(operation)
            if name is None and id(operation) not in operations:
                continue
            name = self.unique(prefix + (name or type(operation).__name__.lower()))
            if is_container(operation):
                outputs = self.nested(operation, name, _values(node, values))
            else:
                outputs = self._leaf(node, name, values)
            values.update({id(tensor): value for tensor, value in zip(node.outputs, outputs, strict=True)})

    def _leaf(self, node, name, values):
        known = kind_of(node.operation)
        if known and known.shaped_in_training:
            raise NotPlainError  # only a trace shows the shape when the model predicts
        places = [""] if len(node.outputs) == 1 else _places(node)
        outputs = [
            (place, tuple(tensor.shape), tensor.dtype)
            for place, tensor in zip(places, node.outputs, strict=True)
        ]
        arguments = Late(lambda: _arguments(node, values))
        step = leaf_step(name, node.operation, _values(node, values), outputs, arguments, self.axes)
        self.steps.append(step)
        return step.outputs

    def nested(self, model, name, inputs):
        """Append the steps of a model inside, and return the values of what it puts out."""
        graph = plain_graph(model)
        own_shapes = [tuple(tensor.shape[1:]) for tensor in graph.inputs] if graph else None
        if own_shapes != [value.shape[1:] for value in inputs]:
            raise NotPlainError
        step = Step(name, model, True, inputs, [])
        self.steps.append(step)
        values = {id(tensor): value for tensor, value in zip(graph.inputs, inputs, strict=True)}
        self.through(graph, model, f"{name}/", values)
        if self.steps[-1] is step:
            raise NotPlainError  # a model that holds no operation is one layer, as in a trace
        step.outputs = [values[id(tensor)] for tensor in graph.outputs]
        places = [place for place, _ in places_of(graph._outputs_struct)]
        step.names = [name + place for place in places] if len(places) > 1 else [name]
        return step.outputs


def _values(node, values):
    return [values[id(tensor)] for tensor in node.input_tensors if id(tensor) in values]


def _arguments(node, values):
    """Return the arguments of a call by parameter, with shapes in place of tensors."""
    given = bound_arguments(node.operation, node.arguments.args, node.arguments.kwargs)

    def shape(value):
        return values[id(value)].shape if id(value) in values else value

    return {name: replaced(value, shape) for name, value in given.items()}


def replaced(structure, function):
    """Return a structure with ``function`` of each leaf."""
    if isinstance(structure, list | tuple | dict):
        return load_keras().tree.map_structure(function, structure)
    return function(structure)


def _places(node):
    """Return where the outputs of a call stand in its result, of which Keras keeps the flat list."""
    operation = node.operation
    numbers = [f"[{number}]" for number in range(len(node.outputs))]
    if not is_layer(operation) or type(operation).__module__.startswith("keras."):
        return numbers
    try:
        spec = operation.compute_output_spec(*node.arguments.args, **node.arguments.kwargs)
    except Exception:  # code of others, whatever it raises
        return numbers
    places = [place for place, _ in places_of(spec)]
    return places if len(places) == len(numbers) else numbers
