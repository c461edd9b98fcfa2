"""CIFAR-10 in any of the forms in which it is published."""

import codecs
import pickle
import shlex
import zipfile

import numpy as np

from cnn_docs import _checks
from cnn_docs._npz import read_npz
from cnn_docs.datasets.container import ImageDataset

__all__ = ["load_cifar10"]

_NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")
_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
_PIXELS = 3 * 32 * 32
_PACKED = (".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".rar")
_PACKED_BEGINNINGS = (
    *(b"\x1f\x8b", b"\x1f\x9d", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"),
    *(b"PK", b"7z\xbc\xaf", b"Rar!"),
)
_CODES = ("b1", *(f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)), "f4", "f8")
_SOURCE = (
    "A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, technical report, University "
    "of Toronto, 2009, https://www.cs.toronto.edu/~kriz/cifar.html"
)
_LICENCE = "none stated; the authors ask that the technical report is cited"


def load_cifar10(path=None):
    """Return the 60,000 colour pictures of CIFAR-10, 32x32 in ten classes [1]_.

    Parameters
    ----------
    path : path-like or None, default None
        None for Keras's copy, which is downloaded at the first call (170 MB, to ``~/.keras``). Else what
        is there already: a folder unpacked from ``cifar-10-python.tar.gz`` (files ``data_batch_1`` to
        ``data_batch_5`` and ``test_batch``) or from ``cifar-10-binary.tar.gz`` (the same with
        ``.bin``), or a ``.npz`` file with the arrays ``x_train``, ``y_train``, ``x_test``
        and ``y_test``. Pickles are read by a reader that makes arrays and plain values and nothing
        else, so a file that is not what it says cannot run code.

    Returns
    -------
    ImageDataset
        ``images`` is a uint8 array of shape (60000, 32, 32, 3), red, green, blue; the first 50,000 are
        the published training part and the last 10,000 the published test part.

    Raises
    ------
    TypeError
        If ``path`` is no path.
    FileNotFoundError
        If there is nothing at ``path``, or files are missing there.
    ValueError
        If a file does not hold what the format says, is damaged, or is still packed; the message says
        what to do.

    References
    ----------
    .. [1] A. Krizhevsky, "Learning multiple layers of features from tiny images", technical report,
       University of Toronto, 2009.

    Examples
    --------
    Two pictures in the form of Keras's file, where the real one holds 60,000:

    >>> import pathlib
    >>> import tempfile
    >>> pictures, labels = np.zeros((1, 32, 32, 3), np.uint8), np.array([[3]])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "cifar10.npz")
    ...     parts = {"x_train": pictures, "y_train": labels, "x_test": pictures}
    ...     np.savez(path, **parts, y_test=labels)
    ...     cifar = load_cifar10(path)
    >>> cifar.class_names[cifar.train_labels[0]], cifar.test_images.shape
    ('cat', (1, 32, 32, 3))
    """
    parts = _from_keras() if path is None else _from_path(_checks.file_path(path, "path"))
    (train_images, train_labels), (test_images, test_labels) = parts
    images = np.concatenate([train_images, test_images])
    indices = np.arange(len(images))
    return ImageDataset(
        images=images,
        labels=np.concatenate([train_labels, test_labels]).astype(np.int64).ravel(),
        class_names=_NAMES,
        train=indices[: len(train_images)],
        test=indices[len(train_images) :],
        source=_SOURCE,
        licence=_LICENCE,
    )


def _from_keras():
    from cnn_docs._keras import load_keras

    return load_keras().datasets.cifar10.load_data()


def _from_path(path):
    """Both parts, (images, labels) each, from a folder or a .npz file."""
    if not path.exists():
        raise FileNotFoundError(f"`path` must be a folder or a .npz file. There is nothing at {path}.")
    if not path.is_dir():
        return _from_npz(path)
    for ending, read in ((".bin", _read_binary), ("", _read_pickle)):
        missing = [name + ending for name in _BATCHES if not (path / (name + ending)).is_file()]
        if not missing:
            batches = [read(path / (name + ending)) for name in _BATCHES]
            train_images, train_labels = (np.concatenate(part) for part in zip(*batches[:-1], strict=True))
            return (train_images, train_labels), batches[-1]
        if len(missing) < len(_BATCHES):
            break
    message = f"`path` must hold all batches of CIFAR-10. Missing in {path}: {', '.join(missing)}."
    raise FileNotFoundError(f"{message} {_beside(path)}".rstrip())


def _beside(path):
    """Return a hint on what a folder holds in place of the batches, or nothing."""
    entries = sorted(path.iterdir())
    places = [path, *entries, *sorted(path.glob("*/*"))]
    inner = [place for place in places[1:] if _holds_batches(place)]
    archives = [entry for entry in entries if entry.suffix == ".npz"]
    packed = [entry for entry in entries if entry.name.lower().endswith(_PACKED)]
    if inner:
        return f"There are batches in {inner[0]}: give that folder."
    if archives:
        return f"There is {archives[0].name}: give that file, {archives[0]}."
    if packed:
        return f"Unpack {packed[0].name} first{_how(packed[0])}."
    if any(_holds_cifar100(place) for place in places):
        return "It looks like CIFAR-100, which has other classes."
    return ""


def _how(packed):
    """Return the command that unpacks an archive, where it is one that ``tar`` reads everywhere."""
    tar = ".tar" in packed.suffixes or packed.suffix.lower() == ".tgz"
    return f": `tar -xf {shlex.quote(packed.name)}`" if tar else ""


def _holds_cifar100(folder):
    python, binary = ("train", "test", "meta"), ("train.bin", "test.bin", "fine_label_names.txt")
    return any(all((folder / name).is_file() for name in names) for names in (python, binary))


def _holds_batches(folder):
    return any((folder / f"{_BATCHES[0]}{ending}").is_file() for ending in ("", ".bin"))


def _from_npz(path):
    _check_npz(path)
    try:
        arrays = read_npz(path, _ARRAYS)
    except ValueError as error:
        damage = f"{path} is damaged, as an interrupted download is: {error}."
        raise ValueError(f"`path` must be a .npz file of plain arrays. {damage} Get it anew.") from error
    missing = [name for name in _ARRAYS if name not in arrays]
    if missing:
        raise ValueError(
            f"`path` must hold the arrays {', '.join(_ARRAYS)}. Missing in {path}: {', '.join(missing)}."
        )
    train, test = (
        (_checked(arrays[f"x_{part}"], path), _checked_labels(arrays[f"y_{part}"], arrays[f"x_{part}"], path))
        for part in ("train", "test")
    )
    return train, test


def _check_npz(path):
    """Refuse a file that is no archive of arrays, with what to do about it."""
    if not path.is_file():
        _checks.refuse("path", "a folder or a .npz file", f"{path}, a pipe or a device")
    with path.open("rb") as file:
        start = file.read(262)
    if start.startswith(b"PK") and not _holds_other_files(path):
        return
    if start.startswith(_PACKED_BEGINNINGS) or start[257:] == b"ustar":
        hint = f"{path} is a packed archive. Unpack it{_how(path)} and give the folder."
    elif path.name.removesuffix(".bin") in _BATCHES:
        hint = f"{path} is one batch of several. Give the folder that holds all, {path.parent}."
    elif start.startswith(b"\x93NUMPY"):
        hint = f"{path} is a single array. It needs {', '.join(_ARRAYS)} in one file: `numpy.savez`."
    else:
        hint = f"{path} cannot be read as one. Get it anew, or give the folder of the unpacked batches."
    raise ValueError(f"`path` must be a folder or a .npz file of plain arrays. {hint}")


def _holds_other_files(path):
    """Tell whether a ZIP is one of other files than the arrays that a ``.npz`` has; a damaged one is not."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except Exception:  # ``read_npz`` says what is damaged
        return False
    return bool(names) and not any(name.endswith(".npy") for name in names)


def _read_binary(path):
    """One batch of records of one byte for the label and 3,072 for the pixels."""
    data = np.fromfile(path, dtype=np.uint8)
    if not data.size or data.size % (_PIXELS + 1):
        _damaged(path, f"it has {data.size} bytes, which is not a whole number of records of {_PIXELS + 1}")
    records = data.reshape(-1, _PIXELS + 1)
    return _as_pictures(records[:, 1:], records[:, 0], path)


def _read_pickle(path):
    """One batch of the Python version: a dictionary with rows of pixels and a list of labels."""
    try:
        with path.open("rb") as file:
            batch = _PlainUnpickler(file, encoding="bytes").load()
        found = {str(key, "ascii") if isinstance(key, bytes) else key: value for key, value in batch.items()}
    except Exception as error:  # a damaged pickle raises nearly anything
        _damaged(path, f"it is not a batch of the Python version ({error})", error)
    if "fine_labels" in found:
        _damaged(path, "it is a batch of CIFAR-100, which has other classes")
    missing = [name for name in ("data", "labels") if name not in found]
    if missing:
        _damaged(path, f"it has no {' and no '.join(missing)}")
    return _as_pictures(found["data"], found["labels"], path)


class _PlainUnpickler(pickle.Unpickler):
    """Reads NumPy arrays and plain values, and refuses every other object; nothing is imported."""

    def find_class(self, module, name):
        admitted = _ADMITTED.get((module, name))
        if admitted is None:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return admitted


def _encoded(text, encoding):
    """Return a text of bytes as the bytes that Python 2 wrote."""
    if encoding != "latin1":
        raise pickle.UnpicklingError(f"it asks for the encoding {encoding!r}")
    return codecs.encode(text, "latin1")


class _Type:
    """The type of an array's numbers, as a pickle describes it.

    It stands for NumPy's own, into which a pickle may put any state, such as that of numbers that are
    places in memory.
    """

    def __init__(self, code, *_):
        self.code = str(code, "ascii") if isinstance(code, bytes) else code
        if self.code not in _CODES:
            raise pickle.UnpicklingError(f"it asks for values of the type {self.code!r}")
        self.order = "="

    def __setstate__(self, state):
        order = state[1]
        self.order = str(order, "ascii") if isinstance(order, bytes) else order

    def dtype(self):
        """Return NumPy's type."""
        return np.dtype(self.code).newbyteorder(self.order)


class _Array:
    """An array, as a pickle describes it: first that there is one, and then its state."""

    values = np.empty(0)

    def __setstate__(self, state):
        _, shape, kind, by_columns, data = state
        self.values = np.frombuffer(data, kind.dtype()).reshape(shape, order="F" if by_columns else "C")


def _reconstructed(kind, *_):
    if kind is not _Array:
        raise pickle.UnpicklingError("it asks for another kind of array")
    return _Array()


def _from_buffer(data, kind, shape, order):
    array = _Array()
    array.values = np.frombuffer(data, kind.dtype()).reshape(shape, order=order)
    return array


# What the published batches ask for, and batches that later versions of NumPy and Python wrote again.
_ADMITTED = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Type,
    ("_codecs", "encode"): _encoded,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _reconstructed for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _from_buffer for core in ("core", "_core")},
}


