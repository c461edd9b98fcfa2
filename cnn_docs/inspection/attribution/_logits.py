"""The scores of the classes, found in the calls that a recorder noted during one pass."""

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection._recorder import sublayers

_SQUASHING = {
    "softmax": "softmax",
    "softmax_v2": "softmax",  # TensorFlow's own
    "log_softmax": "softmax",
    "sigmoid": "sigmoid",
    "log_sigmoid": "sigmoid",
}


class NotFoundError(Exception):
    """The last activation of the model cannot be found; the text says where and why."""


def class_scores(recorder, output, score):
    """Return one score for each class.

    Parameters
    ----------
    recorder : Recorder
        The calls of the pass that computed ``output``.
    output : tensor of shape (N, K), or (N, 1, ..., K)
        What the model put out.
    score : {"logit", "output"}
        Before or after the last softmax or sigmoid.

    Returns
    -------
    tensor of shape (N, K), float32
        A single sigmoid unit encodes two classes: it becomes two columns, the second is the positive
        class. A single unit without sigmoid is one column.
    """
    ops = load_keras().ops
    try:
        logits, squashing = before_last_activation(recorder, output)
    except NotFoundError as error:
        if score == "logit":
            hint = 'Give `score="output"`, or put the softmax or sigmoid into a layer of its own.'
            name = recorder.model.name
            raise ValueError(
                f"`score` must be \"output\" for the model '{name}': the values before its last softmax or "
                f"sigmoid cannot be found. {error} {hint}"
            ) from error
        logits, squashing = output, None
    scores = _as_matrix(logits if score == "logit" else output, recorder.model)
    if scores.shape[-1] > 1 or squashing != "sigmoid":
        return scores
    negative = -scores if score == "logit" else 1 - scores
    return ops.concatenate([negative, scores], axis=-1)


def before_last_activation(recorder, output):
    """Return what the last softmax or sigmoid was applied to, and which of the two it is.

    Where the last layer has another activation or none, that is the output itself, and None. Layers
    that only rearrange values, or do nothing in inference, are looked through.
    """
    tensor, later = output, []
    leaves = [call for call in recorder.finished if not call.container]
    while leaves:
        call = leaves.pop()
        if not any(result is tensor for result in call.outputs):
            continue
        if _only_rearranges(call.layer) and len(call.inputs) == 1:
            tensor = call.inputs[0]
            later.append(call.layer)
            continue
        squashing = _squashing(call)
        if squashing is None:
            _check_plain(call, output)
            return output, None
        logits = _without_activation(call)
        for layer in reversed(later):
            logits = layer(logits, training=False) if layer._call_has_training_arg else layer(logits)
        return logits, squashing
    raise NotFoundError(_where_made(recorder, tensor))


def _squashing(call):
    """Return "softmax", "sigmoid" or None for the activation with which a layer ends."""
    layers = load_keras().layers
    activation = vars(call.layer).get("activation")
    if isinstance(call.layer, layers.Softmax) or isinstance(activation, layers.Softmax):
        return "softmax"
    if isinstance(activation, layers.Activation):
        activation = activation.activation
    if activation is None:
        return None
    name = getattr(activation, "__name__", type(activation).__name__)
    if name in _SQUASHING:
        return _SQUASHING[name]
    if not getattr(activation, "__module__", "").startswith("keras."):
        raise NotFoundError(
            f"Layer '{call.name}' ends in the activation {name}, which is not one of Keras's."
        )
    return None


def _without_activation(call):
    """Return what a layer put out, computed without its activation; the layer itself is not touched."""
    keras = load_keras()
    if isinstance(call.layer, keras.layers.Softmax | keras.layers.Activation):
        return call.inputs[0]
    if len(call.inputs) != 1:
        raise NotFoundError(f"Layer '{call.name}' ends in a softmax or sigmoid and takes several tensors.")
    twin = object.__new__(type(call.layer))
    vars(twin).update(vars(call.layer))
    vars(twin)["activation"] = keras.activations.linear
    vars(twin)["_losses"] = []  # a regularizer on the activations must not count twice
    return twin(call.inputs[0])


def _only_rearranges(layer):
    layers = load_keras().layers
    if isinstance(layer, layers.Activation):
        return getattr(layer.activation, "__name__", "") == "linear"
    return isinstance(layer, layers.Flatten | layers.Reshape | layers.Dropout | layers.Identity)


def _check_plain(call, output):
    """Refuse layers of others, and layers around layers, that put out what looks like a softmax's result."""
    own = type(call.layer).__module__.startswith("keras.")
    if own and not sublayers(call.layer):
        return
    if own or _sums_to_one(output):
        raise NotFoundError(
            f"Layer '{call.name}' ({type(call.layer).__name__}) computes the output in its own code."
        )


def _sums_to_one(output):
    """Tell whether every row is a distribution; False while a graph is traced, which has no values."""
    import tensorflow as tf

    if not tf.executing_eagerly() or output.shape[-1] < 2:
        return False
    sums = tf.reduce_sum(tf.cast(output, tf.float32), axis=-1)
    return bool(tf.reduce_all(output >= 0) and tf.reduce_all(abs(sums - 1) < 1e-3))


def _where_made(recorder, tensor):
    around = [call for call in recorder.finished if any(result is tensor for result in call.outputs)]
    name = f"layer '{around[0].name}'" if around else f"the model '{recorder.model.name}'"
    return f"The output is computed in the code of {name}, not by a layer."


def _as_matrix(scores, model):
    """Return scores of shape (N, K) in single precision."""
    ops = load_keras().ops
    shape = tuple(scores.shape)
    if len(shape) < 2 or any(side != 1 for side in shape[1:-1]):
        _checks.refuse(
            "model", "a model with one score for each class, (N, classes)", f"{model.name}, output {shape}"
        )
    return ops.cast(ops.reshape(scores, (-1, shape[-1])), "float32")
