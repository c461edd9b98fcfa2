"""What a model takes: the names, shapes and types of its inputs."""

import inspect
from dataclasses import dataclass, replace

from cnn_docs import _checks
from cnn_docs._keras import load_keras

_LARGEST = 1_000_000_000  # pixels of a side, or channels: Keras computes in 64 bits


@dataclass
class Inputs:
    """The inputs of a model, flat, and how they are packed when it is called.

    Attributes
    ----------
    names : list of str
        Names in order, the keys where the model takes a dict; ``"input"`` where a subclassed model has a
        single nameless one.
    flat : list of keras.KerasTensor
        Shape (with the batch axis) and type of each; None where only the caller knows them.
    structure : object
        Structure with which the model is called: a tensor, list, tuple or dict of placeholders, None for an
        optional input that is not given.
    by_argument : bool
        Whether ``structure`` is a dict of the arguments of a ``call`` that takes several.
    spread : bool
        Whether the model takes any number of tensors one by one, ``call(self, *images)``.
    typed : bool
        Whether the model says of which type its inputs are. A subclassed model does not: it gets what it is
        given.
    absent : int
        How many further inputs the model takes that are optional, and are not given.
    """

    names: list
    flat: list
    structure: object
    by_argument: bool = False
    spread: bool = False
    typed: bool = True
    absent: int = 0

    @property
    def batch(self):
        """The number of images that the model was made for, None where any number will do."""
        return next((tensor.shape[0] for tensor in self.flat if tensor is not None and tensor.shape[0]), None)

    @property
    def are_known(self):
        """Whether the shapes of all inputs are known."""
        return None not in [tensor if tensor is None else "" for tensor in self.flat]

    @property
    def allowed(self):
        """The shape that each input may have, None for any side; None where nothing is known.

        A subclassed model is built for the sizes that it saw first, and takes those that its layers take.
        """
        shapes = [None if tensor is None else tuple(tensor.shape) for tensor in self.flat]
        return shapes if self.typed else [shape and (None,) * len(shape) for shape in shapes]

    @property
    def are_ordered(self):
        """Whether a list says which input is which: not for a dict whose keys Keras puts in another order."""
        keys = list(self.structure) if isinstance(self.structure, dict) else []
        return self.by_argument or keys == sorted(keys)

    def call(self, model, tensors):
        """Call the model, for inference, on flat tensors."""
        tree, tensors = load_keras().tree, iter(tensors)
        if self.by_argument:
            return model(**dict(zip(self.structure, tensors, strict=True)), training=False)
        leaves = [leaf if leaf is None else next(tensors) for leaf in tree.flatten(self.structure)]
        if self.spread:
            return model(*leaves, training=False)
        return model(tree.pack_sequence_as(self.structure, leaves), training=False)

    def without(self, absent):
        """Return the inputs with None for those of the names ``absent``."""
        tree, names = load_keras().tree, iter(self.names)
        leaves = tree.flatten(self.structure)
        leaves = [leaf if leaf is None or next(names) not in absent else None for leaf in leaves]
        kept = [pair for pair in zip(self.names, self.flat, strict=True) if pair[0] not in absent]
        names, flat = ([pair[place] for pair in kept] for place in (0, 1))
        structure = tree.pack_sequence_as(self.structure, leaves)
        return replace(self, names=names, flat=flat, structure=structure, absent=len(absent))


def check_model(model):
    """Refuse what is not a Keras model, and a model that has no weights yet."""
    keras = load_keras()
    if not isinstance(model, keras.Model):
        _checks.refuse("model", "a Keras model", type(model).__name__, error=TypeError)
    return model


def check_built(model, hint):
    """Refuse a model whose layers have not been built; ``hint`` says what helps."""
    if not is_built(check_model(model)):
        message = f"`model` must be built: '{model.name}' has not seen an input yet. {hint}"
        raise ValueError(message)
    return model


def known_layer(name, argument, names):
    """Return ``name`` if it is one of ``names``, else refuse it with the nearest of them.

    Parameters
    ----------
    name : str
        What was given as ``argument``.
    argument : str
        Name of the argument, for the message.
    names : iterable of str
        The names that there are, hundreds perhaps.
    """
    if not isinstance(name, str):
        _checks.refuse(argument, "the name of a layer", name, error=TypeError)
    names = list(names)
    if name not in names:
        near = _checks.nearest(name, names) or names[:5]
        hint = f"The nearest names are {_checks.listed(near)}." if near else ""
        _checks.refuse(argument, "the name of a layer of the model", name, hint=hint)
    return name


