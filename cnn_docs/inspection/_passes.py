"""Passes through a model: eager at first, compiled where that pays, kept as long as the model lives."""

import threading
import time
import weakref
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnn_docs import _checks
from cnn_docs._checks import reason
from cnn_docs._keras import load_keras
from cnn_docs.inspection import _backends
from cnn_docs.inspection._batch_axis import keeps_batch_axis
from cnn_docs.inspection._inputs import known_layer, model_inputs
from cnn_docs.inspection._recorder import named_outputs, recording

_known = weakref.WeakKeyDictionary()
_lock = threading.Lock()
_PLAIN = bool | int | float | str | None
_SECONDS_A_LAYER = 0.02  # of the processor that compiling takes; it pays when eager passes have taken as long
_SECONDS_UNNOTICED = 1.0  # up to here compiling pays at once
_SMALL = 4096  # values of a container or array that are compared one by one
_TENSOR = object()  # stands for a tensor in what a pass returned


@dataclass
class _Pass:
    """A pass that has been seen: how often, for which layers, and its compiled form once there is one.

    ``values`` is how many arrays it found.
    """

    layers: list
    count: int = 0
    values: int = 0
    seconds: float = 0.0
    function: object = None
    structure: object = None
    failed: bool = False

    def pays(self, more):
        """Tell whether compiling takes less time than the eager passes that were, and ``more`` to come."""
        price = _SECONDS_A_LAYER * len(self.layers)
        spent = self.seconds * (1 + more / self.count) if self.count else 0.0
        return bool(self.count) and (price < _SECONDS_UNNOTICED or spent > price)


def answer(model, inputs, batch, asked, *, extras=(), more=0):
    """Return what is asked of a model about one batch, as arrays.

    The first pass runs eagerly. The same question again is compiled when that pays, on a backend that
    compiles, and kept with the model; code that needs values runs eagerly ever after. What layers write
    into their state is not written.

    Parameters
    ----------
    model : keras.Model
        A built model.
    inputs : Inputs or None
        What it takes; None for a subclassed model that takes one array.
    batch : list of ndarray
        Arrays with batch axis in the order of the inputs.
    asked : object
        Says what is wanted: ``asked.evaluate(model, inputs, tensors, *extras)`` runs the model and returns
        tensors, in lists, tuples or dicts. It is hashable, and equal to one that asks the same.
    extras : sequence of ndarray
        More arrays that belong to the question.
    more : int, default 0
        Batches that are known to follow.

    Returns
    -------
    object
        As ``asked.evaluate`` returns it, with arrays for tensors.
    """
    arrays = [*batch, *extras]
    entry = _entry(model, arrays, asked)
    if entry.function is None and not entry.failed and entry.pays(more):
        _compile(entry, model, inputs, len(batch), asked, arrays)
    if entry.function is not None:
        return _with_arrays(entry.structure, entry.function(_tensors(arrays)))
    started = time.process_time()
    found = _eager(model, inputs, batch, asked, extras)
    entry.count += 1
    entry.seconds += time.process_time() - started
    entry.values = len(load_keras().tree.flatten(found))
    return found


def eager(model, inputs, batch, asked, *, extras=()):
    """Return what is asked of a model, found in an eager pass; the arguments are :func:`answer`'s."""
    return _eager(model, inputs, batch, asked, extras)


def fact(model, inputs, batch, asked, *, extras=()):
    """Return what is asked of a model, found in one eager pass over the first batch of these shapes.

    The arguments are those of :func:`answer`. The answer is kept, so it must not depend on the values.
    """
    return kept(model, [*batch, *extras], asked, lambda: _eager(model, inputs, batch, asked, extras))


def kept(model, arrays, key, compute):
    """Return what ``compute()`` returned when it was first called for a model and arrays of these shapes.

    It is forgotten with the model, and when the model's layers or settings are no longer the same.
    """
    entry = _entry(model, arrays, key)
    if not entry.count:
        entry.structure = compute()
        entry.count = 1
    return entry.structure


def first_pass(model, inputs, batch):
    """Return the outputs of all layers for one batch, by name, in a pass that is not compiled for more."""
    return dict(_eager(model, inputs, batch, _LayerOutputs(None), ()))


