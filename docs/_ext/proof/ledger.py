"""The ledger of the ``>>>`` examples that passed, which proves them to the site's build.

The tests write it (``pytest --ledger PATH``, see ``conftest.py``), and the build reads it; ``examples``
has the examples tested that are not in it.
"""

import doctest
import hashlib
import json
from functools import partial
from pathlib import Path

from ..builds.fingerprint import fingerprint
from ..files import write_whole

__all__ = [
    "documents",
    "example_hash",
    "examples_in",
    "package_fingerprint",
    "path",
    "read",
    "untested",
    "write",
]

_PARSER = doctest.DocTestParser()


def package_fingerprint(root):
    """Return the hash of what the examples run: the package and its locked dependencies."""
    return fingerprint(Path(root) / "cnn_docs", Path(root) / "requirements.lock", Path(root) / "conftest.py")


def path(outdir):
    """Return where a build into that folder finds the ledger."""
    return Path(outdir).parent / "ledger.json"


def documents(root):
    """Return the files that may hold examples: the package's modules, the pages, the README."""
    root = Path(root)
    pages = [p for p in root.glob("docs/**/*.md") if "_build" not in p.parts and "gallery" not in p.parts]
    return sorted([*root.glob("cnn_docs/**/*.py"), *pages, *root.glob("README.md")])


def example_hash(source, want):
    """Return what names an example in the ledger: a hash of its code and of its expected output.

    White space at the end of lines is left out, as Sphinx and Sybil leave it out.
    """
    bare = ["\n".join(line.rstrip() for line in text.rstrip().splitlines()) for text in (source, want)]
    return hashlib.sha256("\0".join(bare).encode()).hexdigest()[:20]


def examples_in(text):
    """Return a list of (line from 0, hash) for the examples of a text."""
    return [(e.lineno, example_hash(e.source, e.want)) for e in _PARSER.get_examples(text)]


def read(path, root):
    """Return a mapping from file, relative to `root`, to hashes of passed examples.

    It is empty where the ledger is missing, unreadable or was written for another state of the package.
    """
    try:
        ledger = json.loads(Path(path).read_text("utf-8"))
        if ledger["fingerprint"] == package_fingerprint(root):
            return {file: {block["hash"] for block in blocks} for file, blocks in ledger["passed"].items()}
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return {}


def write(path, root, passed):
    """Write the ledger: `passed` maps files to lists of (line, hash). Other files' entries stay.

    An entry survives only as long as the package's fingerprint and the example's hash do.
    """
    path = Path(path)
    old = json.loads(path.read_text("utf-8"))["passed"] if read(path, root) else {}
    new = {
        file: [{"line": line, "hash": digest} for line, digest in sorted(set(entries))]
        for file, entries in passed.items()
    }
    ledger = {"fingerprint": package_fingerprint(root), "passed": dict(sorted({**old, **new}.items()))}
    write_whole(path, json.dumps(ledger, indent=1) + "\n")


def untested(path, root, memo):
    """Return the files with an example that the ledger does not hold; `memo` knows the examples of files."""
    passed, found = read(path, root), []
    for file in documents(root):
        name, text = file.relative_to(root).as_posix(), file.read_text("utf-8")
        if ">>>" in text:
            hashes = memo.result((name, text), partial(_hashes, file, root))
            found += [] if passed.get(name, set()).issuperset(hashes) else [file]
    return found


def _hashes(file, root):
    """Return the hashes of a file's examples, found the way the tests find them."""
    from .doctests import make_sybils

    return [
        example_hash(example.parsed.source, example.parsed.want)
        for sybil in make_sybils(root)
        if sybil.should_parse(file)
        for example in sybil.parse(file).examples()
        if not example.parsed.options.get(doctest.SKIP)
    ]
