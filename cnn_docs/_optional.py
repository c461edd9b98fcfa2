"""Packages that not everyone has: what to say where one is missing.

Nothing is imported before it is needed, and an error names the extra that brings it.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

__all__ = ["install", "installed", "locate", "require"]


def require(module, *, extra, needed_by, package=None):
    """Return a module, imported now; where it is not installed, an error says how to get it.

    Parameters
    ----------
    module : str
        Name to import, such as "skimage.data"; parts of one package may need several calls.
    extra : str
        The extra of this package that brings it, such as "examples".
    needed_by : str
        What needs it, as the beginning of a sentence: "`load_photograph`".
    package : str or None, default None
        Name under which it is installed, where that is another one, such as "scikit-image".

    Returns
    -------
    module

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed. What fails inside an installed one is passed on as it is.

    Examples
    --------
    >>> require("math", extra="examples", needed_by="This line").sqrt(4.0)
    2.0
    """
    _demand(module.partition(".")[0], extra, needed_by, package)
    return import_module(module)


def locate(module, *, extra, needed_by, package=None):
    """Return the folder of a package that only brings files; nothing of it is imported.

    The arguments are those of :func:`require`, with a package of one name for ``module``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed.

    Examples
    --------
    >>> locate("json", extra="examples", needed_by="This line").name
    'json'
    """
    _demand(module, extra, needed_by, package)
    return Path(find_spec(module).origin).parent


def _demand(top, extra, needed_by, package):
    """Say how to get a package that is not installed."""
    if not installed(top):
        message = f"{needed_by} needs {package or top}, which is not installed. {install(extra)} brings it."
        raise ModuleNotFoundError(message, name=top)


def installed(name):
    """Tell whether a package can be imported, without importing it."""
    try:
        return find_spec(name) is not None
    except ValueError:  # imported, by something that left no specification
        return True


def install(extra):
    """Return the command that installs this package with an extra."""
    return f'`pip install "cnn_docs[{extra}]"`'
