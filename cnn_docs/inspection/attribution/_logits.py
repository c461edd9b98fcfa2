"""The scores of the classes, found in the calls that a recorder noted during one pass."""

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection.attribution._activations import (
    NotFoundError,
    keeps_values,
    may_be_made_squashing,
    mixes_classes,
    own_code,
    passes_on,
    squashing_of,
    without_activation,
)


class NoLogitError(ValueError):
    """The values before the last softmax or sigmoid cannot be found.

    Attributes
    ----------
    model : str
        Name of the model.
    why : str
        The reason alone, for whoever asked for no ``score``.
    """

    def __init__(self, model, why, hint):
        super().__init__(f"`score` must be \"output\" for the model '{model}': {why} {hint}")
        self.model = model
        self.why = why


def class_scores(recorder, given, output, score):
    """Return one score for each class, and whether it is open what a single unit stands for.

    Parameters
    ----------
    recorder : Recorder
        The calls of the pass that computed ``output``.
    given : list of tensor
        What the model was called on.
    output : tensor of shape (N,), (N, K), or (N, 1, ..., K)
        What the model put out.
    score : {"logit", "output"}
        Before or after the last softmax or sigmoid.

    Returns
    -------
    scores : tensor of shape (N, K), float32
        A single sigmoid unit encodes two classes: it becomes two columns, the second is the positive
        class. A single unit without sigmoid is one column.
    ambiguous : bool
        True for a single unit of which it cannot be seen whether a sigmoid made it.
    """
    ops = load_keras().ops
    _check_scores(output, recorder.model, given)
    unseen = False
    try:
        logits, squashing = before_last_activation(recorder, given, output)
    except NotFoundError as error:
        if score == "logit":
            raise _no_logit(recorder.model, error) from error
        logits, squashing, unseen = output, None, True
    scores = _as_matrix(logits if score == "logit" else output)
    single = scores.shape[-1] == 1
    if not single or squashing is None or "sigmoid" not in squashing:
        return scores, unseen and single
    if score == "logit":
        negative = -scores
    elif squashing == "log_sigmoid":
        negative = ops.log_sigmoid(-_as_matrix(logits))
    else:
        negative = 1 - scores
    return ops.concatenate([negative, scores], axis=-1), False


def before_last_activation(recorder, given, output):
    """Return what the last softmax or sigmoid was applied to, and which activation it is.

    Where the model ends without one, that is the output itself, and None. Layers that only rearrange
    values, or do nothing in inference, are looked through.

    Raises
    ------
    NotFoundError
        If values are changed behind a softmax or sigmoid, or by code that cannot be read.
    """
    leaves = [call for call in recorder.finished if not call.container]
    tensor, later, place = output, [], len(leaves)
    while True:
        place = _maker(leaves, tensor, place)
        if place is None:
            raise NotFoundError(_where_made(recorder, tensor))
        call = leaves[place]
        if keeps_values(call.layer) and len(call.inputs) == 1:
            tensor = call.inputs[0]
            later.append(call.layer)
            continue
        squashing = squashing_of(call)
        if squashing is None:
            _check_unsquashed(recorder, given, leaves, place)
            return output, None
        logits = without_activation(call)
        for layer in reversed(later):
            training = {"training": False} if getattr(layer, "_call_has_training_arg", False) else {}
            logits = layer(logits, **training)
        return logits, squashing


def _check_unsquashed(recorder, given, leaves, place):
    """Refuse a softmax or sigmoid that a call's values come from, unless weights of classes lie between."""
    calls, visited, end = [place], set(), place
    while calls:
        place = calls.pop()
        call = leaves[place]
        if place in visited:
            continue
        visited.add(place)
        if own_code(call.layer):
            raise NotFoundError(
                f"Layer '{call.name}' ({type(call.layer).__name__}) computes the output in its own code."
            )
        if squashing_of(call):
            last = leaves[max(visited)].name
            raise NotFoundError(f"The softmax or sigmoid of '{call.name}' is followed by '{last}'.")
        if place != end and may_be_made_squashing(call.layer):
            raise NotFoundError(
                f"Of the activation of '{call.name}' a softmax or sigmoid may be made by what follows it."
            )
        if mixes_classes(call.layer):
            continue
        if not passes_on(call.layer):
            raise NotFoundError(
                f"What layer '{call.name}' ({type(call.layer).__name__}) ends in cannot be seen."
            )
        for tensor in call.inputs:
            before = _maker(leaves, tensor, place)
            if before is not None:
                calls.append(before)
            elif not any(tensor is entry for entry in given):
                raise NotFoundError(_where_made(recorder, tensor))


def _maker(leaves, tensor, before):
    """Return the place of the last call before another that put out a tensor, None if no call did."""
    for place in range(before - 1, -1, -1):
        if any(result is tensor for result in leaves[place].outputs):
            return place
    return None


def _where_made(recorder, tensor):
    around = [call for call in recorder.finished if any(result is tensor for result in call.outputs)]
    name = f"layer '{around[0].name}'" if around else f"the model '{recorder.model.name}'"
    return f"The output is computed in the code of {name}, not by a layer."


def _no_logit(model, error):
    hint = 'Give `score="output"`, or put the softmax or sigmoid into a layer of its own at the end.'
    why = f"the values before the last softmax or sigmoid cannot be found. {error}"
    return NoLogitError(model.name, why, hint)


def _check_scores(output, model, given):
    """Refuse an output that is no score for each class, whatever is before it."""
    shape = tuple(output.shape)
    if not shape or any(side != 1 for side in shape[1:-1]):
        hint = (
            "For any other output give `target` as a function that returns one number for each image, such "
            "as `lambda output: keras.ops.mean(output[:, 3:5, 3:5, 0], axis=(1, 2))`."
        )
        received = f"{model.name}, output {shape}"
        _checks.refuse("model", "a model with one score for each class, (N, classes)", received, hint=hint)
    if None not in (shape[0], given[0].shape[0]) and shape[0] != given[0].shape[0]:
        received = f"{model.name}, output {shape} for {given[0].shape[0]} images"
        _checks.refuse("model", "a model whose output has one row for each image", received)


def _as_matrix(scores):
    """Return scores of shape (N, K) in single precision."""
    ops = load_keras().ops
    columns = scores.shape[-1] if len(scores.shape) > 1 else 1
    return ops.cast(ops.reshape(scores, (-1, columns)), "float32")
