"""One position of a kernel after the other: what a drawing of a convolution shows at each."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnn_docs._checks import finite_array, pair, refuse
from cnn_docs.geometry import padding_amounts
from cnn_docs.operations import correlate
from cnn_docs.plots._cells import number_text


@dataclass(frozen=True)
class Steps:
    """An image (H, W), a kernel (kh, kw) and their sums; or (H, W, C) and a stack (kh, kw, C)."""

    image: np.ndarray
    kernel: np.ndarray
    padded: np.ndarray
    before: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    bias: float
    output: np.ndarray

    @cached_property
    def extent(self):
        """Height and width of what the dilated kernel covers, in pixels."""
        return tuple(d * (size - 1) + 1 for d, size in zip(self.dilation, self.kernel.shape, strict=False))

    def corner(self, position):
        """Row and column of the window's first pixel, counted in the image; below 0 in the padding."""
        steps = zip(position, self.stride, self.before, strict=True)
        return tuple(int(place * stride - before) for place, stride, before in steps)

    def window(self, position):
        """Values under the kernel's elements."""
        rows, columns = (
            slice(place * stride, place * stride + extent, dilation)
            for place, stride, extent, dilation in zip(
                position, self.stride, self.extent, self.dilation, strict=True
            )
        )
        return self.padded[rows, columns]

    def products(self, position):
        """Window times kernel, element by element."""
        return self.window(position) * self.kernel

    def line(self, position):
        """Sum of the products at a position, the bias and the output, in words."""
        total = number_text(self.products(position).sum())
        value = number_text(self.output[position])
        return f"output {position} = {total} {bias_text(self.bias)} = {value}"

    def is_inside(self, position):
        """Whether each value under the kernel is the image's own, as a mask of the window."""
        top, left = self.corner(position)
        rows = top + self.dilation[0] * np.arange(self.kernel.shape[0])
        columns = left + self.dilation[1] * np.arange(self.kernel.shape[1])
        height, width = self.image.shape[:2]
        return np.logical_and.outer((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))


def bias_text(bias):
    """Write the last term of a sum."""
    text = number_text(bias)
    return f"+ bias {text}" if bias >= 0 else f"+ bias ({text})"


def steps_of(image, kernel, *, bias, stride, padding, dilation):
    """Compute the steps of a checked image and kernel; `correlate` checks everything else."""
    steps = {"stride": stride, "padding": padding, "dilation": dilation}
    bank = kernel if kernel.ndim == 2 else kernel[..., np.newaxis]
    output = correlate(image, bank, bias=bias, **steps)
    output = output if kernel.ndim == 2 else output[..., 0]
    amounts = padding_amounts(image.shape[:2], kernel.shape[:2], **steps)
    return Steps(
        image,
        kernel,
        padded_image(image, amounts, "edge" if padding == "edge" else "constant"),
        (amounts[0][0], amounts[1][0]),
        pair(stride, "stride"),
        pair(dilation, "dilation"),
        float(bias),
        output,
    )


def padded_image(image, amounts, mode, **keywords):
    """Add rows and columns to the image, but not channels."""
    return np.pad(image, [*amounts, *[(0, 0)] * (image.ndim - 2)], mode=mode, **keywords)


def single_channel(image, kernel):
    """Check an image (H, W) and kernel (kh, kw)."""
    image = finite_array(image, "image", ranks={2: "(H, W)"})
    return image, finite_array(kernel, "kernel", ranks={2: "(kh, kw)"})


def place_of(position, shape):
    """Check a (row, column) of an output of that shape; negative ones are refused."""
    row, column = pair(position, "position", minimum=0)
    if row >= shape[0] or column >= shape[1]:
        refuse("position", f"the (row, column) of one of {shape[0]} x {shape[1]} outputs", position)
    return row, column