def is_built(model):
    """Tell whether a model's weights exist."""
    return bool(model.built)


def model_inputs(model, images=None):
    """Return the :class:`Inputs` of a built model, or None where only its caller knows them.

    Parameters
    ----------
    model : keras.Model
        A built model.
    images : array_like, list or dict, optional
        What it is to be called on: optional inputs that are None there, or are left out of a dict, are not
        among the inputs that are returned.
    """
    inputs = _inputs_of_graph(model) or _inputs_of_call(model, images) or _inputs_of_build(model)
    absent = _absent(inputs, images) if inputs else ()
    return inputs.without(absent) if absent else inputs


def _inputs_of_graph(model):
    keras = load_keras()
    graph = getattr(model, "_functional", None) or model
    structure = getattr(graph, "_inputs_struct", None)
    if structure is None:
        return None
    flat = keras.tree.flatten(structure)
    return Inputs(keys_of(structure) or [input_name(tensor) for tensor in flat], flat, structure)


def _inputs_of_build(model):
    """Return the inputs of a subclassed model from the shapes with which it was built."""
    shape = (model.get_build_config() or {}).get("input_shape")
    if shape is None:
        return None
    absent = max(0, len(_tensor_parameters(model)) - 1)
    spread = _takes_any_number(model)
    return replace(given_inputs(_without_batch(shape)), typed=False, spread=spread, absent=absent)


def _inputs_of_call(model, images):
    """Return the inputs of a subclassed model whose ``call`` takes several, None where it takes one.

    Keras keeps the shape of the first only, so those of the others are not known.
    """
    parameters = _tensor_parameters(model)
    names = [name for name in parameters if _is_given(model, name, images)]
    if len(names) < 2:
        return None
    config = model.get_build_config() or {}
    shapes = {name.removesuffix("_shape"): shape for name, shape in config.get("shapes_dict", {}).items()}
    shapes.setdefault(names[0], config.get("input_shape"))
    structure = {name: _known_placeholder(name, shapes.get(name)) for name in names}
    absent = len(parameters) - len(names)
    return Inputs(names, list(structure.values()), structure, by_argument=True, typed=False, absent=absent)


def _tensor_parameters(model):
    """Return the parameters of a model's ``call`` that may take tensors, and whether each must be given."""
    context = {"training", "mask", *getattr(model, "_call_context_args", ())}
    kinds = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    parameters = inspect.signature(model.call).parameters.values()
    taken = [one for one in parameters if one.kind in kinds and one.name not in context]
    return {one.name: one.default is inspect.Parameter.empty for one in taken}


def _takes_any_number(model):
    """Whether the first parameter of a model's ``call`` is one like ``*images``."""
    first = next(iter(inspect.signature(model.call).parameters.values()), None)
    return first is not None and first.kind is inspect.Parameter.VAR_POSITIONAL


def _is_given(model, name, images):
    """Whether an argument is needed, or is among the images."""
    parameters = _tensor_parameters(model)
    if parameters[name]:
        return True
    if isinstance(images, dict) and set(images) <= set(parameters):
        return images.get(name) is not None
    several = isinstance(images, tuple | list) and all(
        hasattr(item, "shape") or item is None for item in images
    )
    if not several or len({getattr(item, "shape", None) for item in images}) == 1:  # a list of images, rather
        return False
    place = list(parameters).index(name)
    return place < len(images) and images[place] is not None


def _known_placeholder(name, shape):
    return _placeholder(name, shape[1:]) if _is_shape(shape) else None


def _absent(inputs, images):
    """Return the names of optional inputs that are not given."""
    optional = [name for name, tensor in zip(inputs.names, inputs.flat, strict=True) if _is_optional(tensor)]
    if isinstance(images, dict):
        return [name for name in optional if images.get(name) is None]
    if isinstance(images, list | tuple) and len(images) == len(inputs.names):
        given = dict(zip(inputs.names, images, strict=True))
        return [name for name in optional if given[name] is None]
    return []


def _is_optional(tensor):
    history = getattr(tensor, "_keras_history", None)
    return bool(history and getattr(history.operation, "optional", False))


def input_name(tensor):
    """Return the name of the input layer that a symbolic tensor comes from, else its own."""
    history = getattr(tensor, "_keras_history", None)
    return history.operation.name if history else tensor.name