def forward_pass(model, inputs, batch, wanted, *, more=0):
    """Return the outputs of the layers for one batch, by name, in the order in which they finish.

    Parameters
    ----------
    model, inputs, batch, more
        As for :func:`answer`.
    wanted : tuple of str or None
        Names of layers, None for all.

    Returns
    -------
    dict of str to ndarray
    """
    return dict(answer(model, inputs, batch, _LayerOutputs(wanted), more=more))


def run(model, inputs, tensors):
    """Call a model for inference on flat tensors; refused are sizes for which it was not built and fails."""
    try:
        return inputs.call(model, tensors) if inputs else model(tensors[0], training=False)
    except Exception as error:
        _refuse_sizes(model, tensors, error)
        raise


def _refuse_sizes(model, tensors, error):
    """Refuse images of other sizes than those of which a subclassed model's weights were made."""
    own = model_inputs(model)
    if own is None or own.typed or not own.are_known:
        return
    built, given = ([tuple(one.shape[1:]) for one in flat] for flat in (own.flat, tensors))
    if len(built) == len(given) and built != given:
        sizes = [built[0], given[0]] if len(built) == 1 else [built, given]
        wanted = f"of a size that the model takes; it was built for {sizes[0]}"
        _checks.refuse("images", wanted, sizes[1], hint=f"The model says: {reason(error)}")


def _eager(model, inputs, batch, asked, extras):
    """Return what is asked of a model, found in one pass, which is traced before where layers run in loops.

    TensorFlow alone runs loops as Python eagerly: then each round would have calls and names of its own, and
    a layer behind the loop another name than in the table.
    """
    structures = []

    def evaluate(*tensors):
        found = asked.evaluate(model, inputs, list(tensors[: len(batch)]), *tensors[len(batch) :])
        structure, flat = _apart(found)
        structures.append(structure)
        return flat

    run_once = _backends.traced_call if _has_loops(model, inputs, batch) else _plain_call
    with load_keras().StatelessScope(), _backends.without_gradients():
        flat = run_once(evaluate, _tensors([*batch, *extras]))
        return _with_arrays(structures[-1], flat)


def _plain_call(function, tensors):
    return function(*tensors)


def _has_loops(model, inputs, batch):
    """Tell whether the backend runs layers of a model in loops or branches of its own."""
    if keeps_batch_axis(model):
        return False
    calls = []

    def traced(*tensors):
        with recording(model, with_inputs=False) as recorder:
            run(model, inputs, tensors)
        calls.extend(recorder.finished)
        return ()

    def compute():
        try:
            _backends.symbolic_call(traced, batch)
        except Exception:  # code of others that needs values
            return False
        return any(not call.outputs for call in calls)

    return kept(model, batch, "loops", compute)


def _tensors(arrays):
    return [load_keras().ops.convert_to_tensor(array) for array in arrays]


@dataclass(frozen=True)
class _LayerOutputs:
    """The question for what layers put out; None for all layers."""

    wanted: tuple | None

    def evaluate(self, model, inputs, tensors):
        """Return pairs of name and tensor."""
        with recording(model, with_inputs=False) as recorder:
            run(model, inputs, tensors)
        return list(_selected(recorder, self.wanted).items())


def _selected(recorder, wanted):
    """Return the recorded tensors by name, those wanted where names are given."""
    found = {call.name: dict(named_outputs(call)) for call in recorder.finished}
    if wanted is None:
        return {key: tensor for outputs in found.values() for key, tensor in outputs.items()}
    everything = {key: {key: tensor} for outputs in found.values() for key, tensor in outputs.items()} | found
    chosen = set()
    for name in wanted:
        outputs = everything[known_layer(name, "layers", everything)]
        if not outputs:
            _checks.refuse("layers", "layers that put out tensors, and not inside of a loop or branch", name)
        chosen.update(outputs)
    return {key: outputs[key] for outputs in found.values() for key in outputs if key in chosen}


def _apart(found):
    """Return a structure with :data:`_TENSOR` in place of tensors, and the tensors."""
    keras = load_keras()
    flat = keras.tree.flatten(found)
    tensors = [value for value in flat if keras.ops.is_tensor(value)]
    left = [_TENSOR if keras.ops.is_tensor(value) else value for value in flat]
    return keras.tree.pack_sequence_as(found, left), tensors


