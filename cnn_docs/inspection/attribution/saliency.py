"""Saliency: how strongly the score changes with each pixel."""

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection.attribution._questions import pose

__all__ = ["saliency"]


def saliency(model, images, *, target=None, score="logit", input=None, output=None, batch_size=32):
    """Return how strongly the score of a class changes with each pixel.

    The map is the absolute gradient of the score with respect to the image, the largest over the
    channels [1]_.

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
    score : {"logit", "output"}, default "logit"
        "logit" is the value before the last softmax or sigmoid, "output" the value after it, whose
        gradient also tells what speaks against the other classes and vanishes where the model is sure. The
        maps differ. The paper takes the value before the softmax. A function as ``target`` is
        given the outputs as they are, and this does not count.
    input : str or None, default None
        Name of the image input, where there are several; the others stay as they are.
    output : str, int or None, default None
        Name or number of the output, where there are several, of a dict in the order in which it was written.
        None is the first.
    batch_size : int, default 32
        Images in one pass.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        One value for each place, the shape of the images without the axis that the model reads channels from.
        Values of zero and above, in units of the score for each unit of a pixel, not normalised; (H, W)
        for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the images do not fit the model, or it reads them as whole numbers, which have no gradient; if the
        class is out of range, the function does not give one finite number for each image, the gradient is
        not finite, or what comes before the last softmax or sigmoid cannot be found; if there is no such
        input, output or score, or several images meet in a pass of the model.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi, A. Zisserman, "Deep inside convolutional networks", ICLR workshop
       2014, section 3.1.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> heat = saliency(load_digits_cnn(), load_digits().test_images[:2, ..., None])
    >>> heat.shape, heat.dtype.name
    ((2, 8, 8), 'float32')
    """
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    question = pose(
        model,
        images,
        target=target,
        score=score,
        input=input,
        output=output,
        batch_size=batch_size,
        gradients_for="saliency",
    )
    slopes = [part.slopes(more=more)[1] for part, more in question.batches(batch_size)]
    return question.as_given(question.magnitude(np.concatenate(slopes)))
