"""What the layers of a convolutional network compute, in NumPy: the reference of this site.

Images are arrays of shape (H, W), (H, W, C) or (N, H, W, C), rows before columns and channels
last, and what is returned has the matching rank. Float types are kept, whole numbers become
float64. The names of the paddings are explained in :mod:`cnn_docs.geometry`.
"""

import math

import numpy as np

from ._checks import choice, finite_array, flag, number, pair, refuse, whole_number
from ._overflow import all_finite, overflowing, refuse_overflow, refuse_unfitting
from ._ranks import IMAGE_SHAPES, KERNEL_SHAPES, as_batch, as_given, for_sums, output_channels
from ._sliding import correlate_bank, correlate_kernel, pool, sliding_window
from .activations import ACTIVATIONS
from .geometry import PADDINGS

__all__ = [
    "average_pool",
    "correlate",
    "dropout",
    "flatten",
    "global_average_pool",
    "max_pool",
    "neuron",
]


def neuron(inputs, weights, bias, *, activation="relu"):
    """Return the output of one neuron, ``activation(sum(weights * inputs) + bias)``.

    Parameters
    ----------
    inputs : array_like of shape (n,) or (N, n)
        Inputs of the neuron, or of each of N examples.
    weights : array_like of shape (n,)
        One weight for each input.
    bias : float
        Added to the weighted sum.
    activation : str or None, default "relu"
        A name in :data:`~cnn_docs.ACTIVATIONS`; None is "linear".

    Returns
    -------
    float or ndarray of shape (N,)
        The output, or that of each example.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If there is not one weight for each input, if a number is NaN or infinite, if a sum is too
        large for the float type, or if the activation is unknown.

    Examples
    --------
    >>> neuron([1.0, 2.0, 3.0], [0.5, -1.0, 1.0], 0.25)
    np.float64(1.75)
    >>> neuron([[1.0, 2.0], [3.0, 0.0]], [0.5, -1.0], 0.25, activation="linear")
    array([-1.25,  1.75])
    """
    inputs = finite_array(inputs, "inputs", ranks={1: "(n,)", 2: "(N, n)"})
    weights = finite_array(weights, "weights", ranks={1: "(n,)"})
    if weights.shape != inputs.shape[-1:]:
        refuse("weights", f"one number for each of the {inputs.shape[-1]} inputs", weights)
    name = choice("linear" if activation is None else activation, "activation", ACTIVATIONS)
    bias = number(bias, "bias")
    refuse_unfitting(bias, "bias", np.result_type(inputs, weights))
    with overflowing():
        sums = inputs @ weights + bias
    refuse_overflow("inputs", inputs, sums)
    return ACTIVATIONS[name].value(sums)


def correlate(image, kernel, *, bias=0.0, stride=1, padding="valid", dilation=1):
    """Return the cross-correlation of images with a kernel or a bank of filters: a convolutional layer.

    At each position the kernel is multiplied element by element with the pixels under it, and the
    products and the bias are summed. The kernel is not flipped, as in every deep-learning library,
    though they call the operation a convolution.

    Parameters
    ----------
    image : array_like of shape (H, W), (H, W, C) or (N, H, W, C)
        One image or several, finite numbers.
    kernel : array_like of shape (kh, kw) or (kh, kw, C_in, C_out)
        One kernel, which is applied to every channel by itself, or a bank of ``C_out`` filters,
        each a stack of ``C_in`` kernels whose results are summed. An image of shape (H, W) has one
        channel.
    bias : float or array_like of shape (C_out,), default 0.0
        Added to every output, or with a bank to the outputs of each filter.
    stride, dilation : int or (int, int), default 1
        Pixels between neighbouring positions, and between neighbouring elements of the kernel.
        One of the two is 1.
    padding : {"valid", "same", "edge"}, default "valid"
        No padding, zeros, or the border repeated. The extra pixel of an odd number goes at the end.

    Returns
    -------
    ndarray of shape (H', W'), (H', W', C) or (N, H', W', C), float
        The feature maps, H' and W' as :func:`~cnn_docs.output_size` computes them. A
        bank makes C the number of filters, and gives an image of shape (H, W) this axis too.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If a shape does not fit, the kernel is larger than the padded image, stride or dilation are
        below 1 or both above 1, the padding is unknown, a number is NaN or infinite, or a sum is too
        large for the float type.

    Examples
    --------
    Light above dark, under a kernel for horizontal edges:

    >>> image = np.array([[100, 100, 100], [50, 50, 50], [0, 0, 0]])
    >>> kernel = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
    >>> correlate(image, kernel)
    array([[-300.]])
    >>> correlate(image, kernel, padding="edge")
    array([[-150., -150., -150.],
           [-300., -300., -300.],
           [-150., -150., -150.]])

    Sixteen filters on three channels:

    >>> correlate(np.ones((32, 32, 3)), np.ones((3, 3, 3, 16))).shape
    (30, 30, 16)
    """
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    kernel = finite_array(kernel, "kernel", ranks=KERNEL_SHAPES)
    if 0 in kernel.shape[:2]:
        refuse("kernel", "an array with at least one row and column", kernel)
    batch = as_batch(image)
    channels = output_channels(batch, kernel)
    steps = {"stride": stride, "padding": choice(padding, "padding", PADDINGS), "dilation": dilation}
    window = sliding_window(batch, kernel.shape[:2], "kernel", **steps)
    dtype = np.result_type(batch, kernel)
    wide = for_sums(dtype)
    maps = np.empty((len(batch), *window.positions, channels), wide)
    kernel, bias = kernel.astype(wide, copy=False), _bias(bias, kernel)
    refuse_unfitting(bias, "bias", dtype)
    correlate_one = correlate_kernel if kernel.ndim == 2 else correlate_bank
    with overflowing():
        for pixels, result in zip(batch.astype(wide, copy=False), maps, strict=True):
            correlate_one(pixels, kernel, window, bias, result)
        maps = maps.astype(dtype, copy=False)
    refuse_overflow("image", image, maps)
    return maps[0, ..., 0] if image.ndim == kernel.ndim == 2 else as_given(maps, image)


