"""A model's calls from one symbolic trace, for models whose own code decides what is called.

Between the layers that the recorder notes there are operations that are no layers, such as ``x + y`` in
a model's ``call``. They are found in what was traced, so that receptive fields go through them.
"""

from dataclasses import replace
from functools import cache

from cnn_docs._checks import reason
from cnn_docs._keras import load_keras
from cnn_docs.inspection._backends import dataflow
from cnn_docs.inspection._batch_axis import PLAIN
from cnn_docs.inspection._inputs import input_names
from cnn_docs.inspection._recorder import named_outputs, recording
from cnn_docs.inspection.table._graph import (
    NotPlainError,
    OwnProducts,
    Step,
    Value,
    input_step,
    leaf_step,
    of_one_image,
    read_graph,
    replaced,
)
from cnn_docs.inspection.table._joined_fields import everything
from cnn_docs.inspection.table._kinds import bound_arguments, kind_of
from cnn_docs.inspection.table._operation_costs import is_written_out
from cnn_docs.inspection.table._traced_fields import PRODUCTS, traced_field

OWN_CODE = "between the layers"


def read_model(model, inputs, axes_of):
    """Return the steps of a model for the sizes that it was made for.

    They are those of the graph that Keras keeps, which runs nothing, unless there is code in it that only a
    trace looks into. The arguments are those of :func:`read_trace`.
    """
    axes_of = cache(axes_of)
    try:
        steps = read_graph(model, axes_of)
    except NotPlainError:
        return read_trace(model, inputs, axes_of)
    if all(step.call is None or _is_followed(step.operation) for step in steps):
        return steps
    try:
        return read_trace(model, inputs, axes_of)
    except ValueError:  # code that needs values stays unread
        return steps


def read_trace(model, inputs, axes_of):
    """Return the steps of a model that is called on inputs of the given shapes.

    Parameters
    ----------
    model : keras.Model
        A built model.
    inputs : Inputs
        What the model is called on, with the shape and type of each.
    axes_of : callable
        Returns the tensors of which the batch axis is not plain, by name.

    Raises
    ------
    ValueError
        If the model cannot be called on them; the message names the layer.
    """
    tracer = Tracer(model, inputs)
    tracer.flow.run(tracer.call, inputs.flat)
    tracer.axes = axes_of()
    return tracer.steps()


