"""Pictures in a folder on the disk, one subfolder for each class."""

import itertools
import os
import re
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnn_docs import _checks
from cnn_docs.datasets._picture_files import (
    CHANNELS,
    ENDINGS,
    is_picture,
    picture_size,
    read_picture,
    unreadable,
)
from cnn_docs.datasets.container import ImageDataset

__all__ = ["FolderImages", "load_image_folder"]

# Names of folders that are parts of a data set, by the part, and never classes.
_PARTS = {
    **dict.fromkeys(("train", "training"), "training"),
    **dict.fromkeys(("test", "testing"), "test"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "eval", "evaluation"), "validation"),
}
_SYSTEM = {  # what systems and network drives leave behind
    *("__macosx", "$recycle.bin", "recycler", "system volume information", "lost+found"),
    *("@eadir", "@__thumb", "#recycle", "@recycle", "#snapshot", "@recently-snapshot"),
}


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

    A folder without subfolders is one class. Classes and files are taken in the order of their names, the
    same on every system, from subfolders of a class too; a file to which several links lead is taken once.
    Hidden files and folders, what systems leave behind (``__MACOSX``) and files that are no pictures are
    left out. Pictures are turned upright as the camera noted, transparent parts are laid on white, grey
    values of 9 to 16 bits are scaled to 8, colour profiles are not applied, and of an animation or a
    file of several pages the first picture is taken.

    Parameters
    ----------
    path : path-like
        The folder; ``~`` is your home folder.
    size : int, pair of int or None, default None
        Height and width to which each picture is resized (with smoothing; the proportions are not
        kept), at most a hundred million pixels in all. None takes the pictures as they are; then they must
        all have one size.
    channels : {1, 3, 4}, default 3
        1 for grey, 3 for red, green, blue, 4 for those and opacity.
    test_fraction : float, default 0.2
        Part of each class that is held out, drawn at random and rounded to whole pictures; at least one
        picture of each class stays to train on.
    skip_broken : bool, default False
        True leaves out files that cannot be read, with a warning that names them.
    seed : int, default 0
        Seed of the split.

    Returns
    -------
    FolderImages
        ``images`` is a uint8 array of shape (N, H, W, channels), ``class_names`` are the names of the
        subfolders in the order of their characters' numbers (capitals first), ``files`` the file of
        each picture.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    NotADirectoryError
        If ``path`` is a file.
    PermissionError
        If a folder in it cannot be listed.
    TypeError
        If an argument has the wrong type.
    ValueError
        If the folder or a class has no pictures, a file is empty, broken or of a format that cannot be
        read, the subfolders are parts of a data set (``train``, ``test``) or hold the classes themselves,
        the pictures differ in size while ``size`` is None, two subfolders have one name but for the way
        its accents are stored, a link leads from one class to another, the pictures do not fit into the
        memory at that size, or an argument is out of its range.

    Notes
    -----
    Besides the result, one picture is in memory at a time. Where ``size`` is None, the sizes are read and
    compared before any picture is decoded.

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
    size = None if size is None else _checks.picture_size(size, "size")
    channels = _checks.positive_integer(channels, "channels")
    if channels not in CHANNELS:
        _checks.refuse("channels", "1, 3 or 4", channels)
    test_fraction = _checks.number(test_fraction, "test_fraction", minimum=0, below=1)
    skip_broken = _checks.flag(skip_broken, "skip_broken")
    seed = _checks.whole_number(seed, "seed", minimum=0)

    path = _checks.file_path(path, "path")
    class_names, files, labels = _files(path)
    broken = {}
    stored = size or _common_size(files, path, broken)
    images = _room_for(len(files) - len(broken), stored, channels)
    read = _read_all([file for file in files if file not in broken], size, channels, images, broken)
    _report(broken, len(files), path, skip=skip_broken)
    kept = {file: label for file, label in zip(files, labels, strict=True) if file not in broken}
    _check_classes(class_names, set(kept.values()), path)
    labels = np.array(list(kept.values()), dtype=np.int64)
    test = _draw_test(labels, test_fraction, seed)
    return FolderImages(
        images=images[:read],
        labels=labels,
        class_names=class_names,
        train=np.setdiff1d(np.arange(len(labels)), test),
        test=test,
        source=str(path),
        licence="not known: your own files",
        files=tuple(kept),
    )