def max_pool(image, pool_size=2, *, stride=None, padding="valid"):
    """Return the largest value of each window, in each channel by itself.

    Parameters
    ----------
    image : array_like of shape (H, W), (H, W, C) or (N, H, W, C)
        One image or several, finite numbers.
    pool_size : int or (int, int), default 2
        Height and width of the window, in pixels.
    stride : int, (int, int) or None, default None
        Pixels between neighbouring windows; None is the pool size, so that they do not overlap.
    padding : {"valid", "same"}, default "valid"
        Whether windows that reach past the border are left out or cover fewer pixels.

    Returns
    -------
    ndarray of shape (H', W'), (H', W', C) or (N, H', W', C), float
        The maxima, H' and W' as :func:`~cnn_docs.output_size` computes them.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the shape is another one, a size or stride is below 1, the window is larger than the
        image without padding, the padding is unknown, or a number is NaN or infinite.

    Examples
    --------
    >>> image = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])
    >>> max_pool(image)
    array([[6., 2.],
           [4., 9.]])
    >>> max_pool(image, stride=1)
    array([[6., 6., 2.],
           [6., 9., 9.],
           [4., 9., 9.]])
    """
    return _pool(image, pool_size, stride, padding, np.maximum, -np.inf)


def average_pool(image, pool_size=2, *, stride=None, padding="valid"):
    """Return the mean of each window, in each channel by itself.

    Padding does not count: at the border the mean is that of the pixels inside the image.

    Parameters
    ----------
    image, pool_size, stride, padding
        As in :func:`max_pool`.

    Returns
    -------
    ndarray of shape (H', W'), (H', W', C) or (N, H', W', C), float
        The means, H' and W' as in :func:`max_pool`.

    Raises
    ------
    TypeError, ValueError
        As in :func:`max_pool`.

    Examples
    --------
    >>> average_pool(np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]]))
    array([[3.75, 1.5 ],
           [2.5 , 4.75]])
    """
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    wide = image.astype(for_sums(image.dtype), copy=False)
    sums = _sums(wide, pool_size, stride, padding)
    if sums is None:  # too large to be added up, but the means are not
        return 2 * average_pool(image / 2, pool_size, stride=stride, padding=padding)
    if padding == "valid":
        return (sums / math.prod(pair(pool_size, "pool_size"))).astype(image.dtype, copy=False)
    inside = np.ones(image.shape[:2] if image.ndim < 4 else image.shape[1:3], sums.dtype)
    counts = _pool(inside, pool_size, stride, padding, np.add, 0)
    means = sums / (counts if sums.ndim == 2 else counts[..., np.newaxis])
    return means.astype(image.dtype, copy=False)


