"""Arrays from a ``.npz`` file of any origin: nothing in it is run, and damage of any kind is one error."""

import numpy as np

__all__ = ["read_npz"]


def read_npz(path, names=None):
    """Return the arrays of a ``.npz`` file by name.

    Parameters
    ----------
    path : pathlib.Path
    names : collection of str or None, default None
        Those to read; None for all.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    ValueError
        If the file is damaged, no ``.npz`` file, or holds other objects than numbers and texts.
    """
    with path.open("rb") as file:
        try:
            with np.load(file, allow_pickle=False) as archive:
                return {name: archive[name] for name in archive.files if names is None or name in names}
        except Exception as error:  # a damaged archive raises nearly anything
            objects = "allow_pickle" in str(error)  # NumPy's advice there is to run what is in the file
            raise ValueError("what it holds is no plain array" if objects else str(error)) from error
