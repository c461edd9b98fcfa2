"""Pictures in a folder on the disk, one subfolder for each class."""

import struct
import warnings
from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs.datasets.container import ImageDataset

__all__ = ["FolderImages", "load_image_folder"]

_ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".pgm", ".tif", ".tiff", ".webp")
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}  # Pillow's names of the channels


@dataclass(frozen=True, eq=False, repr=False)
class FolderImages(ImageDataset):
    """An :class:`ImageDataset` that also says which file each picture is from.

    Attributes
    ----------
    files : tuple of pathlib.Path
        File of each picture.
    """

    files: tuple


def load_image_folder(path, *, size=None, channels=3, test_fraction=0.2, skip_broken=False, seed=0):
    """Return the pictures in a folder, one class for each of its subfolders.

    A folder without subfolders is one class. Files are taken in the order of their names, from
    subfolders of a class too; hidden files and files that are no pictures by their ending are left
    out. Pictures are turned upright as the camera noted, transparent parts are laid on white, and
    16-bit grey values are scaled to 8 bits.

    Parameters
    ----------
    path : path-like
        The folder.
    size : int, pair of int or None, default None
        Height and width to which each picture is resized (with smoothing; the proportions are not
        kept). None takes the pictures as they are; then they must all have one size.
    channels : {1, 3, 4}, default 3
        1 for grey, 3 for red, green, blue, 4 for those and opacity.
    test_fraction : float, default 0.2
        Part of each class that is held out, drawn at random and rounded to whole pictures.
    skip_broken : bool, default False
        True leaves out files that cannot be read, with a warning that names them.
    seed : int, default 0
        Seed of the split.

    Returns
    -------
    FolderImages
        ``images`` is a uint8 array of shape (N, H, W, channels), ``class_names`` are the names of the
        subfolders in alphabetical order, ``files`` the file of each picture.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    NotADirectoryError
        If ``path`` is a file.
    TypeError
        If an argument has the wrong type.
    ValueError
        If the folder or a class has no pictures, a file is empty or broken, the pictures differ in
        size while ``size`` is None, or an argument is out of its range.

    Examples
    --------
    >>> import tempfile, matplotlib.image
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("cat", "dog"):
    ...         Path(folder, name).mkdir()
    ...         matplotlib.image.imsave(Path(folder, name, "1.png"), np.zeros((6, 8)))
    ...     load_image_folder(folder, channels=1, test_fraction=0)
    FolderImages: 2 images of shape (6, 8, 1), uint8, 2 classes, 2 to train on, 0 to test on
    """
    size = None if size is None else _checks.pair(size, "size")
    channels = _checks.positive_integer(channels, "channels")
    if channels not in _MODES:
        _checks.refuse("channels", "1, 3 or 4", channels)
    test_fraction = _checks.number(test_fraction, "test_fraction", minimum=0, below=1)
    skip_broken = _checks.flag(skip_broken, "skip_broken")
    seed = _checks.whole_number(seed, "seed", minimum=0)

    class_names, files, labels = _files(_checks.file_path(path, "path"))
    pictures, broken = _read_all(files, size, channels)
    if broken:
        _report(broken, len(files), path, skip_broken)
        kept = [place for place, picture in enumerate(pictures) if picture is not None]
        files, labels, pictures = ([column[place] for place in kept] for column in (files, labels, pictures))
    _same_size(files, pictures)
    labels = np.array(labels, dtype=np.int64)
    test = _draw_test(labels, test_fraction, seed)
    return FolderImages(
        images=np.stack(pictures),
        labels=labels,
        class_names=class_names,
        train=np.setdiff1d(np.arange(len(labels)), test),
        test=test,
        source=str(path),
        licence="not known: your own files",
        files=tuple(files),
    )


