"""Write the tables of the reference, each with a seal, so that nobody changes one by hand unseen."""

import hashlib
from pathlib import Path

ENDING = ".sha256"


def seal(text):
    """Return what the seal of a text holds."""
    return f"{hashlib.sha256(text.encode()).hexdigest()}\n"


def write(path, text):
    """Write a table, and its seal beside it."""
    Path(path).write_text(text, encoding="utf-8")
    Path(f"{path}{ENDING}").write_text(seal(text), encoding="utf-8")


def is_sealed(path, text=None):
    """Tell whether a table, or another text in its place, is what was written."""
    text = Path(path).read_text("utf-8") if text is None else text
    return Path(f"{path}{ENDING}").read_text("utf-8") == seal(text)
