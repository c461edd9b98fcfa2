"""Grad-CAM: where the feature maps that speak for a class are active."""

import warnings

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection.attribution._questions import answer, pose

__all__ = ["grad_cam"]


def grad_cam(
    model,
    images,
    *,
    target=None,
    layer=None,
    score="logit",
    upsample=True,
    input=None,
    output=None,
    batch_size=32,
):
    """Return the class activation maps of Grad-CAM.

    Each feature map of a layer is weighted by the mean of its gradient, that of the score of the class; the
    weighted maps are added up, and what is negative is set to zero [1]_:
    ``relu(sum_k mean_ij(d score / d A_ijk) A_ijk)``.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int or None, default None
        Index of the class, or one for each image. None is the predicted class, and for a single sigmoid
        unit the positive class; such a unit encodes two classes, 0 and 1.
    layer : str or None, default None
        Name of the layer with the maps, ``outer/inner`` in a nested model. None takes the last one
        that has maps of more than one pixel and is not a pooling.
    score : {"logit", "output"}, default "logit"
        "logit" is the value before the last softmax or sigmoid, "output" the value after it, whose
        gradient also tells what speaks against the other classes and vanishes where the model is sure. The
        maps differ. The paper takes the value before the softmax.
    upsample : bool, default True
        Whether the maps are brought to the size of the image, bilinear with half-pixel centres. False
        returns them in the size of the layer.
    input : str or None, default None
        Name of the image input, where there are several.
    output : str, int or None, default None
        Name or number of the output, where there are several. None is the first.
    batch_size : int, default 32
        Images in one pass.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        Values of zero and above, not normalised; (H, W) for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the images do not fit the model, the layer is not known (the nearest names are listed), has no
        maps or does not lead to the score, the class is out of range, or what comes before the last
        softmax cannot be found.

    Warns
    -----
    UserWarning
        If a map is zero everywhere: no weighted sum is positive anywhere.

    References
    ----------
    .. [1] R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
       localization", ICCV 2017, equations 1 and 2.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> heat = grad_cam(load_digits_cnn(), load_digits().test_images[:2, ..., None], layer="conv_2")
    >>> heat.shape, bool((heat >= 0).all())
    ((2, 8, 8), True)
    """
    upsample = _checks.flag(upsample, "upsample")
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    if layer is not None and not isinstance(layer, str):
        _checks.refuse("layer", "the name of a layer", layer, error=TypeError)
    question = pose(model, images, target=target, score=score, input=input, output=output)
    parts = question.batches(batch_size)
    heat = np.concatenate(
        [answer(part, "class_maps", layer=layer, upsample=upsample)["maps"] for part in parts]
    )
    empty = np.flatnonzero(~heat.any(axis=(1, 2)))
    if len(empty):
        warnings.warn(
            f"The Grad-CAM map is zero everywhere for {len(empty)} of {len(heat)} images (the first is image "
            f"{empty[0]}): nothing in this layer speaks for the class.",
            stacklevel=2,
        )
    return question.as_given(heat)


def class_maps(question, tape, total, recorder, layer, image_shape):
    """Return the maps (N, h, w) from a finished pass, or (N, H, W) where the image's shape is given."""
    import tensorflow as tf

    axis = question.channel_axis()
    call = _call_with_maps(recorder, layer, axis)
    maps = call.outputs[0]
    slopes = tape.gradient(total, maps)
    if slopes is None:
        message = (
            f"`layer` must lead to the score. Received: {call.name!r}, on which the score does not depend."
        )
        raise ValueError(message)
    maps, slopes = tf.cast(maps, tf.float32), tf.cast(slopes, tf.float32)
    across = (2, 3) if axis == 1 else (1, 2)
    weights = tf.reduce_mean(slopes, axis=across, keepdims=True)
    heat = tf.nn.relu(tf.reduce_sum(weights * maps, axis=axis))
    if image_shape is None:
        return heat
    size = image_shape[2:4] if axis == 1 else image_shape[1:3]
    return tf.image.resize(heat[..., None], size, method="bilinear")[..., 0]


def _call_with_maps(recorder, layer, axis):
    """Return the recorded call of the layer that is asked for, or of the last one that fits."""
    pooling = ("Pooling", "Dropout", "ZeroPadding", "Cropping", "UpSampling")
    fitting = {
        call.name: call for call in recorder.finished if len(call.outputs) == 1 and _has_maps(call, axis)
    }
    if layer is None:
        leaves = [call for call in fitting.values() if not call.container]
        chosen = [call for call in leaves if not any(word in type(call.layer).__name__ for word in pooling)]
        if not chosen:
            raise ValueError(
                f"`model` ('{recorder.model.name}') must have a layer with maps, (N, H, W, C). It has none."
            )
        return chosen[-1]
    names = [call.name for call in recorder.finished]
    if layer not in names:
        near = _checks.nearest(layer, names) or names[-10:]
        _checks.refuse("layer", "the name of a layer", layer, hint=f"The nearest are {_checks.listed(near)}.")
    if layer not in fitting:
        with_maps = list(fitting)[-5:]
        hint = f"The last that have are {_checks.listed(with_maps)}." if with_maps else "The model has none."
        _checks.refuse("layer", "a layer with maps of more than one pixel, (N, H, W, C)", layer, hint=hint)
    return fitting[layer]


def _has_maps(call, axis):
    """Tell whether a layer puts out maps of more than one pixel."""
    shape = call.outputs[0].shape
    if len(shape) != 4 or not load_keras().backend.is_float_dtype(call.outputs[0].dtype.name):
        return False
    return tuple(shape[2:4] if axis == 1 else shape[1:3]) != (1, 1)
