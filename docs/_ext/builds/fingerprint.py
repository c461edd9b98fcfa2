"""Hashes: of the files on which every executed page depends, and of plain data."""

import hashlib
import sys
from pathlib import Path

__all__ = ["fingerprint", "hash_of"]


def fingerprint(*paths):
    """Return a hash of the files and folders: of what is in them, and where, and of Python's version.

    Folders count with everything below them but bytecode, hidden files and what editors write beside a
    file that is open. A path that is not there counts as absent, so that its appearing changes the hash.
    """
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for path in map(Path, paths):
        digest.update(path.name.encode() + b"\0")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and not is_passing(file.relative_to(path.parent)):
                digest.update(file.relative_to(path.parent).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def hash_of(data):
    """Return a hash of plain data, by its `repr`."""
    return hashlib.sha256(repr(data).encode()).hexdigest()


def is_passing(file):
    """Tell whether a file is none of the project's: bytecode, or left by an editor or by the system."""
    hidden = any(part.startswith(".") and part != ".nojekyll" for part in file.parts)
    return hidden or "__pycache__" in file.parts or file.name.endswith(("~", ".swp", ".tmp"))
