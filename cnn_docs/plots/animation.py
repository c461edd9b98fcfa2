"""The sliding window of a convolution, step by step: as a moving picture or under the reader's control."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape

from cnn_docs._checks import choice, file_path, number, refuse
from cnn_docs.plots import _cells as cells
from cnn_docs.plots._frames import convolution_frames, encode, png
from cnn_docs.plots._stepper import html_page, svg_image
from cnn_docs.plots._steps import single_channel, steps_of

__all__ = ["Animation", "animate_convolution"]

_MIMETYPES = {"gif": "image/gif", "webp": "image/webp", "svg": "image/svg+xml", "html": "text/html"}


@dataclass(frozen=True)
class Animation:
    """An encoded animation, which notebooks show and :meth:`save` writes to a file.

    Attributes
    ----------
    data : bytes
        The file: a GIF or WebP picture, or the UTF-8 text of an SVG picture or an HTML fragment.
    format : str
        "gif", "webp", "svg" or "html".
    alt : str
        What is to be seen, in words.
    still : bytes
        The last frame of a moving picture as PNG, for readers who asked for less motion; empty for "svg"
        and "html".
    """

    data: bytes = field(repr=False)
    format: str
    alt: str
    still: bytes = field(default=b"", repr=False)
    _draw: Callable | None = field(default=None, repr=False, compare=False)

    def dark(self):
        """Return the animation in the colours of dark pages; they are drawn only now.

        Returns
        -------
        Animation
            Another moving picture; an "svg" or "html" one is returned as it is.

        Examples
        --------
        >>> import numpy as np
        >>> animation = animate_convolution(np.eye(4), np.ones((2, 2)))
        >>> animation.dark().alt == animation.alt
        True
        >>> animation.dark().data == animation.data
        False
        """
        return self._draw("dark") if self._draw else self

    def save(self, path):
        """Write the file and return its path.

        Parameters
        ----------
        path : str or path-like
            File name; the ending is not looked at.

        Returns
        -------
        pathlib.Path
            The same path.

        Raises
        ------
        TypeError, ValueError
            If `path` is no path.
        OSError
            If the file cannot be written.
        """
        path = file_path(path, "path")
        path.write_bytes(self.data)
        return path

    def _repr_html_(self):
        if self.format in ("svg", "html"):
            return self.data.decode()
        moving, still = (
            f"data:{kind};base64,{base64.b64encode(data).decode()}"
            for kind, data in ((_MIMETYPES[self.format], self.data), ("image/png", self.still))
        )
        source = f'<source media="(prefers-reduced-motion: reduce)" srcset="{still}">'
        image = f'<img src="{moving}" alt="{escape(self.alt)}" style="max-width: 100%">'
        return f"<picture>{source}{image}</picture>"

    def _repr_mimebundle_(self, include=None, exclude=None):  # noqa: ARG002 (what notebooks call)
        return {"text/html": self._repr_html_(), "text/plain": f"{self!r}"}


def animate_convolution(
    image,
    kernel,
    *,
    bias=0.0,
    stride=1,
    padding="valid",
    dilation=1,
    format="gif",  # noqa: A002 (the word that readers know)
    seconds_per_step=0.6,
):
    """Animation of a kernel sliding over an image, which fills the output cell by cell.

    Parameters
    ----------
    image : array_like of shape (H, W)
        One channel of finite numbers, at most 14 x 14 with its padding.
    kernel : array_like of shape (kh, kw)
        The kernel. It is not flipped.
    bias : float, default 0.0
        Added to every sum.
    stride, dilation : int or (int, int), default 1
        As in :func:`cnn_docs.correlate`.
    padding : {"valid", "same", "edge"}, default "valid"
        As in :func:`cnn_docs.correlate`.
    format : {"gif", "webp", "svg", "html"}, default "gif"
        Moving pictures play by themselves, without end. The other two wait for the reader: buttons
        and arrow keys step through them; "html" is a fragment for a page, with a slider and a button that
        plays all steps once.
    seconds_per_step : float, default 0.6
        Time of a step of a moving picture, in seconds, at least 0.02 and below 600.

    Returns
    -------
    Animation
        The encoded file; notebooks show it.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cnn_docs.correlate`; also if the image or the kernel has another
        number of axes than two, the padded image is too large to be read, or the format is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> animation = animate_convolution(np.eye(4), np.ones((2, 2)))
    >>> animation.alt[:65]
    'A 2 × 2 kernel slides over a 4 × 4 input and gives a 3 × 3 output'
    >>> animation.data[:6]
    b'GIF89a'
    """
    choice(format, "format", _MIMETYPES)
    seconds = number(seconds_per_step, "seconds_per_step", minimum=0.02, below=600)
    image, kernel = single_channel(image, kernel)
    steps = steps_of(image, kernel, bias=bias, stride=stride, padding=padding, dilation=dilation)
    if max(*steps.padded.shape, *kernel.shape) > cells.MOST_CELLS:
        refuse("image", f"at most {cells.MOST_CELLS} pixels high and wide with its padding", image)
    alt = _in_words(steps)
    if format == "svg":
        return Animation(svg_image(steps, alt).encode(), format, alt)
    if format == "html":
        return Animation(html_page(steps, alt).encode(), format, alt)
    return _moving(steps, format, seconds, alt, "light")


def _moving(steps, format, seconds, alt, theme):  # noqa: A002
    frames = convolution_frames(steps, theme)
    draw = partial(_moving, steps, format, seconds, alt)
    return Animation(encode(frames, format, seconds), format, alt, png(frames[-1]), draw)


def _in_words(steps):
    kernel, image, output = (
        " × ".join(map(str, array.shape)) for array in (steps.kernel, steps.image, steps.output)
    )
    return (
        f"A {kernel} kernel slides over a {image} input and gives a {output} output, one cell at each step: "
        f"{cells.number_text(steps.output.flat[0])} first, {cells.number_text(steps.output.flat[-1])} last."
    )
