"""Images and kernels of every rank that the operations and their gradients take, read as a batch."""

import numpy as np

from ._checks import refuse

IMAGE_SHAPES = {2: "(H, W)", 3: "(H, W, C)", 4: "(N, H, W, C)"}
KERNEL_SHAPES = {2: "(kh, kw)", 4: "(kh, kw, C_in, C_out)"}


def for_sums(dtype):
    """Return the type to add up in: half precision has no room for sums (65,504 is its largest number)."""
    return np.result_type(dtype, np.float32)


def as_batch(image):
    """Return an image of any rank as a view of shape (N, H, W, C)."""
    if image.ndim == 2:
        return image[np.newaxis, ..., np.newaxis]
    return image[np.newaxis] if image.ndim == 3 else image


def as_given(maps, image):
    """Return maps of shape (N, H, W, C) without the batch axis, where the image had none."""
    return maps if image.ndim == 4 else maps[0]


def output_channels(batch, kernel):
    """Return the channels that the kernel or the bank makes of a batch."""
    channels = batch.shape[-1]
    if kernel.ndim == 2:
        return channels
    if kernel.shape[2] != channels:
        wanted = f"a bank (kh, kw, C_in, C_out) with C_in = {channels}, the channels of the image"
        refuse("kernel", wanted, kernel)
    return kernel.shape[3]
