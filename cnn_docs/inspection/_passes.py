"""Forward passes with a recorder on: eager the first time, compiled when they come again."""

import threading
import weakref
from dataclasses import dataclass, field

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.inspection._inputs import known_layer
from cnn_docs.inspection._recorder import named_outputs, recording

_compiled = weakref.WeakKeyDictionary()
_lock = threading.Lock()
_PLAIN = bool | int | float | str | None


@dataclass
class _Pass:
    """A pass that has been seen: how often, for which layers, and its compiled form once there is one."""

    layers: list
    count: int = 0
    function: object = None
    names: list = field(default_factory=list)
    failed: bool = False


def forward_pass(model, inputs, batch, wanted):
    """Return the outputs of the layers for one batch, by name, in the order in which they finish.

    Parameters
    ----------
    model : keras.Model
        A built model.
    inputs : Inputs or None
        What it takes; None for a subclassed model that takes one array.
    batch : list of ndarray
        Arrays with batch axis in the order of the inputs.
    wanted : tuple of str or None
        Names of layers, None for all.

    Returns
    -------
    dict of str to ndarray
    """
    entry = _entry(model, batch, wanted)
    if entry.count == 0 or entry.failed or load_keras().backend.backend() != "tensorflow":
        outputs = _eager(model, inputs, batch, wanted)
    else:
        outputs = _from_compiled(entry, model, inputs, batch, wanted)
    entry.count += 1
    to_array = load_keras().ops.convert_to_numpy
    arrays = {}
    return {name: _once(arrays, tensor, to_array) for name, tensor in outputs.items()}


def run(model, inputs, tensors):
    """Call a model for inference on flat tensors."""
    return inputs.call(model, tensors) if inputs else model(tensors[0], training=False)


def _once(arrays, tensor, to_array):
    """Return a tensor's array; a model and its last layer share one."""
    if id(tensor) not in arrays:
        arrays[id(tensor)] = np.require(to_array(tensor), requirements="W")
    return arrays[id(tensor)]


def _eager(model, inputs, batch, wanted):
    keras = load_keras()
    tensors = [keras.ops.convert_to_tensor(array) for array in batch]
    with keras.StatelessScope(), recording(model, with_inputs=False) as recorder:
        run(model, inputs, tensors)
    return _selected(recorder, wanted)


def _selected(recorder, wanted):
    """Return the recorded tensors by name, those wanted where names are given."""
    found = {call.name: dict(named_outputs(call)) for call in recorder.finished}
    if wanted is None:
        return {key: tensor for outputs in found.values() for key, tensor in outputs.items()}
    everything = {key: {key: tensor} for outputs in found.values() for key, tensor in outputs.items()} | found
    chosen = set()
    for name in wanted:
        chosen.update(everything[known_layer(name, "layers", everything)])
    return {key: outputs[key] for outputs in found.values() for key in outputs if key in chosen}


def _entry(model, batch, wanted):
    """Return what is known of this pass, anew where the model's layers are others than last time."""
    layers = model._flatten_layers()
    key = wanted, tuple((array.shape[1:], array.dtype.name) for array in batch)
    with _lock:
        entries = _compiled.setdefault(model, {})
        entry = entries.get(key)
        if entry is None or not _same_layers(entry.layers, layers):
            entry = entries[key] = _Pass([_fingerprint(layer) for layer in layers])
        return entry


def _fingerprint(layer):
    """Return what a compiled pass has built in: the layer, its type and its settings.

    Settings are the public attributes. Numbers and texts are kept; of other objects (functions, or the
    mean of a ``Normalization``, which is no weight) only the identity, since they may lead back to the model.
    """
    settings = {name: _kept(value) for name, value in _settings(layer).items()}
    return weakref.ref(layer), layer.dtype_policy.name, layer.trainable, settings


def _settings(layer):
    return {name: value for name, value in vars(layer).items() if name[0] != "_"}


def _kept(value):
    if isinstance(value, _PLAIN):
        return value
    try:
        return weakref.ref(value)
    except TypeError:  # a tuple, say
        return id(value)


def _same_layers(known, layers):
    return len(known) == len(layers) and all(map(_same_layer, known, layers))


def _same_layer(known, layer):
    reference, dtype, trainable, kept = known
    settings = _settings(layer)
    return (
        reference() is layer
        and (dtype, trainable) == (layer.dtype_policy.name, layer.trainable)
        and kept.keys() == settings.keys()
        and all(_same(kept[name], value) for name, value in settings.items())
    )


def _same(kept, value):
    if isinstance(kept, weakref.ref):
        return value is not None and kept() is value  # None also stands for one that is gone
    if isinstance(value, _PLAIN):
        return kept is value or (type(kept) is type(value) and kept == value)
    return kept == id(value)


def _from_compiled(entry, model, inputs, batch, wanted):
    """Run the compiled pass; where a model cannot be compiled, run it eagerly now and ever after."""
    import tensorflow as tf

    if entry.function is None:
        try:
            entry.function = _compile(entry, weakref.ref(model), inputs, batch, wanted)
        except Exception:  # code that needs values, whatever it raises, still runs eagerly
            entry.failed = True
            return _eager(model, inputs, batch, wanted)
    outputs = entry.function(*[tf.convert_to_tensor(array) for array in batch])
    return dict(zip(entry.names, outputs, strict=True))


def _compile(entry, reference, inputs, batch, wanted):
    import tensorflow as tf

    def traced(*tensors):
        model = reference()
        with load_keras().StatelessScope(), recording(model, with_inputs=False) as recorder:
            run(model, inputs, tensors)
        outputs = _selected(recorder, wanted)
        entry.names = list(outputs)
        return list(outputs.values())

    specs = [tf.TensorSpec((None, *array.shape[1:]), array.dtype) for array in batch]
    return tf.function(traced, input_signature=specs, autograph=False).get_concrete_function()
