"""Keras, loaded at the first call that needs it, without TensorFlow's lines on standard error."""

import contextlib
import json
import os
import re
import sys
import tempfile
import threading
from pathlib import Path

from cnn_docs._optional import install, installed

__all__ = ["load_keras"]

_BACKENDS = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}  # module, name; also our extras

_lock = threading.RLock()
_loaded = None

# What TensorFlow's native code writes there whatever its log level: glog's lines, information and
# warnings and the error that says there is no graphics card, and the two texts around them.
_NOISE = re.compile(
    rb"[IWE]\d{4} [\d:.]+ +\d+ \S+\.(cc|h):\d+\]"  # I0000 00:00:1795247350.812895    9026 port.cc:153]
    rb"|\d{4}-\d\d-\d\d [\d:.]+: [IWE] \S+\.(cc|h):\d+\]"  # 2026-01-31 12:00:00.123456: I core/port.cc:153]
    rb"|WARNING: All log messages before absl::InitializeLog\(\)"
    rb"|To enable the following instructions:"
)


def load_keras():
    """Return the ``keras`` module, imported and past its first operation.

    TensorFlow writes lines about the machine to file descriptor 2 when it is imported and again at
    its first operation. Those lines are dropped here, once; anything else that arrives on the
    descriptor meanwhile is passed on, and all of it where the import fails. Later calls cost nothing,
    and threads that call it together wait for the one that loads.

    Returns
    -------
    module
        The package ``keras``.

    Raises
    ------
    ImportError
        If Keras 3, or the backend that it is set to, is not installed; the error says how to get it. If one
        of them cannot be imported, what it raised, and what it wrote is then shown.

    Examples
    --------
    >>> load_keras().__name__
    'keras'
    """
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                _check_installed()
                with _quiet():
                    import keras

                    _check_version(keras)
                    keras.ops.zeros(())  # the first operation looks for graphics cards, and says so
                _loaded = keras
    return _loaded


def _check_installed():
    """Refuse to go on without Keras and its backend, before a failed import leaves half of Keras behind."""
    if not installed("keras"):
        raise ModuleNotFoundError(
            f"This needs Keras, which is not installed. {install('tensorflow')} brings it with TensorFlow, "
            f"{install('jax')} with JAX, {install('torch')} with PyTorch.",
            name="keras",
        )
    if "keras" in sys.modules:  # it has its backend
        return
    wanted, told_by = _configured_backend()
    if installed(wanted):
        return
    there = [name for name in _BACKENDS if installed(name)]
    if not there:
        ways = " or ".join(install(name) for name in _BACKENDS)
        message = f"Keras is installed, but no backend for it: it needs TensorFlow, JAX or PyTorch. {ways}"
        raise ModuleNotFoundError(f"{message} brings one.", name=wanted)
    names = " and ".join(_BACKENDS[name] for name in there)
    raise ModuleNotFoundError(
        f"Keras is set to the backend {wanted!r} ({told_by}), which is not installed; {names} "
        f"{'is' if len(there) == 1 else 'are'}. Set the environment variable KERAS_BACKEND to {there[0]!r} "
        f'before Keras is imported: `import os; os.environ["KERAS_BACKEND"] = "{there[0]}"`.',
        name=wanted,
    )


def _configured_backend():
    """Return the backend that Keras will take, and what tells it so, in the order in which Keras looks."""
    if os.environ.get("KERAS_BACKEND"):
        return os.environ["KERAS_BACKEND"], "by the environment variable KERAS_BACKEND"
    path = Path(os.environ.get("KERAS_HOME", "~/.keras")) / "keras.json"
    try:
        path = path.expanduser()
        return json.loads(path.read_text(encoding="utf-8"))["backend"], f"by {path}"
    except (OSError, RuntimeError, ValueError, KeyError, TypeError):  # no home, no such file, no such entry
        return "tensorflow", "its default"


def _check_version(keras):
    """Refuse Keras 2, which has no operations of its own."""
    if not hasattr(keras, "ops"):
        version = getattr(keras, "__version__", "unknown")
        raise ImportError(f"This needs Keras 3. Received: version {version}. `pip install --upgrade keras`.")


@contextlib.contextmanager
def _quiet():
    """Hold file descriptor 2 back, then pass on what is not noise (all of it after an exception)."""
    try:
        saved = os.dup(2)
    except OSError:  # no standard error at all, as under pythonw
        yield
        return
    with tempfile.TemporaryFile() as held:
        _flush()
        os.dup2(held.fileno(), 2)
        failed = True
        try:
            yield
            failed = False
        finally:
            _flush()
            os.dup2(saved, 2)
            os.close(saved)
            held.seek(0)
            for line in held:
                if failed or not _NOISE.match(line):
                    _write(line)


def _flush():
    """Empty the Python side of standard error, which may be absent or closed."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sys.stderr.flush()


def _write(data):
    """Write bytes to file descriptor 2 as they are."""
    with contextlib.suppress(OSError):
        os.write(2, data)
