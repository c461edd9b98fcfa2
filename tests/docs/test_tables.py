"""The tables of the reference are what their sessions wrote, to the last digit."""

import re

import pytest
from lessons import DOCS

from tests.bench.written import ENDING, is_sealed, write

SEALED = sorted(path.with_suffix("") for path in (DOCS / "reference" / "tables").glob(f"*{ENDING}"))


def test_the_tables_are_sealed():
    assert {"applications.inc", "peers.inc"} <= {path.name for path in SEALED}


@pytest.mark.parametrize("path", SEALED, ids=lambda path: path.name)
def test_a_table_is_what_was_written_and_any_other_digit_breaks_its_seal(path):
    text = path.read_text("utf-8")
    assert is_sealed(path)
    for found in list(re.finditer(r"\d", text))[::97]:
        other = text[: found.start()] + str((int(found[0]) + 3) % 10) + text[found.end() :]
        assert not is_sealed(path, other)


def test_what_is_written_is_sealed(tmp_path):
    write(tmp_path / "new.inc", "| 1 |\n")
    assert is_sealed(tmp_path / "new.inc")
    (tmp_path / "new.inc").write_text("| 2 |\n")
    assert not is_sealed(tmp_path / "new.inc")
