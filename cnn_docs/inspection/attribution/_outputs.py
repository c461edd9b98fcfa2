"""Which of a model's outputs holds the score."""

from cnn_docs import _checks
from cnn_docs._keras import load_keras


def checked_output(model, output):
    """Return ``output`` if it can be the name or number of one; a pass tells the rest."""
    names = output_names(model)
    if output is None:
        return None
    if isinstance(output, str):
        return _checks.choice(output, "output", names) if names else output
    place = _checks.whole_number(output, "output", minimum=0)
    if names and place >= len(names):
        _checks.refuse("output", f"below {len(names)}, or one of {_checks.listed(names)}", output)
    return place


def output_names(model):
    """Return the names of the outputs in order, the keys where the model returns a dict; [] for no names."""
    struct = getattr(model, "_outputs_struct", None)
    return list(struct) if _is_plain(struct) else list(getattr(model, "output_names", None) or [])


def _is_plain(result):
    """Tell whether a result is a dict of tensors, which Keras flattens by the keys' letters."""
    return isinstance(result, dict) and not any(
        isinstance(one, dict | list | tuple) for one in result.values()
    )


def chosen_output(model, result, output):
    """Return one of the tensors that a pass returned, by name or number; None is the first.

    Where a model returns a dict, its keys are the names, in the order in which it was written.
    """
    keras = load_keras()
    if isinstance(output, str) and isinstance(result, dict):
        keys = [key for key, value in result.items() if keras.ops.is_tensor(value)]
        return result[_checks.choice(output, "output", keys)]
    flat = list(result.values()) if _is_plain(result) else keras.tree.flatten(result)
    if output is None:
        return next(value for value in flat if keras.ops.is_tensor(value))
    if isinstance(output, str):
        names = output_names(model)
        if len(names) != len(flat):
            _checks.refuse("output", "a number for a model that does not name its outputs", output)
        output = names.index(output)
    if output >= len(flat):
        _checks.refuse("output", f"below {len(flat)}, the number of outputs", output)
    if not keras.ops.is_tensor(flat[output]):
        _checks.refuse("output", "an output that the model gives; this one is None", output)
    return flat[output]
