"""One hash of the files on which every executed page depends."""

import hashlib
import sys
from pathlib import Path

__all__ = ["fingerprint"]


def fingerprint(*paths):
    """Return a hash of the files and folders: of what is in them, and where, and of Python's version.

    Folders count with everything below them but bytecode. A path that is not there counts as absent,
    so that its appearing changes the hash.
    """
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for path in map(Path, paths):
        digest.update(path.name.encode() + b"\0")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(path.parent).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
