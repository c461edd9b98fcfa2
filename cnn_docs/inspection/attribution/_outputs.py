"""Which of a model's outputs holds the score."""

from cnn_docs import _checks
from cnn_docs._keras import load_keras


def checked_output(model, output):
    """Return ``output`` if it can be the name or number of one; a pass tells the rest."""
    names = output_names(model)
    if output is None:
        return None
    if isinstance(output, str):
        if names.count(output) > 1:
            places = [place for place, name in enumerate(names) if name == output]
            _checks.refuse(
                "output", f"one of the numbers {_checks.listed(places)}, which share a name", output
            )
        return _checks.choice(output, "output", names) if names else output
    place = _checks.whole_number(output, "output", minimum=0)
    if names and place >= len(names):
        _checks.refuse("output", f"below {len(names)}, or one of {_checks.listed(names)}", output)
    return place


def output_names(model):
    """Return the names of the outputs in order, the keys where the model returns a dict; [] for no names."""
    struct = getattr(model, "_outputs_struct", None)
    if isinstance(struct, dict):
        return [name for name, _ in _named(struct)]
    return list(getattr(model, "output_names", None) or [])


def _named(result, path=()):
    """Return pairs of a name, ``outer/inner`` within nested dicts and lists, and an output, as written."""
    if isinstance(result, dict):
        parts = result.items()
    elif isinstance(result, list | tuple):
        parts = enumerate(result)
    else:
        return [("/".join(path), result)]
    return [pair for key, value in parts for pair in _named(value, (*path, str(key)))]


def chosen_output(model, result, output):
    """Return one of the tensors that a pass returned, by name or number; None is the first.

    Where a model returns a dict, its keys are the names, in the order in which it was written; those of a
    dict or list inside are ``outer/inner``.
    """
    is_tensor = load_keras().ops.is_tensor
    named = _named(result)
    if output is None:
        return next(value for _, value in named if is_tensor(value))
    if isinstance(output, str):
        names = [name for name, _ in named] if isinstance(result, dict) else output_names(model)
        if len(names) != len(named):
            _checks.refuse("output", "a number for a model that does not name its outputs", output)
        given = [name for name, (_, value) in zip(names, named, strict=True) if is_tensor(value)]
        output = names.index(_checks.choice(output, "output", given))
    if output >= len(named):
        _checks.refuse("output", f"below {len(named)}, the number of outputs", output)
    if not is_tensor(named[output][1]):
        _checks.refuse("output", "an output that the model gives; this one is None", output)
    return named[output][1]