def global_average_pool(image):
    """Return the mean of each channel over all pixels.

    Parameters
    ----------
    image : array_like of shape (H, W), (H, W, C) or (N, H, W, C)
        One image or several, finite numbers, at least one pixel.

    Returns
    -------
    float or ndarray of shape (C,) or (N, C)
        The means.

    Raises
    ------
    TypeError
        If the image is not made of real numbers.
    ValueError
        If the shape is another one or has no pixels, or a number is NaN or infinite.

    Examples
    --------
    >>> global_average_pool(np.ones((4, 4, 50))).shape
    (50,)
    """
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    axes = (0, 1) if image.ndim == 2 else (-3, -2)
    if 0 in [image.shape[axis] for axis in axes]:
        refuse("image", "an array with at least one pixel", image)
    # In double precision: a running sum of a million float32 would lose the later ones.
    wide = np.result_type(image, np.float64)
    with overflowing():
        means = image.mean(axis=axes, dtype=wide)
    if not all_finite([means]):  # too large to be added up, but the means are not
        means = 2 * global_average_pool(image / 2)
    return means.astype(image.dtype, copy=False)


def flatten(image):
    """Return all values of each image in one row.

    Row follows row, within a row pixel follows pixel, and within a pixel channel follows channel. In an
    image of shape (6, 6, 32) the right neighbour of a value is 32 places further on, the lower one 192.

    Parameters
    ----------
    image : array_like of shape (H, W), (H, W, C) or (N, H, W, C)
        One image or several, finite numbers.

    Returns
    -------
    ndarray of shape (H * W,), (H * W * C,) or (N, H * W * C), float
        The same values, in a new array.

    Raises
    ------
    TypeError
        If the image is not made of real numbers.
    ValueError
        If the shape is another one, or a number is NaN or infinite.

    Examples
    --------
    >>> flatten([[1, 2, 3], [4, 5, 6]])
    array([1., 2., 3., 4., 5., 6.])
    >>> flatten(np.zeros((10, 6, 6, 32))).shape
    (10, 1152)
    """
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    shape = (len(image), math.prod(image.shape[1:])) if image.ndim == 4 else image.size
    return image.reshape(shape).copy()


def dropout(values, rate, *, seed, training=True):
    """Return values of which a random part is set to zero, as in a training step.

    Inverted dropout, as in Keras: the survivors are scaled by ``1 / (1 - rate)``, which keeps the
    expected sum, so that nothing is left to do at inference. The paper scales there instead.

    Parameters
    ----------
    values : array_like
        Finite numbers, any shape.
    rate : float
        Probability that a value is set to zero, each one by itself; from 0 to below 1.
    seed : int
        Seed of the random choice, 0 or above. The same seed drops the same values.
    training : bool, default True
        False, as at inference, returns the values as they are.

    Returns
    -------
    ndarray of the shape of ``values``, float
        A new array.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the rate or the seed is out of range, a value is NaN or infinite, or a survivor is too
        large for the float type once it is scaled.

    References
    ----------
    .. [1] N. Srivastava et al., "Dropout: a simple way to prevent neural networks from
       overfitting", Journal of Machine Learning Research 15, 2014,
       https://jmlr.org/papers/v15/srivastava14a.html

    Examples
    --------
    >>> dropout(np.ones(8), 0.5, seed=1)
    array([2., 2., 0., 2., 0., 0., 2., 0.])
    >>> dropout(np.ones(3), 0.5, seed=1, training=False)
    array([1., 1., 1.])
    """
    values = finite_array(values, "values")
    rate = number(rate, "rate", minimum=0, below=1)
    chances = np.random.default_rng(whole_number(seed, "seed", minimum=0)).random(values.shape)
    if not flag(training, "training"):
        return values.copy()
    with overflowing():
        dropped = np.where(chances < rate, 0, values / (1 - rate)).astype(values.dtype, copy=False)
    refuse_overflow("values", values, dropped)
    return dropped


def _bias(bias, kernel):
    """Return the bias as one number, or with a bank as one for each filter."""
    bias = finite_array(bias, "bias", ranks={0: "()", 1: "(C_out,)"})
    if bias.ndim and bias.shape != kernel.shape[3:]:
        refuse("bias", "one number, or one for each filter of a bank", bias)
    return bias


def _sums(image, pool_size, stride, padding):
    """Return the sums of all windows, or None where one is too large for the float type."""
    with overflowing():
        sums = _pool(image, pool_size, stride, padding, np.add, 0)
    return sums if all_finite([sums]) else None


def _pool(image, pool_size, stride, padding, combine, filling):
    """Return the values of each window of an image of any rank, combined."""
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    batch = as_batch(image)
    size = pair(pool_size, "pool_size")
    choice(padding, "padding", ("valid", "same"))
    stride = size if stride is None else stride
    window = sliding_window(batch, size, "pool_size", stride=stride, padding=padding)
    pooled = pool(batch, window, combine, filling)
    return pooled[0, ..., 0] if image.ndim == 2 else as_given(pooled, image)