def _files(path):
    """Names of the classes, and the files and their labels in order."""
    if not path.exists():
        raise FileNotFoundError(f"`path` must be a folder. There is nothing at {path}.")
    if not path.is_dir():
        raise NotADirectoryError(f"`path` must be a folder. {path} is a file.")
    folders = _in_order(entry for entry in path.iterdir() if entry.is_dir() and not _is_left_out(entry))
    loose = _in_order(entry for entry in path.iterdir() if folders and _is_picture(entry))
    if loose:
        leads = "" if loose[0].exists() else ", a link that leads to nothing"
        raise ValueError(
            f"`path` must hold one subfolder for each class. {path} has subfolders and {len(loose)} pictures "
            f"beside them, such as {loose[0].name}{leads}."
        )
    _check_names(path, folders)
    files, labels = [], []
    for label, folder in enumerate(folders or [path]):
        others = {os.path.realpath(other): other for other in folders if other != folder}
        found = _pictures_in(folder, others)
        if not found:
            endings = ", ".join(ENDINGS)
            raise ValueError(f"`path` must hold pictures ({endings}). {_from(path, folder)} holds none.")
        files += found
        labels += [label] * len(found)
    _check_levels(path, folders, files)
    files, labels = _links_once(path, files, labels)
    return tuple(_composed(folder.name) for folder in folders or [path.resolve()]), files, labels


def _composed(name):
    """Return a name with one character for a letter and its accent, which some systems take apart."""
    return unicodedata.normalize("NFC", name)


def _check_names(path, folders):
    """Refuse two classes whose names read the same."""
    for folder, other in itertools.pairwise(folders):  # in order, so that they are neighbours
        name = _composed(folder.name)
        if name == _composed(other.name):
            raise ValueError(
                f"`path` must hold one subfolder for each class. {path} has two named {name!r}, one of which "
                "has its accents apart. Put their pictures into one."
            )


def _links_once(path, files, labels):
    """Return the files and labels with each file once, however many links lead to it.

    A file to which links lead from two classes is refused.
    """
    if not any(file.is_symlink() for file in files):
        return files, labels
    first = {}
    for file, label in zip(files, labels, strict=True):
        if not file.exists():
            first[file] = file, label
            continue
        status = file.stat()
        other, other_label = first.setdefault((status.st_dev, status.st_ino), (file, label))
        if label != other_label:
            link, place = (file, other) if file.is_symlink() else (other, file)
            raise ValueError(
                f"`path` must hold each picture in one class. {_from(path, link)} leads to "
                f"{_from(path, place)} or to where that leads. Remove this link."
            )
    files, labels = zip(*first.values(), strict=True)
    return list(files), list(labels)


def _check_levels(path, folders, files):
    """Refuse subfolders that are no classes: the parts of a data set, or one folder around the classes."""
    rule = "`path` must hold one subfolder for each class."
    inner = {folder: _folders_below(folder, files) for folder in folders}
    parts = [path / name for name in _parts_among([folder.name for folder in folders])]
    if len(parts) > 1 or (parts and (len(parts) == len(folders) or any(inner[part] for part in parts))):
        named = _checks.listed(folder.name for folder in parts)
        hint = f"Load one part after the other, such as {parts[0]}."
        raise ValueError(f"{rule} {path} holds {named}, which are parts of a data set. {hint}")
    for folder in folders:
        below = _parts_among(inner[folder])
        if len(below) > 1:
            hint = "Put the classes into the parts, and load one part after the other."
            raise ValueError(f"{rule} {folder} holds {_checks.listed(below)}, parts of a data set. {hint}")
    if len(folders) == 1 and inner[folders[0]]:
        name, below = folders[0].name, _checks.listed(inner[folders[0]][:5])
        hint = f"If those are the classes, give {folders[0]}."
        raise ValueError(f"{rule} {path} holds only {name!r}, whose pictures are all in {below}. {hint}")


def _parts_among(names):
    """Return the names of parts of a data set: by themselves, or by a word where most names have one."""
    found = {name: _part_in(name) for name in names if _part_in(name)}
    if len(set(found.values())) > 1 and 2 * len(found) > len(names):
        return list(found)
    return [name for name in names if name.lower() in _PARTS]


def _part_in(name):
    """Return the part of a data set that a name has a word for, as ``seg_train`` has, or None."""
    words = re.findall("[A-Z]?[a-z]+|[A-Z]+", name)
    return next((_PARTS[word.lower()] for word in words if word.lower() in _PARTS), None)


