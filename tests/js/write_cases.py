"""Write the golden cases: what ``cnn_docs`` computes, for the explorers' arithmetic to agree with.

Run ``python tests/js/write_cases.py`` after a change in the package's arithmetic or in ``cases/*.py``, with
names to write only theirs; ``tests/test_explorer_parity.py`` fails while the files differ from what this
writes, and ``node --test tests/js`` compares the scripts with it.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

CASES = Path(__file__).with_name("cases")
NAMES = sorted(path.stem for path in CASES.glob("[!_]*.py"))


def main(names):
    """Write the files of these explorers."""
    for name in names:
        (CASES / f"{name}.json").write_text(text(name))


def text(name):
    """Text of one file: a list for each kind of case, one case a line."""
    kinds = import_module(f"cases.{name}").cases()
    return (
        "{\n"
        + ",\n".join(f"{json.dumps(kind)}:{compact(list(made))}" for kind, made in kinds.items())
        + "\n}\n"
    )


def compact(cases):
    """JSON without blanks, one case a line."""
    return "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"


if __name__ == "__main__":
    main(sys.argv[1:] or NAMES)
