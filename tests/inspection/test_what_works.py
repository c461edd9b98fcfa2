"""The reference says of every kind of model what runs today, and its sentences say what its tables say."""

from pathlib import Path

import pytest

from tests.bench.kinds import KINDS as USUAL
from tests.bench.what_works import COLUMNS, every_kind, markdown, rows

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
TABLES = REFERENCE / "tables"


def cells(name):
    """Return the rows of a table below its headings."""
    lines = [line for line in (TABLES / name).read_text("utf-8").splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines[2:]]


@pytest.mark.parametrize("text", [text for text, _ in every_kind()])
def test_the_table_says_what_runs(text):
    (written,) = (row for row in cells("kinds.inc") if row[0] == text)
    ((_, *found),) = rows({text})
    assert found == written[1:]


def test_the_table_has_every_kind_and_nothing_wrong():
    written = cells("kinds.inc")
    assert [row[0] for row in written] == [text for text, _ in every_kind()]
    assert all(len(row) == 1 + len(COLUMNS) for row in written)
    assert not [cell for row in written for cell in row if cell.startswith("WRONG")]
    assert markdown(map(tuple, written)) == (TABLES / "kinds.inc").read_text("utf-8")


def test_usual_kinds_work_with_every_function_of_this_package():
    usual = [name.replace("_", " ") for name in USUAL]
    assert len(usual) == 6
    assert all(set(row[1:]) == {"yes"} for row in cells("kinds.inc") if row[0] in usual)
    ours = [row for row in cells("peers.inc") if row[1].startswith("cnn_docs ")]
    assert all(set(row[2:]) == {"yes"} for row in ours)


def test_no_other_package_works_on_all_kinds_with_a_heat_map():
    heat = ("saliency", "SmoothGrad", "integrated gradients", "Grad-CAM", "occlusion")
    others = [row for row in cells("peers.inc") if row[0] in heat and not row[1].startswith("cnn_docs ")]
    assert len({row[1].split()[0] for row in others}) > 1
    assert all(set(row[2:]) != {"yes"} for row in others)
