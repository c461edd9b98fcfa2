"""What every layer of a model takes and returns during one pass.

While :func:`recording` is open, the ``__call__`` that all Keras layers share, and that of the operations in
functional graphs, report to the recorder of the running thread. The model itself is not touched, so there
is nothing to put back on it; other threads' calls go straight through.
"""

import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field

from cnn_docs._keras import load_keras
from cnn_docs.inspection._backends import current_graph, current_trace, graph_of
from cnn_docs.inspection._graphs import data_operations
from cnn_docs.inspection._inputs import input_names, model_inputs

_thread = threading.local()
_lock = threading.Lock()
_open_recorders = 0
_original_calls = []


@dataclass
class Call:
    """One call of a layer, or of an operation that is none in the graph of a functional model.

    Attributes
    ----------
    name : str
        Path of the layer from the model down, ``outer/inner``; ``#2`` is appended at the second call
        of a path, ``#3`` at the third. An operation has the name of its class in small letters.
    layer : keras.Operation
        The layer, or the operation, that was called.
    inputs, outputs : list of tensor
        The tensors among its arguments and its results; none where the backend runs it inside of a loop
        or a branch, of which they are, and left out where they belong to another graph.
    places : list of str
        Where each output stands in the result: ``""`` for one alone, ``"[0]"`` in a list, ``"[key]"`` in a
        dict.
    arguments : tuple of (tuple, dict)
        What it was called with.
    container : bool
        Whether calls of layers inside it are recorded as well; False once it has finished without any.
    """

    name: str
    layer: object
    container: bool
    inputs: list = field(default_factory=list)
    outputs: list = field(default_factory=list)
    places: list = field(default_factory=list)
    arguments: tuple = ((), {})


class Recorder:
    """The calls of one pass: ``calls`` in the order in which they began, ``finished`` as they ended."""

    def __init__(self, model, with_inputs, changed):
        self.model = model
        self._with_inputs = with_inputs
        self._changed = changed
        self.calls = []
        self.finished = []
        self._inside_leaf = False
        self._path = None  # the models around the running layer, "outer/inner/"; None outside of the model
        self._operations = set()  # ids of those in the graph of the model that is running
        self._unique = UniqueNames(input_names(model_inputs(model)))
        self._graph, self._trace = current_graph(), current_trace()

    def run(self, call, layer, args, kwargs):
        """Call a layer and note it, unless it runs inside of a leaf or outside of the model."""
        if self._path is None:
            return self._run_root(call, layer, args, kwargs)
        if self._inside_leaf:
            return call(layer, *args, **kwargs)
        name = name_of(layer)
        if name is None and id(layer) not in self._operations:
            return call(layer, *args, **kwargs)
        name = name or type(layer).__name__.lower()
        record = Call(self._unique(self._path + name), layer, is_container(layer))
        if self._with_inputs:
            record.inputs = list(self._own_tensors((args, kwargs)).values())
            record.arguments = args, kwargs
        self.calls.append(record)
        result = self._inside(record, call, args, kwargs)
        record.container &= self.calls[-1] is not record  # what calls none of its layers is one layer
        if self._changed:
            result = self._changed(record, result)
        outputs = self._own_tensors(result)
        record.places, record.outputs = list(outputs) if len(outputs) > 1 else [""], list(outputs.values())
        self.finished.append(record)
        return result

    def _inside(self, record, call, args, kwargs):
        """Call a layer with the path of what is called inside of it."""
        outer = self._path, self._operations
        self._path, self._inside_leaf = f"{record.name}/", not record.container
        self._operations = data_operations(record.layer) if record.container else set()
        try:
            return call(record.layer, *args, **kwargs)
        finally:
            self._path, self._operations = outer
            self._inside_leaf = False

    def _run_root(self, call, layer, args, kwargs):
        if layer is not self.model:
            return call(layer, *args, **kwargs)
        self._path, self._operations = "", data_operations(layer)
        try:
            return call(layer, *args, **kwargs)
        finally:
            self._path = None

    def _own_tensors(self, structure):
        """Return the tensors in a structure by the text of their place in it."""
        if current_trace() != self._trace:
            return {}
        is_tensor = load_keras().ops.is_tensor
        return {
            place: value
            for place, value in places_of(structure)
            if is_tensor(value) and graph_of(value) is self._graph
        }