def _folders_below(folder, files):
    """Names of the folders in ``folder`` that hold pictures; none where pictures stand beside them."""
    below = [file.relative_to(folder).parts for file in files if file.is_relative_to(folder)]
    return [] if any(len(parts) == 1 for parts in below) else sorted({parts[0] for parts in below})


def _pictures_in(folder, others):
    """Pictures in a folder and the folders below it, links to folders followed once.

    ``others`` are the other classes by their real place: a link to one, or to what is around it, would
    bring its pictures into this class.
    """
    found, visited = [], set()
    for place, names, files in os.walk(folder, followlinks=True, onerror=_refuse):
        real = os.path.realpath(place)
        shared = [other for at, other in others.items() if Path(at).is_relative_to(real)]
        if shared:
            raise ValueError(
                f"`path` must hold each picture in one class. {place} leads to {real}, where the class "
                f"{shared[0].name!r} is. Remove this link."
            )
        names[:] = [] if real in visited else [name for name in names if not _is_left_out(Path(place, name))]
        found += [] if real in visited else [Path(place, name) for name in files]
        visited.add(real)
    return _in_order(entry for entry in found if _is_picture(entry))


def _refuse(error):
    """Raise the error of a folder that cannot be listed, which would be left out in silence."""
    raise error


def _in_order(entries):
    """Paths in the order of the characters' numbers, which is the same on every system."""
    return sorted(entries, key=lambda entry: ([_composed(part) for part in entry.parts], entry.parts))


def _is_left_out(entry):
    return entry.name.startswith(".") or entry.name.lower() in _SYSTEM


def _is_picture(entry):
    return not _is_left_out(entry) and not entry.is_dir() and is_picture(entry)


def _common_size(files, path, broken):
    """Return the size that all pictures have, from their heads; those that cannot be read are noted."""
    first, size = None, (1, 1)
    for file in files:
        try:
            found = picture_size(file)
        except unreadable() as error:
            broken[file] = _why(file, error)
            continue
        if first is None:
            first, size = file, found
        if found != size:
            raise ValueError(
                f"`size` must be given where pictures differ in size. {_from(path, first)} is "
                f"{size[0]}x{size[1]} (height x width), {_from(path, file)} {found[0]}x{found[1]}."
            )
    return size


def _room_for(count, size, channels):
    """Return an empty array for so many pictures, or refuse a size for which the memory cannot hold them."""
    try:
        return np.empty((count, *size, channels), np.uint8)
    except MemoryError:
        _checks.refuse("size", f"so small that {count:,} pictures fit into the memory", size)


def _read_all(files, size, channels, images, broken):
    """Fill ``images``; note the reason for each file that cannot be read. Return how many could."""
    count = 0
    for file in files:
        try:
            images[count] = read_picture(file, size, channels)
        except unreadable() as error:
            broken[file] = _why(file, error)
        else:
            count += 1
    return count


def _why(file, error):
    if not file.exists():
        return "a link that leads to nothing"
    empty = file.is_file() and not file.stat().st_size
    return "empty" if empty else str(error) or type(error).__name__


def _from(path, file):
    """Return the way from the folder to a file, which tells apart files of one name."""
    return file.relative_to(path).as_posix() if file != path else str(path)


def _report(broken, count, path, *, skip):
    """Refuse the files that cannot be read, or warn of them."""
    if not broken:
        return
    some = "; ".join(f"{_from(path, file)}: {reason}" for file, reason in list(broken.items())[:5])
    more = f"; and {len(broken) - 5} more" if len(broken) > 5 else ""
    message = f"{len(broken)} of {count} pictures in {path} cannot be read ({some}{more})."
    if not skip:
        raise ValueError(f"{message} Mend or remove them, or leave them out with `skip_broken=True`.")
    if len(broken) == count:
        raise ValueError(f"`path` must hold pictures. {message}")
    warnings.warn(f"Left out: {message}", stacklevel=3)


def _check_classes(class_names, labels, path):
    """Refuse a class of which no picture could be read."""
    lost = [name for label, name in enumerate(class_names) if label not in labels]
    if lost:
        raise ValueError(
            f"`path` must hold pictures of each class. None can be read of {_checks.listed(lost)} in {path}."
        )


def _draw_test(labels, test_fraction, seed):
    """Draw the indices of the pictures held out: the same part of every class."""
    rng = np.random.default_rng(seed)
    drawn = [np.empty(0, dtype=np.int64)]
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        drawn.append(members[: min(round(test_fraction * len(members)), len(members) - 1)])
    return np.sort(np.concatenate(drawn))
