"""SmoothGrad: the gradient's mean over noisy copies of the image."""

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection.attribution._progress import progress_shown
from cnn_docs.inspection.attribution._questions import pose

__all__ = ["smooth_grad"]

_FAR = 10  # standard deviations, beyond which no number is drawn


def smooth_grad(
    model,
    images,
    *,
    target=None,
    samples=50,
    noise=0.15,
    seed=0,
    score="logit",
    input=None,
    output=None,
    batch_size=32,
    progress=False,
):
    """Return the saliency of the gradient's mean over noisy copies of the image.

    The gradients of ``samples`` copies with Gaussian noise are averaged with their signs [1]_; the map is the
    absolute mean, the largest over the channels, as in :func:`saliency`. A predicted class is that of
    the image without noise.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes; also signals (N, T, C), volumes (N, D, H, W, C), images (N, H, W) and channels
        first. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int, callable or None, default None
        Index of the class, or one for each image, or a function of the outputs; see :func:`saliency`.
    samples : int, default 50
        Noisy copies of each image, up to a million.
    noise : float, default 0.15
        Standard deviation of the noise, as a part of the range of each image's values.
    seed : int, default 0
        Seed of the noise.
    score : {"logit", "output"}, default "logit"
        Before or after the last softmax or sigmoid; see :func:`saliency`.
    input : str or None, default None
        Name of the image input, where there are several; the others stay as they are.
    output : str, int or None, default None
        Name or number of the output, where there are several, of a dict in the order in which it was written.
        None is the first.
    batch_size : int, default 32
        Copies in one pass.
    progress : bool, default False
        Whether to show how far it is, on a terminal or in a notebook.

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
        As :func:`saliency`, and if ``samples`` or ``noise`` is out of its range.

    References
    ----------
    .. [1] Daniel Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017, arXiv:1706.03825.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> heat = smooth_grad(load_digits_cnn(), load_digits().test_images[0], samples=8)
    >>> heat.shape
    (8, 8)
    """
    samples = _checks.count(samples, "samples")
    noise = _checks.number(noise, "noise", minimum=0)
    rng = np.random.default_rng(_checks.whole_number(seed, "seed", minimum=0))
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    progress = _checks.flag(progress, "progress")
    question = pose(
        model,
        images,
        target=target,
        score=score,
        input=input,
        output=output,
        batch_size=batch_size,
        copies=True,
        gradients_for="smooth_grad",
    )
    question = question.with_known_classes(batch_size)
    with progress_shown(progress, samples * len(question), "copies") as advance:
        sums = _summed_gradients(question, samples, noise, rng, batch_size, advance)
    return question.as_given(question.magnitude(sums / samples))


def _spread(values, noise):
    """Return the noise of each image in units of its values, refused where a noisy value may be infinite."""
    flat = values.reshape(len(values), -1)
    with np.errstate(over="ignore"):
        spread = noise * np.ptp(flat, axis=1).astype(np.float64)
        farthest = np.abs(flat).max(axis=1) + _FAR * spread
    if (farthest > np.finfo(values.dtype).max).any():
        _checks.refuse("noise", f"so small that noisy images fit into {values.dtype}", noise)
    return spread.astype(np.float32)


def _summed_gradients(question, samples, noise, rng, batch_size, advance):
    """Return the sums of the gradients at ``samples`` noisy copies of each image."""
    values = question.images
    spread = _spread(values, noise).reshape(-1, *[1] * (values.ndim - 1))
    sums = np.zeros(values.shape, np.float32)
    size, count = question.batch_size(batch_size), samples * len(values)
    for start in range(0, count, size):
        which = np.arange(start, min(start + size, count)) // samples
        noisy = rng.standard_normal((len(which), *values.shape[1:]), dtype=np.float32)
        noisy *= spread[which]
        noisy += values[which]
        copies = question.part(which, noisy.astype(values.dtype, copy=False))
        slopes = copies.slopes(more=-(-(count - start) // size) - 1)[1]
        for image in np.unique(which):
            sums[image] += slopes[which == image].sum(axis=0)
        advance(len(which))
    return sums
