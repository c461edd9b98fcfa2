"""What every layer of a model takes and returns during one pass.

While :func:`recording` is open, the ``__call__`` that all Keras layers share reports to the recorder of
the running thread. The model itself is not touched, so there is nothing to put back on it; other
threads' calls go straight through.
"""

import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field

from cnn_docs._keras import load_keras

_thread = threading.local()
_lock = threading.Lock()
_open_recorders = 0
_original_call = None


@dataclass
class Call:
    """One call of a layer.

    Attributes
    ----------
    name : str
        Path of the layer from the model down, ``outer/inner``; ``#2`` is appended at the second call
        of a path, ``#3`` at the third.
    layer : keras.layers.Layer
        The layer that was called.
    inputs, outputs : list of tensor
        The tensors among its arguments and its results; those that belong to another graph (made
        inside a loop, say) are left out.
    container : bool
        Whether calls of layers inside it are recorded as well.
    """

    name: str
    layer: object
    container: bool
    inputs: list = field(default_factory=list)
    outputs: list = field(default_factory=list)


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
        self._seen = Counter()
        self._graph = _current_graph()

    def run(self, call, layer, args, kwargs):
        """Call a layer and note it, unless it runs inside of a leaf or outside of the model."""
        if self._path is None:
            return self._run_root(call, layer, args, kwargs)
        if self._inside_leaf:
            return call(layer, *args, **kwargs)
        record = Call(self._unique(self._path + layer.name), layer, is_container(layer))
        if self._with_inputs:
            record.inputs = self._own_tensors((args, kwargs))
        self.calls.append(record)
        outer, self._path = self._path, f"{record.name}/"
        self._inside_leaf = not record.container
        try:
            result = call(layer, *args, **kwargs)
        finally:
            self._path, self._inside_leaf = outer, False
        record.outputs = self._own_tensors(result)
        if self._changed:
            result = self._changed(record, result)
            record.outputs = self._own_tensors(result)
        self.finished.append(record)
        return result

    def _run_root(self, call, layer, args, kwargs):
        if layer is not self.model:
            return call(layer, *args, **kwargs)
        self._path = ""
        try:
            return call(layer, *args, **kwargs)
        finally:
            self._path = None

    def _unique(self, name):
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}#{self._seen[name]}"

    def _own_tensors(self, structure):
        keras = load_keras()
        flat = keras.tree.flatten(structure)
        return [value for value in flat if keras.ops.is_tensor(value) and _graph_of(value) is self._graph]


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
    return bool(sublayers(layer)) and not type(layer).__module__.startswith("keras.")


def sublayers(layer):
    """Return the layers that a layer holds directly, without its inputs."""
    keras = load_keras()
    held = layer.layers if isinstance(layer, keras.Model) else layer._flatten_layers(False, recursive=False)
    return [inner for inner in held if not isinstance(inner, keras.layers.InputLayer)]


def named_outputs(call):
    """Pair names and tensors; several tensors of one layer are ``name[0]``, ``name[1]`` and so on."""
    if len(call.outputs) == 1:
        return [(call.name, call.outputs[0])]
    return [(f"{call.name}[{index}]", tensor) for index, tensor in enumerate(call.outputs)]


@contextlib.contextmanager
def _reporting():
    """Let the ``__call__`` of all layers ask for a recorder, as long as anyone records."""
    global _open_recorders, _original_call
    layer_class = load_keras().layers.Layer
    with _lock:
        if not _open_recorders:
            _original_call = layer_class.__call__
            layer_class.__call__ = _reported_call(_original_call)
        _open_recorders += 1
    try:
        yield
    finally:
        with _lock:
            _open_recorders -= 1
            if not _open_recorders:
                layer_class.__call__ = _original_call


def _reported_call(original):
    def call(self, *args, **kwargs):
        recorder = getattr(_thread, "recorder", None)
        if recorder is None:
            return original(self, *args, **kwargs)
        return recorder.run(original, self, args, kwargs)

    return call


def _current_graph():
    """Return the TensorFlow graph that is being traced, or None in eager mode and on other backends."""
    keras = load_keras()
    if keras.backend.backend() != "tensorflow":
        return None
    import tensorflow as tf

    return None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()


def _graph_of(tensor):
    """Return the graph of a symbolic tensor; eager tensors have none, and say so by an AttributeError."""
    return getattr(tensor, "graph", None)
