"""Writing files so that they are there whole or not at all, and emptying folders."""

import os
import shutil
from pathlib import Path


def write_whole(path, data):
    """Write text or bytes in one step: several processes may write, and any may be stopped.

    A file that holds the same already is not touched.
    """
    data = data.encode() if isinstance(data, str) else data
    path = Path(path)
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)


def empty(folder, keep=()):
    """Remove everything in a folder but some names."""
    for path in Path(folder).glob("*"):
        if path.name in keep:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
