"""What a build of the site has left of a page's run, where the page, the package and the rest are the same.

A page that was built is not run once more to be checked: its values, its outputs and the looks of its figures
are kept in the build's cache. What these do not prove, an own run of the page has to.
"""

import json
from dataclasses import dataclass
from functools import cache

import nbformat
from jupyter_cache import get_cache
from lessons import DOCS, read_page, run_file
from myst_nb.core.read import read_myst_markdown_notebook
from picture_texts import pictures_with

from docs._ext.builds.fingerprint import fingerprint
from docs._ext.builds.freshness import SOURCES
from docs._ext.figures.figure_files import LOOK
from docs._ext.proof.page_values import SIGN, asked_on, split_results, with_cell
from docs._ext.proof.statements import CONFIG


@dataclass(frozen=True)
class BuiltRun:
    """What is known of a page that ran in a build; with the face of `lessons.Run`."""

    values: dict
    answered: list
    outputs: str
    evidence: str
    pictures: tuple

    def value(self, expression):
        """Return the value of an expression that stands beside a number of the page."""
        result = self.values[expression]
        if "error" in result:
            raise ValueError(result["error"])
        return result["value"]

    def knows(self, name):
        """Tell whether there is a value of this name."""
        return name in self.values

    def answers(self, requests):
        """Return what the questions of the page ask, evaluated."""
        assert len(requests) == len(self.answered)
        return self.answered


def runs_of(path):
    """Yield the runs of a page that may prove what it states: that of a build, then one of our own."""
    if built := built_run(path):
        yield built
    yield run_file(path)


def complaints_of(runs, check):
    """Return what a check complains of in the last of these runs, nothing if one of them will do."""
    for run in runs:
        found = check(run)
        if not found:
            break
    return found


@cache
def kept():
    """Return the folder of the executed notebooks of a build of this package, these pages and settings."""
    return DOCS / "_build" / "cache" / fingerprint(*(DOCS / source for source in SOURCES)) / "notebooks"


@cache
def built_run(path, folder=None):
    """Return the run of a page that is kept in a folder, None where there is none of this page as it is."""
    page = read_page(path)
    notebook = executed(path, with_cell(page.text), folder or kept())
    if notebook is None:
        return None
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    results = []
    if asked_on(page.text) != ([], []):
        results = json.loads(printed(cells.pop()).removeprefix(SIGN))
    both = list(zip(cells, page.cells, strict=True))
    if any(fails(cell) != ("raises-exception" in source.tags) for cell, source in both):
        return None
    answered, values = split_results(page.text, results)
    outputs = "\n".join(map(printed, cells))
    pictures = [
        picture
        for cell, source in both
        for picture in pictures_with(looks(cell), source.line, source.classes, source.boxes)
    ]
    evidence = "\n".join([*(cell.source for cell in page.cells), outputs])
    return BuiltRun(values, answered, outputs, evidence, tuple(pictures))


def executed(path, text, folder):
    """Return the executed notebook of a page with this text, None where none is kept that is whole."""
    if not folder.exists():
        return None
    notebook = read_myst_markdown_notebook(text, config=CONFIG, add_source_map=True, path=path)
    _, name = get_cache(folder).create_hashed_notebook(notebook)
    try:
        return nbformat.read(folder / "executed" / name / "base.ipynb", nbformat.NO_CONVERT)
    except (OSError, ValueError):
        return None


def printed(cell):
    """Return what a cell printed and the text of its value, or its error."""
    shown = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            shown.append(output.text)
        elif output.output_type == "error":
            shown.append(f"{output.ename}: {output.evalue}")
        elif "text/plain" in output.get("data", {}):
            shown.append(output.data["text/plain"])
    return "\n".join(shown)


def fails(cell):
    """Tell whether a cell raised an error."""
    return any(output.output_type == "error" for output in cell.outputs)


def looks(cell):
    """Yield the look of each figure that a cell shows."""
    for output in cell.outputs:
        for known in output.get("metadata", {}).values():
            if isinstance(known, dict) and LOOK in known:
                yield known[LOOK]
