"""Grad-CAM and its kin: where the feature maps that speak for a class are active."""

import warnings
from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection.attribution._layers import chosen_layer
from cnn_docs.inspection.attribution._questions import pose

__all__ = ["grad_cam"]


def grad_cam(
    model,
    images,
    *,
    target=None,
    layer=None,
    method="grad_cam",
    score="logit",
    upsample=True,
    input=None,
    output=None,
    batch_size=32,
):
    """Return the class activation maps of Grad-CAM, HiResCAM or LayerCAM.

    Each feature map of a layer is weighted by the mean of its gradient, that of the score of the class; the
    weighted maps are added up, and what is negative is set to zero [1]_:
    ``relu(sum_k mean_ij(d score / d A_ijk) A_ijk)``. HiResCAM multiplies each place by its own gradient,
    ``relu(sum_k (d score / d A_ijk) A_ijk)`` [2]_; LayerCAM by the positive ones among them,
    ``relu(sum_k relu(d score / d A_ijk) A_ijk)`` [3]_.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes; also signals (N, T, C), volumes (N, D, H, W, C), images (N, H, W) and channels
        first. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int, callable or None, default None
        Index of the class, or one for each image. None is the predicted class, and for a single sigmoid
        unit the positive class; such a unit encodes two classes, 0 and 1. A function takes what the model
        returns (a tensor, list or dict) and gives one number for each image, by ``keras.ops``: a region of a
        segmentation, a row of a detection, a sum, the negative of a score for what speaks against it.
    layer : str or None, default None
        Name of the layer with the maps, ``outer/inner`` in a nested model. None takes the last one
        that depends on the image, leads to the score and has maps of more than one place in the image; one
        behind code that cannot be read only where there is no other. Not taken are operations that are no
        layers, and layers that pool, drop, pad, crop or enlarge maps, or scale, resize or augment the image.
    method : {"grad_cam", "hires_cam", "layer_cam"}, default "grad_cam"
        How maps and gradients are put together.
    score : {"logit", "output"}, default "logit"
        "logit" is the value before the last softmax or sigmoid, "output" the value after it, whose
        gradient also tells what speaks against the other classes and vanishes where the model is sure. The
        maps differ. The paper takes the value before the softmax. A function as ``target`` is
        given the outputs as they are, and this does not count.
    upsample : bool, default True
        Whether the maps are brought to the size of the image, linear along each axis with half-pixel
        centres. False returns them in the size of the layer.
    input : str or None, default None
        Name of the image input, where there are several.
    output : str, int or None, default None
        Name or number of the output, where there are several, of a dict in the order in which it was written.
        None is the first.
    batch_size : int, default 32
        Images in one pass.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        One value for each place, the shape of the images without the axis that the model reads channels from.
        Values of zero and above, not normalised; (H, W) for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the images do not fit the model, the layer is not known (the nearest names are listed), has no
        maps, none for each image, or does not lead to the score, the class is out of range, the function
        does not give one finite number for each image, the gradient is not finite, or what comes before the
        last softmax or sigmoid cannot be found; if there is no such method, input, output or score, or
        several images meet in a pass of the model.

    Warns
    -----
    UserWarning
        If a map is zero everywhere: no weighted sum is positive anywhere.

    References
    ----------
    .. [1] R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
       localization", ICCV 2017, equations 1 and 2.
    .. [2] R. L. Draelos, L. Carin, "Use HiResCAM instead of Grad-CAM for faithful explanations of
       convolutional neural networks", 2020, arXiv:2011.08891; the sum is shown there with its sign.
    .. [3] P.-T. Jiang et al., "LayerCAM: exploring hierarchical class activation maps for localization",
       IEEE Transactions on Image Processing 30, 2021.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> images = load_digits().test_images[:2, ..., None]
    >>> heat = grad_cam(load_digits_cnn(), images, layer="conv_2")
    >>> heat.shape, bool((heat >= 0).all())
    ((2, 8, 8), True)
    """
    upsample = _checks.flag(upsample, "upsample")
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    if layer is not None and not isinstance(layer, str):
        _checks.refuse("layer", "the name of a layer", layer, error=TypeError)
    method = _checks.choice(method, "method", METHODS)
    asked = {"target": target, "score": score, "input": input, "output": output}
    question = pose(model, images, **asked, batch_size=batch_size)
    chosen = chosen_layer(question, layer)
    read = ClassMaps(method, chosen.batch, chosen.places)
    heat = []
    for part, more in question.batches(batch_size):
        heat.append(part.ask(chosen.watched, read, more=more)["wanted"])
    heat = np.concatenate(heat)
    _warn_of_empty(heat, method)
    if upsample:
        axis = question.channel_axis()
        sides = [side for place, side in enumerate(question.images.shape) if place not in (0, axis)]
        heat = _resized(heat, sides)
    return question.as_given(heat)


def _grad_cam(maps, slopes, places):
    return maps * load_keras().ops.mean(slopes, axis=places, keepdims=True)


def _hires_cam(maps, slopes, _):
    return maps * slopes


def _layer_cam(maps, slopes, _):
    return maps * load_keras().ops.relu(slopes)


METHODS = {"grad_cam": _grad_cam, "hires_cam": _hires_cam, "layer_cam": _layer_cam}


@dataclass(frozen=True)
class ClassMaps:
    """Makes a map for each image of a layer's maps and their gradient.

    ``batch`` says how they belong to the images, ``places`` which axes are spatial once they are split.
    """

    method: str
    batch: object
    places: tuple

    def __call__(self, seen, gradients):
        """Return the maps (N, ...), float32."""
        ops = load_keras().ops
        both = [ops.cast(tensor, "float32") for tensor in (seen[0], gradients[0])]
        maps, slopes = (self.batch.split(tensor, -1, ops) for tensor in both)
        products = METHODS[self.method](maps, slopes, self.places)
        others = [axis for axis in range(1, len(maps.shape)) if axis not in self.places]
        heat = ops.sum(products, axis=others) if others else products
        left = [axis for axis in range(len(maps.shape)) if axis not in others]
        order = [0, *(left.index(place) for place in self.places)]
        return ops.relu(ops.transpose(heat, order))


def _warn_of_empty(heat, method):
    empty = np.flatnonzero(~heat.any(axis=tuple(range(1, heat.ndim))))
    if len(empty):
        name = {"grad_cam": "Grad-CAM", "hires_cam": "HiResCAM", "layer_cam": "LayerCAM"}[method]
        warnings.warn(
            f"The {name} map is zero everywhere for {len(empty)} of {len(heat)} images (the first is image "
            f"{empty[0]}): the weighted sum of the layer's maps is positive nowhere.",
            stacklevel=3,
        )


def _resized(maps, sides):
    """Return maps (N, ...) with other sides, linear along each axis with half-pixel centres.

    Examples
    --------
    >>> _resized(np.array([[0.0, 1.0]], np.float32), [4])
    array([[0.  , 0.25, 0.75, 1.  ]], dtype=float32)
    """
    for axis, side in enumerate(sides, start=1):
        old = maps.shape[axis]
        places = np.clip((np.arange(side) + 0.5) * old / side - 0.5, 0, old - 1)
        before = np.floor(places).astype(int)
        after = np.minimum(before + 1, old - 1)
        part = (places - before).astype(np.float32).reshape(-1, *[1] * (maps.ndim - axis - 1))
        maps = maps.take(before, axis) * (1 - part) + maps.take(after, axis) * part
    return maps