def _files(path):
    """Names of the classes, and the files and their labels in order."""
    if not path.exists():
        raise FileNotFoundError(f"`path` must be a folder. There is nothing at {path}.")
    if not path.is_dir():
        raise NotADirectoryError(f"`path` must be a folder. {path} is a file.")
    folders = sorted(entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    files, labels = [], []
    for label, folder in enumerate(folders or [path]):
        found = _pictures_in(folder)
        if not found:
            raise ValueError(f"`path` must hold pictures ({', '.join(_ENDINGS)}). {folder} holds none.")
        files += found
        labels += [label] * len(found)
    loose = [entry for entry in path.iterdir() if folders and _is_picture(entry)]
    if loose:
        raise ValueError(
            f"`path` must hold one subfolder for each class. {path} has subfolders and {len(loose)} pictures "
            f"beside them, such as {loose[0].name}."
        )
    return tuple(folder.name for folder in folders or [path.resolve()]), files, labels


def _pictures_in(folder):
    return sorted(entry for entry in folder.rglob("*") if _is_picture(entry))


def _is_picture(entry):
    return entry.suffix.lower() in _ENDINGS and not entry.name.startswith(".") and entry.is_file()


def _read_all(files, size, channels):
    """Read all pictures, None for one that cannot be read; give the reason for each of those by file."""
    pictures, broken = [], {}
    for file in files:
        try:
            pictures.append(_read(file, size, channels))
        except _unreadable() as error:
            pictures.append(None)
            broken[file] = "empty" if not file.stat().st_size else str(error) or type(error).__name__
    return pictures, broken


def _unreadable():
    """Return what Pillow raises for files that are damaged, or larger than any picture should be."""
    from PIL import Image

    return (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


def _read(file, size, channels):
    """One picture as uint8 (H, W, channels)."""
    from PIL import Image, ImageOps

    with Image.open(file) as opened:
        opened.load()  # turns a TIFF upright itself, and notes that
        picture = _eight_bits(ImageOps.exif_transpose(opened))
        if channels < 4 and picture.has_transparency_data:
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture.convert("RGBA"))
        picture = picture.convert(_MODES[channels])
        if size is not None and picture.size != size[::-1]:
            picture = picture.resize(size[::-1], Image.Resampling.BILINEAR)
    return np.asarray(picture).reshape(picture.height, picture.width, channels)


def _eight_bits(picture):
    """Return a picture of 16-bit grey values in 8 bits; others as they are."""
    from PIL import Image

    if picture.mode.startswith("I;16") or picture.mode == "I":  # 16-bit PNGs open in either mode
        values = np.asarray(picture)
        if values.min() < 0 or values.max() >= 2**16:
            raise ValueError("whole numbers outside 0 to 65535")
        return Image.fromarray(np.rint(values / 257).astype(np.uint8))
    if picture.mode == "F":
        raise ValueError("floating-point values, of which the range is not known")
    return picture


def _report(broken, count, path, skip_broken):
    """Refuse the files that cannot be read, or warn of them."""
    some = "; ".join(f"{file.name}: {reason}" for file, reason in list(broken.items())[:5])
    more = f"; and {len(broken) - 5} more" if len(broken) > 5 else ""
    message = f"{len(broken)} of {count} pictures in {path} cannot be read ({some}{more})."
    if not skip_broken:
        raise ValueError(f"{message} Mend or remove them, or leave them out with `skip_broken=True`.")
    if len(broken) == count:
        raise ValueError(f"`path` must hold pictures. {message}")
    warnings.warn(f"Left out: {message}", stacklevel=3)


def _same_size(files, pictures):
    """Refuse pictures of different sizes, naming the first two that differ."""
    first = pictures[0].shape[:2]
    for file, picture in zip(files, pictures, strict=True):
        if picture.shape[:2] != first:
            raise ValueError(
                f"`size` must be given where pictures differ in size. {files[0].name} is "
                f"{first[0]}x{first[1]} (height x width), {file.name} {picture.shape[0]}x{picture.shape[1]}."
            )


def _draw_test(labels, test_fraction, seed):
    """Draw the indices of the pictures held out: the same part of every class."""
    rng = np.random.default_rng(seed)
    drawn = [np.empty(0, dtype=np.int64)]
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        drawn.append(members[: round(test_fraction * len(members))])
    return np.sort(np.concatenate(drawn))
