"""Read a lesson page, and run its cells in this process."""

import ast
import contextlib
import io
import os
import re
import sys
import types
import warnings
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from picture_texts import pictures_of

from docs._ext.lessons.blocks import GATED, KINDS
from docs._ext.lessons.gated_folds import ANSWERS
from docs._ext.proof.page_values import evaluated
from docs._ext.proof.statements import CONFIG

DOCS = Path(__file__).parents[2] / "docs"
GATES = re.compile(rf"^:{{3,}}\{{({'|'.join(GATED)})-(start|end)\}}", re.MULTILINE)
FOLDED_TAGS = {"hide-cell", "hide-input", "remove-cell", "remove-input"}


@dataclass(frozen=True)
class Cell:
    """One code cell: source, line of its first code, tags, the blocks around it, its image's classes."""

    source: str
    line: int
    tags: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def folded(self):
        """Whether a fold hides its code."""
        return any(KINDS[kind].folded for kind in self.blocks) or not FOLDED_TAGS.isdisjoint(self.tags)

    @property
    def boxes(self):
        """The boxes that its output stands in: answers are moved into their challenges."""
        outer = ("challenge",) if self.blocks[:1] and self.blocks[0] in ANSWERS else ()
        return (*("lesson-block" for _ in (*outer, *self.blocks)), *({"predict"} & set(self.tags)))


@dataclass(frozen=True)
class Page:
    """A page that is a notebook."""

    path: Path
    text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Run:
    """What is there after all cells of a page ran: its names, its code and outputs as text, its pictures."""

    namespace: dict
    outputs: str
    evidence: str
    pictures: tuple = ()

    def value(self, expression):
        """Return the value of an expression in the names of the page."""
        return eval(expression, dict(self.namespace))

    def knows(self, name):
        """Tell whether there is a value of this name."""
        return name in self.namespace

    def answers(self, requests):
        """Return what the questions of the page ask, evaluated."""
        return evaluated(requests, self.namespace)


def notebook_pages(folder=DOCS):
    """Return the paths of all pages with cells, in order."""
    left_out = {"_build", "_ext", "_static", "gallery"}
    paths = (
        path for path in sorted(folder.rglob("*.md")) if not left_out & set(path.relative_to(folder).parts)
    )
    return [path for path in paths if is_myst_markdown_notebook(path.read_text(encoding="utf-8"))]


def read_page(path):
    """Return a page with its cells, read the way the build reads it."""
    text = path.read_text(encoding="utf-8")
    notebook = read_myst_markdown_notebook(text, config=CONFIG, add_source_map=True, path=path)
    cells, blocks = [], []
    for cell, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        if cell.cell_type == "code":
            tags = tuple(cell.metadata.get("tags", ()))
            image = cell.metadata.get("mystnb", {}).get("image", {})
            classes = tuple(str(image.get("classes", "")).split())
            cells.append(Cell(cell.source, code_line(text, start, cell.source), tags, tuple(blocks), classes))
        else:
            for kind, gate in GATES.findall(cell.source):
                blocks = [*blocks, kind] if gate == "start" else blocks[:-1]
    return Page(path, text, tuple(cells))


def visible(page):
    """Return a page with the cells only that a reader with folds closed sees."""
    return replace(page, cells=tuple(cell for cell in page.cells if not cell.folded))


def code_line(text, start, source):
    """Return the line (from one) where a cell's code starts, below the options of the cell."""
    lines = text.splitlines()
    first = source.splitlines()[0] if source.strip() else ""
    for number in range(start, len(lines)):
        if lines[number].strip() == first.strip():
            return number + 1
    return start + 1


@cache
def run_file(path):
    """Return the run of the page at a path; every page runs once in a process."""
    return run_page(read_page(path))


def run_page(page):
    """Run all cells of a page in order, in a fresh namespace, and return what is there afterwards.

    Raises
    ------
    AssertionError
        If a cell fails, or one that is tagged ``raises-exception`` does not.
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    forget()
    module = types.ModuleType("lesson_page")
    module.__dict__["display"] = lambda *shown: print(*map(repr, shown), sep="\n")
    here, sys.modules["lesson_page"] = Path.cwd(), module
    try:
        os.chdir(page.path.parent)
        wanted = [cell for cell in page.cells if "skip-execution" not in cell.tags]
        outputs, pictures = [], []
        for cell in wanted:
            before = open_figures()
            outputs.append(run_cell(page, cell, module.__dict__))
            pictures += pictures_of(open_figures() - before, cell.line, cell.classes, cell.boxes)
    finally:
        os.chdir(here)
        del sys.modules["lesson_page"]
    shown = "\n".join(outputs)
    evidence = "\n".join([*(cell.source for cell in page.cells), shown])
    return Run(module.__dict__, shown, evidence, tuple(pictures))


def open_figures():
    """Return the set of Matplotlib's open figures, which a page need not use."""
    plt = sys.modules.get("matplotlib.pyplot")
    return set(map(plt.figure, plt.get_fignums())) if plt else set()


def forget():
    """Clear what one page leaves to the next: open figures, Keras's counters."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    if "keras" in sys.modules:
        sys.modules["keras"].backend.clear_session()


def run_cell(page, cell, namespace):
    """Run a cell and return what it printed, the repr of its last expression, or its error."""
    place = f"{page.path.name}:{cell.line}"
    expected = "raises-exception" in cell.tags
    shown = io.StringIO()
    try:
        tree = ast.parse("\n" * (cell.line - 1) + cell.source, filename=str(page.path))
        with contextlib.redirect_stdout(shown), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = execute(tree, str(page.path), namespace)
    except Exception as error:
        if not expected:
            raise AssertionError(f"{place}: the cell raises {type(error).__name__}: {error}") from error
        return f"{shown.getvalue()}\n{type(error).__name__}: {error}"
    if expected:
        raise AssertionError(f"{place}: the cell is tagged raises-exception and raises nothing")
    return shown.getvalue() + ("" if value is None else f"\n{value!r}")


def execute(tree, filename, namespace):
    """Execute a cell's syntax tree and return the value of its last expression, or None."""
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, filename, "exec"), namespace)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), filename, "eval"), namespace)