def _with_arrays(structure, tensors):
    """Return the structure with the tensors' arrays in it; a model and its last layer share one."""
    keras, arrays = load_keras(), {}
    for tensor in tensors:
        if id(tensor) not in arrays:
            arrays[id(tensor)] = _backends.to_array(tensor)
    remaining = iter(tensors)
    flat = [
        arrays[id(next(remaining))] if value is _TENSOR else value for value in keras.tree.flatten(structure)
    ]
    return keras.tree.pack_sequence_as(structure, flat)


def _compile(entry, model, inputs, count, asked, arrays):
    """Compile a pass; code that needs values runs eagerly ever after, whatever it raises.

    So does what puts out a tensor more or less where a graph is made, as a layer in a vectorized map.
    """
    reference = weakref.ref(model)

    def evaluate(state, tensors):
        with load_keras().StatelessScope(state_mapping=state):
            found = asked.evaluate(reference(), inputs, list(tensors[:count]), *tensors[count:])
        entry.structure, flat = _apart(found)
        return flat

    try:
        entry.function = _backends.compiled(evaluate, lambda: reference().variables, arrays)
        if len(load_keras().tree.flatten(entry.structure)) != entry.values:
            entry.function = None
    except Exception:
        entry.function = None
    entry.failed = entry.function is None


def _entry(model, arrays, asked):
    """Return what is known of this pass, anew where the model's layers are others than last time."""
    layers = model._flatten_layers()
    key = asked, tuple((array.shape[1:], array.dtype.name) for array in arrays)
    with _lock:
        entries = _known.setdefault(model, {})
        entry = entries.get(key)
        if entry is None or not _same_layers(entry.layers, layers):
            entry = entries[key] = _Pass([_fingerprint(layer) for layer in layers])
        return entry


def _fingerprint(layer):
    """Return what a compiled pass has built in: the layer, its type and its settings.

    Settings are the public attributes, and in code that is not Keras's the private ones. Numbers and texts
    are kept, also in lists, dicts and small arrays; of other objects (functions, say) only the identity,
    since they may lead back to the model.
    """
    settings = {name: _kept(value) for name, value in _settings(layer).items()}
    return weakref.ref(layer), layer.dtype_policy.name, layer.trainable, settings


def _settings(layer):
    if _is_of_keras(type(layer)):
        return {name: value for name, value in vars(layer).items() if name[0] != "_"}
    return {name: value for name, value in vars(layer).items() if name not in _own_of_keras()}


@lru_cache(maxsize=1024)
def _is_of_keras(kind):
    """Whether a class, and all that it is derived from, is Keras's."""
    return kind.__module__.startswith("keras.")


@lru_cache(maxsize=1)
def _own_of_keras():
    """Return the private attributes that Keras itself gives to layers and models, which change as it runs."""
    keras = load_keras()
    given = keras.Input((1,), name="given")  # all are named, since Keras numbers those that are not
    layer = keras.layers.Dense(1, name="layer")
    functional = keras.Model(given, layer(given), name="functional")
    sequential = keras.Sequential([given, layer], name="sequential")
    own = {name for one in (layer, functional, sequential, sequential._functional) for name in vars(one)}
    return frozenset(name for name in own if name[0] == "_")


def _kept(value):
    if isinstance(value, _PLAIN):
        return value
    frozen = _frozen(value)
    if frozen is not None:
        return frozen
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
    return kept == id(value) if isinstance(kept, int) else kept == _frozen(value)


@dataclass(frozen=True)
class _Frozen:
    """The values in a list, a tuple, a dict or an array."""

    values: tuple


def _frozen(value):
    """Return what a container or a small array holds; None for others, and for what holds other objects."""
    if isinstance(value, np.ndarray) and value.size <= _SMALL and value.dtype.kind in "biufc":
        return _Frozen((value.shape, value.dtype.str, value.tobytes()))
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    elif not isinstance(value, list | tuple):
        return None
    if len(value) > _SMALL:
        return None
    parts = [part if isinstance(part, _PLAIN) else _frozen(part) for part in value]
    lost = any(part is None and whole is not None for part, whole in zip(parts, value, strict=True))
    return None if lost else _Frozen((type(value).__name__, *((type(part), part) for part in parts)))