class Tracer:
    """One trace of a model, and the steps that are found in it."""

    def __init__(self, model, inputs):
        self.model = model
        self.inputs = inputs
        self.axes = {}
        self.flow = dataflow()
        self.values = {}
        self.multiplies = False  # whether products were found outside of the layers
        self._inside = False

    def call(self, *tensors):
        """Call the model, and return the tensors that its calls take and return."""
        self.given = tensors
        with load_keras().StatelessScope(), recording(self.model) as recorder:
            try:
                result = self.inputs.call(self.model, tensors)
            except Exception as error:
                raise ValueError(_failure(self.model, recorder, error)) from error
        self.recorder = recorder
        self.results = [tensor for tensor in load_keras().tree.flatten(result) if self.flow.is_traced(tensor)]
        seen = [tensor for call in recorder.finished for tensor in (*call.inputs, *call.outputs)]
        return [*seen, *self.results]

    def steps(self):
        """Return the steps, those of nested models before the calls inside them."""
        pairs = zip(input_names(self.inputs), self.inputs.flat, strict=True)
        first = [input_step(name, own.shape, own.dtype) for name, own in pairs]
        for tensor, step in zip(self.given, first, strict=True):
            self.values[self._key(tensor)] = step.outputs[0]
        steps = {id(call): self._step(call) for call in self.recorder.finished}
        for tensor in self.results:
            self._value(self.flow.node(tensor))
        own = [Step(OWN_CODE, OwnProducts(), False, [], [])] if self.multiplies else []
        return [*first, *(steps[id(call)] for call in self.recorder.calls), *own]

    def _key(self, tensor):
        return id(self.flow.node(tensor))

    def _step(self, call):
        inputs = [self._named(tensor, f"{call.name}<{number}") for number, tensor in enumerate(call.inputs)]
        if call.container:
            names = [name for name, _ in named_outputs(call)]
            outputs = [self._named(tensor, name) for tensor, name in zip(call.outputs, names, strict=True)]
            return Step(call.name, call.layer, True, inputs, outputs, names)
        return self._leaf(call, inputs)

    def _named(self, tensor, name):
        """Value of a tensor that a call takes or returns, with the batch axis that is known by a name."""
        value, batch = self._value(self.flow.node(tensor)), self.axes.get(name, PLAIN)
        return replace(value, shape=of_one_image(value.shape, batch), batch=batch)

    def _leaf(self, call, inputs):
        nodes = [self.flow.node(tensor) for tensor in call.outputs]
        outputs = [
            (place, *self.flow.described(node)) for place, node in zip(call.places, nodes, strict=False)
        ]
        shapes = {id(tensor): value.shape for tensor, value in zip(call.inputs, inputs, strict=True)}
        arguments = {
            name: replaced(value, lambda one: shapes.get(id(one), one))
            for name, value in bound_arguments(call.layer, *call.arguments).items()
        }
        step = leaf_step(call.name, call.layer, inputs, outputs, arguments, self.axes)
        if not _is_followed(call.layer) and inputs:
            self._inside = True
            fields = [self._value(node).field for node in nodes]
            self._inside = False
            step.outputs = [
                replace(value, field=field if value.batch == PLAIN else everything([field], value.shape))
                for value, field in zip(step.outputs, fields, strict=True)
            ]
        self.values.update({id(node): value for node, value in zip(nodes, step.outputs, strict=True)})
        return step

    def _value(self, node):
        """Value of anything that was traced; what it depends on is found through all operations.

        What it is computed from comes first, in a stack of our own: Python's is too short for long loops.
        """
        stack, visited = [] if id(node) in self.values else [node], set()
        while stack:
            last = stack[-1]
            before = [] if id(last) in visited else self._unknown(self.flow.before(last)[1], visited)
            visited.add(id(last))  # ends the search where a loop leads back
            stack += before
            if not before:
                stack.pop()
                if id(last) not in self.values:
                    self.values[id(last)] = self._computed(last)
        return self.values[id(node)]

    def _unknown(self, nodes, visited):
        return [node for node in nodes if id(node) not in self.values and id(node) not in visited]

    def _computed(self, node):
        """Value of what an operation makes from the values of what it takes."""
        operation, before = self.flow.before(node)
        values = [self.values[id(one)] for one in before if id(one) in self.values]
        self.multiplies |= not self._inside and self._is_product(operation, before, node)
        shape, dtype = self.flow.described(node)
        fields = [value.field if value.field.sources else None for value in values]
        shapes = [value.shape for value in values]
        field = everything([], shape)
        if any(fields):
            told = self.flow.parameters(node), self.flow.equation(node)
            field = traced_field(operation, fields, shapes, shape, *told)
        sources = tuple(dict.fromkeys(source for value in values for source in value.sources))
        return Value(shape, dtype, field, sources)

    def _is_product(self, operation, before, node):
        """Whether an operation outside of the layers multiplies in a way that counts."""
        if operation not in ("mul", "multiply"):
            return operation in PRODUCTS
        factors = [self._factor(one) for one in before]
        return is_written_out(factors, self.flow.described(node)[0])

    def _factor(self, node):
        """Return the shape of a factor before it was spread, and whether it depends on an input."""
        value = self.values.get(id(node))
        operation, before = self.flow.before(node)
        spread = operation == "broadcast_in_dim" and len(before) == 1
        shape = self.flow.described(before[0] if spread else node)[0]
        return shape, bool(value and value.field.sources)


def _is_followed(operation):
    """Whether the table of kinds says what a layer or operation sees."""
    known = kind_of(operation)
    return known is not None and known.field is not None


def _failure(model, recorder, error):
    """Text that says which layer could not be called and why."""
    finished = {id(call) for call in recorder.finished}
    open_calls = [call for call in recorder.calls if id(call) not in finished]
    where = f"layer '{open_calls[-1].name}'" if open_calls else "its own code"
    return f"`model` ('{model.name}') cannot be read: {where} failed. {reason(error)}"