def input_names(inputs):
    """Return the names that a model's inputs have in its table."""
    if inputs is None:
        return ["input"]
    return inputs.names if inputs.by_argument else [input_name(tensor) for tensor in inputs.flat]


def given_inputs(shape):
    """Return the :class:`Inputs` for ``input_shape``: one shape, or a list or dict of several.

    Shapes come without the batch axis, as for ``keras.Input``.
    """
    if isinstance(shape, dict):
        structure = {name: _placeholder(name, sides) for name, sides in shape.items()}
        return Inputs(keys_of(structure), load_keras().tree.flatten(structure), structure)
    if isinstance(shape, list | tuple) and shape and isinstance(shape[0], list | tuple):
        structure = [_placeholder(f"input_{number}", sides) for number, sides in enumerate(shape, start=1)]
        return Inputs([item.name for item in structure], structure, structure)
    single = _placeholder("input", shape)
    return Inputs(["input"], [single], single)


def _placeholder(name, sides):
    keras = load_keras()
    return keras.KerasTensor((None, *_sides(sides)), dtype=keras.config.floatx(), name=name)


def _is_shape(shape):
    return isinstance(shape, list | tuple) and all(side is None or isinstance(side, int) for side in shape)


def keys_of(structure):
    """Return the keys of a plain dict in the order in which Keras flattens it, None for anything else."""
    plain = isinstance(structure, dict) and all(hasattr(item, "shape") for item in structure.values())
    return sorted(structure) if plain else None


def resized_inputs(model, shape):
    """Return the inputs of a model with the sizes of ``shape`` in place of its own, types kept."""
    keras = load_keras()
    own, given = model_inputs(model, shape if isinstance(shape, dict) else None), given_inputs(shape)
    if own is None:
        return replace(given, spread=_takes_any_number(model))
    if len(own.flat) != len(given.flat):
        wanted = f"a shape for each of the inputs {_checks.listed(own.names)}"
        _checks.refuse("input_shape", wanted, shape)
    tensors = given.flat
    if isinstance(shape, dict) or not (own.are_ordered or len(own.names) == 1):
        by_name = dict(zip(given.names, given.flat, strict=True))
        if set(by_name) != set(own.names):
            _checks.refuse("input_shape", f"a dict with the keys {_checks.listed(own.names)}", list(shape))
        tensors = [by_name[name] for name in own.names]
    for name, mine, new in zip(own.names, own.allowed, tensors, strict=True):
        if mine is not None and not fits(new.shape, mine):
            wanted = f"a shape that fits {shape_text(mine)} of the input '{name}'"
            _checks.refuse("input_shape", wanted, tuple(new.shape[1:]))
    flat = [
        new
        if mine is None
        else keras.KerasTensor((mine.shape[0], *new.shape[1:]), dtype=mine.dtype, name=input_name(mine))
        for mine, new in zip(own.flat, tensors, strict=True)
    ]
    structure = dict(zip(own.names, flat, strict=True)) if own.by_argument else own.structure
    if not own.by_argument:
        structure = keras.tree.pack_sequence_as(own.structure, flat)
    return replace(own, flat=flat, structure=structure)


def fits(shape, allowed):
    """Tell whether a shape is one that ``allowed`` (with None for open axes) describes."""
    if len(shape) != len(allowed):
        return False
    return all(want is None or have == want for have, want in zip(shape[1:], allowed[1:], strict=True))


def shape_text(shape, batch=None):
    """Return a shape without its batch axis as text, open sides as "any", after the name of the batch."""
    sides = ["any" if side is None else str(side) for side in shape[1:]]
    sides = ([batch] if batch else []) + sides
    return f"({', '.join(sides)}{',' if len(sides) == 1 else ''})"


def _sides(shape):
    """Check a shape without batch axis; open sides are None."""
    wanted = "a shape without the batch axis, such as (32, 32, 3)"
    if not isinstance(shape, list | tuple):
        _checks.refuse("input_shape", wanted, shape, error=TypeError)
    return [
        side if side is None else _checks.whole_number(side, "input_shape", maximum=_LARGEST)
        for side in shape
    ]


def _without_batch(shape):
    if isinstance(shape, dict):
        return {name: _without_batch(sides) for name, sides in shape.items()}
    if isinstance(shape[0], list | tuple):
        return [_without_batch(sides) for sides in shape]
    return tuple(shape[1:])
