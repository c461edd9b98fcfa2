"""Draw the pictures of ``load_fashion`` from the whole of Fashion-MNIST, and write them into the package.

``apt-get install dataset-fashion-mnist``, then ``python tests/draw_fashion.py``: Debian's package holds the
four files of the authors. Of each class, 300 pictures are drawn from their 60,000 to train on and 100 from
their 10,000 to test on, and no picture twice; then each part is shuffled.
"""

import gzip
import hashlib
import sys
from pathlib import Path

import numpy as np

FOLDER = Path("/usr/share/datasets/fashion-mnist")
FILE = Path(__file__).parents[1] / "cnn_docs" / "datasets" / "fashion.npz"
PARTS = {"train": ("train", 300), "test": ("t10k", 100)}  # name of the files, pictures of each class
SEED = 1708


def read_idx(path):
    """Return the array of a compressed IDX file: two zeros, type, axes, lengths, then the numbers."""
    data = gzip.decompress(path.read_bytes())
    if data[:3] != b"\0\0\x08":  # 8 stands for unsigned bytes
        raise ValueError(f"{path} is no IDX file of unsigned bytes.")
    axes = data[3]
    shape = np.frombuffer(data, ">u4", count=axes, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape.tolist())


def whole(part, folder=FOLDER):
    """Return all pictures and labels of a part."""
    name = PARTS[part][0]
    return read_idx(folder / f"{name}-images-idx3-ubyte.gz"), read_idx(
        folder / f"{name}-labels-idx1-ubyte.gz"
    )


def draw(images, labels, of_each, rng, taken):
    """Return the places of a balanced draw in a random order; ``taken`` are pictures that are drawn."""
    places = []
    for label in range(10):
        chosen = []
        for place in rng.permutation(np.flatnonzero(labels == label)):
            if images[place].tobytes() not in taken:
                taken.add(images[place].tobytes())
                chosen.append(place)
            if len(chosen) == of_each:
                break
        places += chosen
    return rng.permutation(places)


def drawn(folder=FOLDER):
    """Return the arrays of the package's file: pictures, labels and their places in the authors' files."""
    rng, taken, arrays = np.random.default_rng(SEED), set(), {}
    for part, (_, of_each) in PARTS.items():
        images, labels = whole(part, folder)
        places = draw(images, labels, of_each, rng, taken)
        arrays |= {
            f"{part}_images": images[places],
            f"{part}_labels": labels[places],
            f"{part}_places": places.astype(np.uint16),
        }
    return arrays


if __name__ == "__main__":
    np.savez_compressed(FILE, **drawn(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
    print(f"{FILE.stat().st_size:,} bytes, SHA-256 {hashlib.sha256(FILE.read_bytes()).hexdigest()}")
