"""How far a long computation is, on a terminal or in a notebook."""

import contextlib
import sys
import time

_PAUSE = 0.1  # seconds between two updates


@contextlib.contextmanager
def progress_shown(wanted, total, noun):
    """Give a function that is told how many more are done; the last state stays, also after an error.

    Where there is neither a terminal nor a notebook, nothing is written.

    Examples
    --------
    >>> with progress_shown(False, 10, "patches") as advance:
    ...     advance(5)
    """
    show, end = _display() if wanted else (None, None)
    if show is None:
        yield lambda _: None
        return
    done, shown_at, started = 0, 0.0, time.monotonic()

    def advance(count):
        nonlocal done, shown_at
        done += count
        if done == total or time.monotonic() - shown_at >= _PAUSE:
            shown_at = time.monotonic()
            show(f"{done} of {total} {noun}, {shown_at - started:.0f} s")

    try:
        yield advance
    finally:
        end()


def _display():
    """Return a function that replaces the line shown, and one that ends it; None twice without a place."""
    if "IPython" in sys.modules:
        from IPython import get_ipython

        shell = get_ipython()
        if shell is not None and hasattr(shell, "kernel"):
            return _in_notebook()
    if sys.stderr is not None and sys.stderr.isatty():
        return _on_terminal()
    return None, None


def _on_terminal():
    def show(text):
        sys.stderr.write(f"\r{text}\x1b[K")
        sys.stderr.flush()

    return show, lambda: sys.stderr.write("\n")


def _in_notebook():
    from IPython.display import display

    handle = display({"text/plain": "0"}, raw=True, display_id=True)
    return lambda text: handle.update({"text/plain": text}, raw=True), lambda: None