def _as_pictures(pixels, labels, path):
    """Rows of 3,072 pixels, one colour after the other, as pictures (N, 32, 32, 3), and their labels."""
    pixels = _as_array(pixels, path)
    if pixels.ndim != 2 or pixels.shape[1] != _PIXELS:
        _damaged(path, f"it has pixels of shape {pixels.shape} instead of (N, {_PIXELS})")
    images = np.ascontiguousarray(pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
    return _checked(images, path), _checked_labels(labels, images, path)


def _checked(images, path):
    if images.dtype != np.uint8 or images.shape[1:] != (32, 32, 3) or not len(images):
        shape = f"shape {images.shape} and type {images.dtype}"
        _damaged(path, f"it has pictures of {shape} instead of (N, 32, 32, 3) and uint8")
    return images


def _checked_labels(labels, images, path):
    labels = _as_array(labels, path).ravel()
    if (
        labels.dtype.kind not in "iu"
        or len(labels) != len(images)
        or not set(labels.tolist()) <= set(range(10))
    ):
        _damaged(path, f"it has {len(labels)} labels for {len(images)} pictures, or labels other than 0 to 9")
    return labels


def _as_array(values, path):
    """Return an array, or a list of whole numbers as one.

    Lists in lists are no array here: in a pickle a few of them can stand for more than any memory holds.
    """
    if isinstance(values, _Array):
        return values.values
    if isinstance(values, np.ndarray):
        return values
    if not isinstance(values, list | tuple) or not all(type(value) is int for value in values):
        _damaged(path, "its rows differ in length, or are no array and no list of whole numbers")
    return np.array(values)


def _damaged(path, what, cause=None):
    raise ValueError(f"`path` must hold CIFAR-10 as published. {path} does not: {what}.") from cause
