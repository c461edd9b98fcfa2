"""A model's calls from one symbolic trace, for models whose own code decides what is called.

Between the layers that the recorder notes there are operations that are no layers, such as ``x + y`` in
a model's ``call``. They are found in what was traced, so that receptive fields go through them.
"""

from dataclasses import replace

from cnn_docs._checks import reason
from cnn_docs._keras import load_keras
from cnn_docs.inspection._backends import dataflow
from cnn_docs.inspection._inputs import input_names
from cnn_docs.inspection._recorder import named_outputs, recording
from cnn_docs.inspection.batch_axis import PLAIN
from cnn_docs.inspection.table.graph import Step, Value, input_step, leaf_step, of_one_image, replaced
from cnn_docs.inspection.table.kinds import bound_arguments, count, handler
from cnn_docs.inspection.table.receptive_fields import TRANSFERS, UNKNOWN, WHOLE, join

# Names of operations in small letters: those of TensorFlow, of JAX and of PyTorch.
_LOCAL = """
    abs add addn addv2 biasadd cast checknumerics clipbyvalue concatv2 cos div divnonan elu exp
    fusedbatchnormv3 identity identityn leakyrelu log log1p maximum minimum mul neg oneslike pow
    preventgradient realdiv relu relu6 rsqrt selu selectv2 sigmoid sign sin softplus softsign sqrt square
    squareddifference stopgradient sub tanh zeroslike
    add_any and ceil clamp convert_element_type copy copy_p eq erf expm1 floor ge gt integer_pow is_finite
    le logistic lt ne not or select_n stop_gradient
    cat concatenate alias clone detach gelu hardtanh lift_fresh silu to_copy _to_copy where
"""
_REDUCING = "mean max min sum prod reshape squeeze reduce_sum reduce_max reduce_min amax amin view"


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
    tracer = _Tracer(model, inputs)
    tracer.flow.run(tracer.call, inputs.flat)
    tracer.axes = axes_of()
    return tracer.steps()


class _Tracer:
    """Steps of one trace."""

    def __init__(self, model, inputs):
        self.model = model
        self.inputs = inputs
        self.axes = {}
        self.flow = dataflow()
        self.values = {}

    def call(self, *tensors):
        """Call the model, and return the tensors that its calls take and return."""
        self.given = tensors
        with load_keras().StatelessScope(), recording(self.model) as recorder:
            try:
                self.inputs.call(self.model, tensors)
            except Exception as error:
                raise ValueError(_failure(self.model, recorder, error)) from error
        self.recorder = recorder
        return [tensor for call in recorder.finished for tensor in (*call.inputs, *call.outputs)]

    def steps(self):
        """Return the steps, those of nested models before the calls inside them."""
        pairs = zip(input_names(self.inputs), self.inputs.flat, strict=True)
        first = [input_step(name, own.shape, own.dtype) for name, own in pairs]
        for tensor, step in zip(self.given, first, strict=True):
            self.values[self._key(tensor)] = step.outputs[0]
        steps = {id(call): self._step(call) for call in self.recorder.finished}
        return first + [steps[id(call)] for call in self.recorder.calls]

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
        if handler(TRANSFERS, call.layer) is None and inputs:
            fields = [self._value(node).field for node in nodes]
            step.outputs = [
                replace(value, field=field if value.batch == PLAIN else UNKNOWN)
                for value, field in zip(step.outputs, fields, strict=True)
            ]
        self.values.update({id(node): value for node, value in zip(nodes, step.outputs, strict=True)})
        return step

    def _value(self, node):
        """Value of anything that was traced; its field is None where it depends on no input.

        What it is computed from comes first, in a stack of our own: Python's is too short for long loops.
        """
        stack, visited = [node], set()
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
        shape, dtype = self.flow.described(node)
        inputs = [value for value in values if value.field is not None]
        field = _operation_field(operation, shape, inputs) if inputs else None
        sources = tuple(dict.fromkeys(source for value in values for source in value.sources))
        return Value(shape, dtype, field, sources)


def _operation_field(operation, shape, inputs):
    """Field of the output of an operation of the backend."""
    field = join([value.field for value in inputs])
    if isinstance(field, str):
        return field
    shapes = [value.shape for value in inputs]
    same = all(one[1:-1] == shape[1:-1] for one in shapes)
    if operation in _LOCAL.split():
        return field if same else UNKNOWN
    if operation not in _REDUCING.split():
        return UNKNOWN
    if same and len(shape) == len(shapes[0]):
        return field
    return WHOLE if _leaves_no_place(operation, shapes[0], shape) else UNKNOWN


def _leaves_no_place(operation, before, after):
    """Whether a mean, a maximum or a reshape leaves no rows and columns, and the images on their axis."""
    if "shape" in operation or "view" in operation:
        return None not in before[1:] and count(before[1:]) == count(after[1:])
    return len(after) == 2 and before[:1] == after[:1] and after[1:] == before[-1:]


def _failure(model, recorder, error):
    """Text that says which layer could not be called and why."""
    finished = {id(call) for call in recorder.finished}
    open_calls = [call for call in recorder.calls if id(call) not in finished]
    where = f"layer '{open_calls[-1].name}'" if open_calls else "its own code"
    return f"`model` ('{model.name}') cannot be read: {where} failed. {reason(error)}"
