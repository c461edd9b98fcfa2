"""A model's calls from one symbolic trace, for models whose own code decides what is called.

Between the layers that the recorder notes there are operations that are no layers, such as ``x + y`` in
a model's ``call``. They are found in the traced graph, so that receptive fields go through them.
"""

from cnn_docs._checks import reason
from cnn_docs._keras import load_keras
from cnn_docs.inspection._recorder import recording
from cnn_docs.inspection.table.graph import Step, Value, input_step, leaf_step
from cnn_docs.inspection.table.kinds import handler
from cnn_docs.inspection.table.receptive_fields import TRANSFERS, UNKNOWN, WHOLE, join

_LOCAL = """
    Abs Add AddN AddV2 BiasAdd Cast CheckNumerics ClipByValue ConcatV2 Cos Div DivNoNan Elu Exp
    FusedBatchNormV3 Identity IdentityN LeakyRelu Log Log1p Maximum Minimum Mul Neg OnesLike Pow
    PreventGradient RealDiv Relu Relu6 Rsqrt Selu SelectV2 Sigmoid Sign Sin Softplus Softsign Sqrt Square
    SquaredDifference StopGradient Sub Tanh ZerosLike
"""
_REDUCING = {"Mean", "Max", "Min", "Sum", "Prod", "Reshape", "Squeeze"}


def read_trace(model, inputs):
    """Return the steps of a model that is called on inputs of the given shapes.

    Parameters
    ----------
    model : keras.Model
        A built model.
    inputs : Inputs
        What the model is called on, with the shape and type of each.

    Raises
    ------
    ValueError
        If the model cannot be called on them; the message names the layer.
    """
    import tensorflow as tf

    specs = [tf.TensorSpec(tensor.shape, tensor.dtype, name=None) for tensor in inputs.flat]
    tracer = _Tracer(model, inputs)
    tf.function(tracer.run, autograph=False).get_concrete_function(*specs)
    return tracer.steps


class _Tracer:
    """Steps of one trace; works only while its graph is being built."""

    def __init__(self, model, inputs):
        self.model = model
        self.inputs = inputs
        self.steps = []
        self.values = {}

    def run(self, *tensors):
        for tensor, own in zip(tensors, self.inputs.flat, strict=True):
            self.steps.append(input_step(own.name, tensor.shape, tensor.dtype.name))
            self.values[id(tensor)] = self.steps[-1].outputs[0]
        with load_keras().StatelessScope(), recording(self.model) as recorder:
            try:
                self.inputs.call(self.model, tensors)
            except Exception as error:
                raise ValueError(_failure(self.model, recorder, error)) from error
        steps = {id(call): self._step(call) for call in recorder.finished}
        self.steps += [steps[id(call)] for call in recorder.calls]
        return tensors

    def _step(self, call):
        inputs = [value for value in map(self._value, call.inputs) if value is not None]
        if call.container:
            outputs = [self._value(tensor) or _constant(tensor) for tensor in call.outputs]
            return Step(call.name, call.layer, True, inputs, outputs)
        step = leaf_step(call.name, call.layer, inputs, [_shape_and_type(tensor) for tensor in call.outputs])
        if handler(TRANSFERS, call.layer) is None and inputs:
            step.outputs = [self._seen_through(tensor, call.name) for tensor in call.outputs]
        self.values.update(
            {id(tensor): value for tensor, value in zip(call.outputs, step.outputs, strict=True)}
        )
        return step

    def _seen_through(self, tensor, name):
        """Value of the output of a layer that is not known, from the operations that it is made of."""
        value = self._value(tensor)
        field = value.field if value else UNKNOWN
        return Value(*_shape_and_type(tensor), field, (name,))

    def _value(self, tensor):
        """Value of any tensor of the graph; None where it depends on no input.

        What it is computed from comes first, in a stack of our own: Python's is too short for long loops.
        """
        stack, visited = [tensor], set()
        while stack:
            last = stack[-1]
            before = [] if id(last) in visited else self._unknown(last.op.inputs, visited)
            visited.add(id(last))  # ends the search where a loop leads back
            stack += before
            if not before:
                stack.pop()
                if id(last) not in self.values:
                    self.values[id(last)] = self._computed(last)
        return self.values[id(tensor)]

    def _unknown(self, tensors, visited):
        return [tensor for tensor in tensors if id(tensor) not in self.values and id(tensor) not in visited]

    def _computed(self, tensor):
        """Value of a tensor from the values of its operation's inputs."""
        values = [self.values.get(id(before)) for before in tensor.op.inputs]
        inputs = [value for value in values if value is not None]
        if not inputs:
            return None
        shape, dtype = _shape_and_type(tensor)
        sources = tuple(dict.fromkeys(source for value in inputs for source in value.sources))
        return Value(shape, dtype, _operation_field(tensor, shape, inputs), sources)


def _operation_field(tensor, shape, inputs):
    """Field of the output of a TensorFlow operation."""
    field = join([value.field for value in inputs])
    if isinstance(field, str):
        return field
    same = all(value.shape[1:-1] == shape[1:-1] for value in inputs)
    if tensor.op.type in _LOCAL.split():
        return field if same else UNKNOWN
    if tensor.op.type in _REDUCING:
        return field if same and len(shape) == len(inputs[0].shape) else WHOLE
    return UNKNOWN


def _constant(tensor):
    return Value(*_shape_and_type(tensor), UNKNOWN, ())


def _shape_and_type(tensor):
    shape = tensor.shape
    return (tuple(shape) if shape.rank is not None else (None,)), tensor.dtype.name


def _failure(model, recorder, error):
    """Text that says which layer could not be called and why."""
    finished = {id(call) for call in recorder.finished}
    open_calls = [call for call in recorder.calls if id(call) not in finished]
    where = f"layer '{open_calls[-1].name}'" if open_calls else "its own code"
    return f"`model` ('{model.name}') cannot be read: {where} failed. {reason(error)}"
