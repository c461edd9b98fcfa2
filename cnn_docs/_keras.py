"""Keras, loaded at the first call that needs it, without TensorFlow's lines on standard error."""

import contextlib
import os
import re
import sys
import tempfile
import threading

__all__ = ["load_keras"]

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
        If Keras or its backend cannot be imported; what they wrote is then shown.

    Examples
    --------
    >>> load_keras().__name__
    'keras'
    """
    global _loaded
    if _loaded is None:
        with _lock:
            if _loaded is None:
                with _quiet():
                    import keras

                    keras.ops.zeros(())  # the first operation looks for graphics cards, and says so
                _loaded = keras
    return _loaded


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
