"""EfficientNet-Lite0 once more, in NumPy and with PyTorch's axes: (channels, height, width)."""

import numpy as np


def windows(maps, kernel_size, stride):
    """Yield row and column in the kernel, and what it meets there, with TensorFlow's padding of "same"."""
    after = [-(-side // stride) for side in maps.shape[1:]]
    missing = [
        max((n - 1) * stride + kernel_size - side, 0) for n, side in zip(after, maps.shape[1:], strict=True)
    ]
    padded = np.pad(maps, [(0, 0), *((m // 2, m - m // 2) for m in missing)])
    for row, column in np.ndindex(kernel_size, kernel_size):
        yield row, column, padded[:, row::stride, column::stride][:, : after[0], : after[1]]


def convolved(maps, kernels, stride=1):
    found = windows(maps, kernels.shape[-1], stride)
    return sum(np.einsum("oi,ihw->ohw", kernels[:, :, r, c], seen) for r, c, seen in found)


def depthwise(maps, kernels, stride):
    found = windows(maps, kernels.shape[-1], stride)
    return sum(kernels[:, 0, r, c][:, None, None] * seen for r, c, seen in found)


def normalised(maps, arrays, name, *, cut=True):
    scale = arrays[f"{name}.weight"] / np.sqrt(arrays[f"{name}.running_var"] + 1e-3)
    shift = arrays[f"{name}.bias"] - scale * arrays[f"{name}.running_mean"]
    maps = scale[:, None, None] * maps + shift[:, None, None]
    return np.clip(maps, 0, 6) if cut else maps


def answer(arrays, pixels):
    """Return the probabilities of the thousand classes of one picture (H, W, 3), from the file's arrays."""
    x = (np.moveaxis(np.asarray(pixels, dtype=float), -1, 0) - 127) / 128
    x = normalised(convolved(x, arrays["_conv_stem.weight"], 2), arrays, "_bn0")
    strided = {1, 3, 5, 11}  # blocks that halve the sides, in order from 0: table 1 of the paper
    for number in range(16):
        block, given = f"_blocks.{number}", x
        if f"{block}._expand_conv.weight" in arrays:
            x = normalised(convolved(x, arrays[f"{block}._expand_conv.weight"]), arrays, f"{block}._bn0")
        x = depthwise(x, arrays[f"{block}._depthwise_conv.weight"], 2 if number in strided else 1)
        x = normalised(x, arrays, f"{block}._bn1")
        x = convolved(x, arrays[f"{block}._project_conv.weight"])
        x = normalised(x, arrays, f"{block}._bn2", cut=False)
        x = x + given if x.shape == given.shape else x
    x = normalised(convolved(x, arrays["_conv_head.weight"]), arrays, "_bn1")
    scores = arrays["_fc.weight"] @ x.mean(axis=(1, 2)) + arrays["_fc.bias"]
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()
