"""The calls of a model, as data: which layer reads which tensor, and through which window."""

from dataclasses import dataclass, field, replace

from cnn_docs.geometry import ReceptiveField
from cnn_docs.inspection._batch_axis import batch_axes
from cnn_docs.inspection.table._graph import NotPlainError, read_graph
from cnn_docs.inspection.table._receptive_fields import input_field, output_field, receptive_field
from cnn_docs.inspection.table._trace import read_trace


@dataclass
class Source:
    """A tensor that a call reads.

    Attributes
    ----------
    name : str
        Name of the tensor, as in the maps.
    window : ReceptiveField or None
        The part of it that one unit of the call depends on; None where that is all of it, or not known.
    certain : bool
        Whether the call reads this tensor as it is: False where code between two layers may have changed it.
    """

    name: str
    window: ReceptiveField | None
    certain: bool


@dataclass
class Call:
    """A call of a layer: the layer (None for an input) and what it reads."""

    operation: object
    sources: list = field(default_factory=list)


def calls_of(given):
    """Return the :class:`Call` of each row of a model's table, by the name of the row; of ``Given``."""
    model, inputs = given.model, given.types

    def axes():
        return batch_axes(model, inputs)

    try:  # only Keras's graph tells for certain what a call reads
        drawn = _of_steps(read_graph(model, axes))
    except NotPlainError:
        drawn = {}
    if drawn and given.has_own_sizes:
        return drawn
    traced = _of_steps(read_trace(model, inputs, axes))
    for name, call in traced.items():
        _confirm(call, drawn.get(name))
    return traced


def _of_steps(steps):
    """Return the calls of steps by name."""
    made = {step.name: step for step in steps}
    return {step.name: Call(step.operation, _sources(step, made)) for step in steps if not step.nested}


def _confirm(call, drawn):
    """Take over what the graph is certain of, for images of another size: the layers are joined as in it."""
    names = [source.name for source in call.sources]
    if drawn and drawn.operation is call.operation and [source.name for source in drawn.sources] == names:
        for source, known in zip(call.sources, drawn.sources, strict=True):
            source.certain = known.certain


def _sources(step, made):
    if step.call is None or not step.outputs:  # an input, or a layer in a loop
        return []
    found = [_tensor(value, made) for value in step.inputs]
    if None in found:
        return []
    fields = [input_field(f"input {place}", shape) for place, shape in enumerate(step.call.inputs)]
    whole = output_field(step.call, fields)
    return [
        Source(name, _window(whole, one.sources), certain)
        for (name, certain), one in zip(found, fields, strict=True)
    ]


def _tensor(value, made):
    """Return the name of the tensor that has a value, and whether it is that tensor for certain."""
    if len(value.sources) != 1 or value.sources[0] not in made:
        return None
    step = made[value.sources[0]]
    for name, output in zip(step.names, step.outputs, strict=True):
        if output is value:
            return name, True
    alike = [
        name for name, output in zip(step.names, step.outputs, strict=True) if output.shape == value.shape
    ]
    return (alike[0], False) if len(alike) == 1 else None


def _window(whole, sources):
    """Return the window of an output's units in one input, by the rules of the receptive fields."""
    if not set(sources) <= set(whole.sources):
        return None
    found = receptive_field(replace(whole, sources=sources))
    return found if isinstance(found, ReceptiveField) else None
