"""How long a sliding-window GIF takes, against Matplotlib's own writer with the same frames."""

import io
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter
from PIL import Image

from cnn_docs import animate_convolution
from cnn_docs.plots._frames import Scene
from cnn_docs.plots._steps import steps_of

IMAGE = np.random.default_rng(0).integers(0, 10, (6, 6)).astype(float)
KERNEL = np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])


def milliseconds(function, repeats):
    """Return the median processor time of a call, after one to warm up."""
    times = []
    for _ in range(repeats + 1):
        start = process_time()
        function()
        times.append(1000 * (process_time() - start))
    return median(times[1:])


def pillow_writer():
    """Write the same frames the usual way: the whole figure is drawn again at each step."""
    steps = steps_of(IMAGE, KERNEL, bias=0.0, stride=1, padding="edge", dilation=1)
    scene = Scene(steps)
    for artist in (*scene.marks, scene.line):
        artist.set_animated(False)

    def draw(position):
        return [*scene.fill(position), *scene.move(position)]

    positions = list(np.ndindex(steps.output.shape))
    movie = FuncAnimation(scene.figure, draw, positions, init_func=lambda: [], blit=False)
    with tempfile.TemporaryDirectory() as folder:
        movie.save(Path(folder) / "movie.gif", PillowWriter(fps=2), dpi=scene.figure.dpi)
        return (Path(folder) / "movie.gif").read_bytes()


def main():
    ours = animate_convolution(IMAGE, KERNEL, padding="edge").data
    frames = {Image.open(io.BytesIO(data)).n_frames for data in (ours, pillow_writer())}
    if frames != {36}:
        raise RuntimeError(f"Both writers must give 36 frames. Received: {frames}.")
    ours_ms = milliseconds(lambda: animate_convolution(IMAGE, KERNEL, padding="edge"), 3)
    theirs_ms = milliseconds(pillow_writer, 1)
    name = "sliding window of 36 frames as GIF / PillowWriter"
    return [
        {
            "name": name,
            "ours_ms": ours_ms,
            "theirs_ms": theirs_ms,
            "ratio": ours_ms / theirs_ms,
            "bound": 0.25,
        }
    ]