class UniqueNames:
    """Give each name once: ``#2`` is appended at the second call of a name, ``#3`` at the third."""

    def __init__(self, taken=()):
        self._count = Counter(taken)

    def __call__(self, name):
        """Return the name, or what it is called this time."""
        self._count[name] += 1
        return name if self._count[name] == 1 else self(f"{name}#{self._count[name]}")


def name_of(operation):
    """Return the name of a layer, None for an operation: Keras numbers those as long as the process lives."""
    return operation.name if isinstance(operation, load_keras().layers.Layer) else None


def places_of(structure):
    """Return pairs of the text of a place, ``[0]`` or ``[key][1]``, and what stands there."""
    if not isinstance(structure, list | tuple | dict):
        return [("", structure)]
    pairs = load_keras().tree.flatten_with_path(structure)
    return [("".join(f"[{part}]" for part in path), value) for path, value in pairs]


@contextlib.contextmanager
def recording(model, *, with_inputs=True, changed=None):
    """Give a :class:`Recorder` that notes every call inside of ``model`` by this thread.

    Parameters
    ----------
    model : keras.Model
        The model that will be called inside the ``with`` block, eagerly or while a graph is traced.
    with_inputs : bool, default True
        False leaves the calls' ``inputs`` empty, which takes less time.
    changed : callable, optional
        Is given each call when it has finished, and its result; the model goes on with what it returns.

    Yields
    ------
    Recorder
        Its ``calls`` fill while the model runs.

    Examples
    --------
    >>> from cnn_docs import build_cifar_cnn
    >>> model = build_cifar_cnn()
    >>> with recording(model) as recorder:
    ...     result = model(load_keras().ops.zeros((1, 32, 32, 3)), training=False)
    >>> [call.name for call in recorder.calls][:3]
    ['conv_1', 'pool_1', 'conv_2']
    """
    recorder = Recorder(model, with_inputs, changed)
    outer = getattr(_thread, "recorder", None)
    with _reporting():
        _thread.recorder = recorder
        try:
            yield recorder
        finally:
            _thread.recorder = outer


def is_container(layer):
    """Tell whether a layer's own layers are looked at: models, and layers of others that hold layers.

    Keras's composed layers (attention, recurrent, wrappers) count as one layer.
    """
    keras = load_keras()
    if isinstance(layer, keras.Model):
        return True
    if not isinstance(layer, keras.layers.Layer):
        return False
    return bool(sublayers(layer)) and not type(layer).__module__.startswith("keras.")


def sublayers(layer):
    """Return the layers that a layer holds directly, without its inputs."""
    keras = load_keras()
    held = layer.layers if isinstance(layer, keras.Model) else layer._flatten_layers(False, recursive=False)
    return [inner for inner in held if not isinstance(inner, keras.layers.InputLayer)]


def named_outputs(call):
    """Pair names and tensors; several tensors of one layer are ``name[0]``, ``name[key]`` and so on."""
    return [(call.name + place, tensor) for place, tensor in zip(call.places, call.outputs, strict=False)]


@contextlib.contextmanager
def _reporting():
    """Let the ``__call__`` of all layers and operations ask for a recorder, as long as anyone records."""
    global _open_recorders
    classes = load_keras().layers.Layer, load_keras().Operation
    with _lock:
        if not _open_recorders:
            _original_calls[:] = [of_class.__call__ for of_class in classes]
            for of_class in classes:
                of_class.__call__ = _reported_call(of_class.__call__, of_class)
        _open_recorders += 1
    try:
        yield
    finally:
        with _lock:
            _open_recorders -= 1
            if not _open_recorders:
                for of_class, original in zip(classes, _original_calls, strict=True):
                    of_class.__call__ = original


def _reported_call(original, of_class):
    layers = load_keras().layers.Layer

    def call(self, *args, **kwargs):
        recorder = getattr(_thread, "recorder", None)
        passed_on = of_class is not layers and isinstance(self, layers)  # by the layer's own ``__call__``
        if recorder is None or passed_on:
            return original(self, *args, **kwargs)
        return recorder.run(original, self, args, kwargs)

    return call
