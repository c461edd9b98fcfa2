"""Each kind of Python block that has not run is reported, and each that has is not."""

from types import SimpleNamespace

import pytest
from tiny_site import NOTEBOOK, TinySite

from docs._ext.proof import ledger
from docs._ext.proof.python_blocks import Judge

EXAMPLES = """\
# Examples

```pycon
>>> 1 + 1
2
```

```console
$ python -m pip install cnn_docs
```

```text
import nothing
```
"""

FAILING = f"""\
{NOTEBOOK}
# Fails

```{{code-cell}} python
1 / 0
```

```{{code-cell}} python
2
```

```{{code-cell}} python
:tags: [skip-execution]

3
```
"""

MEANT = f"""\
{NOTEBOOK}
# Fails on purpose

```{{code-cell}} python
:tags: [raises-exception]

1 / 0
```
"""

SCRIPTS = {
    "examples/1_first/plot_one.py": '"""\nFails\n=====\n\nIt does.\n"""\n\n1 / 0\n',
    "examples/1_first/unmatched.py": '"""\nNever runs\n==========\n\nNo plot.\n"""\n\nprint(1)\n',
    "examples/1_first/plot_two.py": (
        '"""\nRuns\n====\n\nIt does.\n\n.. code-block:: python\n\n    import this\n"""\n\nprint(2)\n'
    ),
}


def example(line, source, want):
    return (line, ledger.example_hash(source, want))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return TinySite(tmp_path_factory.mktemp("site"))


def note(site, *examples):
    ledger.write(site.docs / "_build" / "ledger.json", site.folder, {"docs/examples.md": list(examples)})


@pytest.fixture(scope="module")
def clean(site):
    site.write("docs/examples.md", EXAMPLES)
    site.write("docs/meant.md", MEANT)
    note(site, example(4, "1 + 1\n", "2\n"))
    return site.build("-W")


def test_a_site_whose_blocks_all_ran_builds(clean):
    status, output, warnings = clean
    assert status == 0, warnings
    assert "8 pages, 3 figures, 8 code blocks run" in output


def test_an_example_that_is_not_in_the_ledger_is_reported_also_where_no_page_changed(site, clean):
    note(site, example(4, "1 + 1\n", "3\n"))
    status, _, warnings = site.build("-W", "--keep-going")
    assert status == 1
    assert "examples.md:3: WARNING: this >>> example is not among those that passed" in warnings


def test_a_ledger_for_another_state_of_the_package_proves_nothing(site, clean):
    note(site, example(4, "1 + 1\n", "2\n"))
    site.write("cnn_docs/new.py", "")
    assert "is not among those that passed" in site.build()[2]


def test_an_example_of_what_a_package_shows_is_proved_where_it_is_defined(tmp_path):
    names = "cnn_docs/kernels.py", "cnn_docs/plots/style.py", "docs/page.md"
    passed = {name: [example(0, name, "")] for name in names}
    ledger.write(tmp_path / "docs" / "_build" / "ledger.json", tmp_path, passed)
    app = SimpleNamespace(
        confdir=tmp_path / "docs", srcdir=tmp_path / "docs", outdir=tmp_path / "docs/_build/html"
    )
    judge = Judge(app)

    def proved(code, file):
        source = f"{tmp_path / file}:docstring of cnn_docs.KERNELS"
        return judge.complaint("page", {"text": f">>> {code}", "source": source}) is None

    assert [proved(name, "cnn_docs/__init__.py") for name in names] == [True, True, False]
    assert [proved(name, "cnn_docs/plots/__init__.py") for name in names] == [False, True, False]
    assert [proved(name, "cnn_docs/kernels.py") for name in names] == [True, False, False]


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("planted"))
    site.write(
        "docs/never.md", "# Never\n\n```python\nprint(1)\n```\n\n```\nimport os\n```\n\n```Py\nx = 1\n```\n"
    )
    site.write("docs/failing.md", FAILING)
    for name, text in SCRIPTS.items():
        site.write(name, text)
    return site.build("--keep-going")[2]


@pytest.mark.parametrize("line", [3, 7, 11])
def test_a_block_that_is_not_run_is_reported(planted, line):
    assert f"never.md:{line}: WARNING: this Python block is not run" in planted


def test_a_cell_that_failed_and_those_after_it_are_reported(planted):
    assert "failing.md:9: WARNING: this cell failed" in planted
    assert "failing.md:13: WARNING: this cell was not run" in planted
    assert "failing.md:17: WARNING: this cell was not run" in planted


def test_a_script_that_failed_and_one_that_never_ran_are_reported(planted):
    assert "WARNING: plot_one.py has not passed" in planted
    assert "WARNING: unmatched.py has not passed" in planted


def test_a_block_in_the_text_of_a_script_is_reported(planted):
    assert "WARNING: this Python block is not part of plot_two.py" in planted
    assert "plot_two.py has not passed" not in planted


def test_a_changed_digit_changes_the_hash_and_space_at_line_ends_does_not():
    assert ledger.example_hash("1 + 1", "2") != ledger.example_hash("1 + 1", "3")
    assert ledger.example_hash("1 + 1", "2") != ledger.example_hash("1 + 2", "2")
    assert ledger.example_hash("1 + 1  \n", "2\n") == ledger.example_hash("1 + 1", "2 ")


def test_a_damaged_ledger_is_as_good_as_none(tmp_path):
    path = tmp_path / "ledger.json"
    ledger.write(path, tmp_path, {"a.md": [example(1, "1", "1")]})
    assert len(ledger.read(path, tmp_path)["a.md"]) == 1
    path.write_text(path.read_text()[:40])
    assert ledger.read(path, tmp_path) == {}


WARNING_CELL = """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# Page

```{code-cell} python
import warnings

warnings.warn("careful")
```
"""


def test_what_a_cell_warned_of_is_reported_again_where_its_outputs_are_cached(build_pages, tmp_path):
    for _ in range(2):
        site = build_pages(tmp_path, {"index.md": WARNING_CELL}, ["myst_nb", "docs._ext.proof.python_blocks"])
        assert "the cell that begins with `import warnings` warns: UserWarning: careful" in site.warnings
        (tmp_path / "doctrees" / "environment.pickle").unlink()
