"""Read a lesson page: run its cells in this process, and list what its prose states."""

import ast
import contextlib
import io
import os
import re
import sys
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import yaml
from markdown_it.renderer import RendererHTML
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from picture_texts import pictures_of

from docs._ext.lessons.blocks import GATED, KINDS
from docs._ext.lessons.gated_folds import ANSWERS
from docs._ext.proof.checked_numbers import ROLE_TEXT, split_number
from docs._ext.questions.source import read_draw

DOCS = Path(__file__).parents[2] / "docs"
CONFIG = MdParserConfig(
    enable_extensions={"attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"}
)
NO_PROSE = {
    *("bibliography", "code", "code-block", "code-cell", "explorer", "glue", "image", "include", "index"),
    *("literalinclude", "raw", "toctree", "autosummary", "video"),
}
DIRECTIVE = re.compile(r"\{(?P<name>[\w:.-]+)\}\s*(?P<arguments>.*)")
PASTED = {"", "none", "output", "text", "txt"}
"""Languages of fences in which an output might be pasted; Python has to run instead."""
GATES = re.compile(rf"^:{{3,}}\{{({'|'.join(GATED)})-(start|end)\}}", re.MULTILINE)
FOLDED_TAGS = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
NUMBERLESS_ROLES = {"doc", "download", "eq", "numref", "ref", "term"}


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


@dataclass(frozen=True)
class Statement:
    """A piece of a page that may state numbers; in prose, markup is replaced by U+FFFC."""

    kind: str
    text: str
    line: int
    expression: str = ""


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


def statements(text):
    """Return all statements of a page or of a part of it, each with its line."""
    parser = create_md_parser(CONFIG, RendererHTML)
    return list(of_tokens(parser.parse(text), 0))


def of_tokens(tokens, offset) -> Iterator[Statement]:
    """Yield the statements of block tokens; ``offset`` lines stand before them."""
    for token in tokens:
        line = offset + (token.map[0] if token.map else 0) + 1
        if token.type == "inline":
            yield from of_inline(token.children, line)
        elif token.type in ("math_block", "math_block_label", "amsmath"):
            yield Statement("math", token.content, line)
        elif token.type in ("fence", "colon_fence"):
            found = DIRECTIVE.match(token.info.strip())
            if found:
                yield from of_directive(found["name"], found["arguments"], token.content, line)
            elif token.info.strip() in PASTED:
                yield Statement("code", token.content, line + 1)
        elif token.type == "code_block":
            yield Statement("code", token.content, line)
        elif token.type == "html_block":
            yield Statement("prose", re.sub(r"<!--.*?-->|<[^>]*>", " ", token.content, flags=re.DOTALL), line)


@dataclass
class Prose:
    """The text of one paragraph, and the lines on which its pieces stand."""

    line: int
    parts: list[str] = field(default_factory=list)


def of_inline(children, line):
    """Yield the statements of one paragraph, heading or table cell."""
    prose = Prose(line)
    for before, child in zip([None, *children], children, strict=False):
        if before is not None and before.type == "link_open" and before.info == "auto":
            continue
        if child.type in ("text", "text_special"):
            prose.parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            prose.parts.append("\n")
            line += 1
        elif child.type == "image" and "{num}" in child.content:
            yield Statement(
                "wrong", "is lost in ![...](...): use the image or figure directive with :alt:", line
            )
        elif child.type == "image":
            yield Statement("alt", child.content, line)
        elif child.type == "myst_role":
            yield from of_role(child, prose, line)
        elif child.type in ("code_inline", "math_inline", "math_inline_double"):
            prose.parts.append("\ufffc")
            yield Statement("code" if child.type == "code_inline" else "math", child.content, line)
            line += child.content.count("\n")
    yield Statement("prose", "".join(prose.parts), prose.line)


def of_role(token, prose, line):
    """Yield what a role states; add what it shows to the prose."""
    name, content = token.meta["name"], token.content
    if name == "num":
        prose.parts.append("\ufffc")
        try:
            shown, expression = split_number(content)
        except ValueError as error:
            yield Statement("wrong", str(error), line)
        else:
            yield Statement("num", shown, line, expression)
    elif name in ("math", "code"):
        prose.parts.append("\ufffc")
        yield Statement(name, content, line)
    elif name in (
        "right",
        "wrong",
        "place",
    ):  # of a question; what is no value there, its own checks evaluate
        prose.parts.append("\ufffc")
        stated = ROLE_TEXT.fullmatch(content)
        if stated:
            yield Statement("num", stated["shown"], line, stated["expression"])
    elif name not in NUMBERLESS_ROLES:
        prose.parts.append(content)
    elif "<" in content:
        prose.parts.append(content.rpartition("<")[0])


def of_directive(name, arguments, content, line):
    """Yield what a directive states: its title, its alt text, its body."""
    options, body, skipped = split_options(content)
    for text in alt_texts(options):
        yield Statement("alt", text, line)
    if name == "math":
        yield Statement("math", body or arguments, line)
    if name in ("code", "code-block") and arguments.strip() in PASTED:
        yield Statement("code", body, line + skipped + 1)
    if name in NO_PROSE or name == "math":
        return
    if name not in ("figure", "grid"):  # their arguments are a file and column counts
        yield from moved(statements(arguments), line - 1)
    found = moved(statements(body), line + skipped)
    yield from drawn(found, options["draw"]) if name == "question" and "draw" in options else found


def drawn(found, option):
    """Yield statements whose expressions know the numbers that a question draws, as the page states them."""
    draws = {}
    for part in filter(None, map(str.strip, option.split(";"))):
        read_draw(part, draws)
    first = ", ".join(repr(value) for value, _ in draws.values())
    for statement in found:
        known = f"(lambda {', '.join(draws)}: ({statement.expression}))({first})"
        yield replace(statement, expression=known) if statement.kind == "num" else statement


def moved(found, offset):
    """Return statements with their lines moved down."""
    return [replace(statement, line=statement.line + offset) for statement in found]


def split_options(content):
    """Return (options, body, lines before the body) of a directive's content."""
    lines = content.splitlines()
    count = 0
    if lines and lines[0].strip() == "---":
        count = next((n for n in range(1, len(lines)) if lines[n].strip() == "---"), len(lines) - 1) + 1
        options = yaml.safe_load("\n".join(lines[1 : count - 1])) or {}
        return options, "\n".join(lines[count:]), count
    while count < len(lines) and re.match(r":[\w-]+:", lines[count]):
        count += 1
    pairs = (re.match(r":([\w-]+):\s*(.*)", line).groups() for line in lines[:count])
    return dict(pairs), "\n".join(lines[count:]), count


def alt_texts(options):
    """Return the alt texts in the options of a directive or a cell, wherever they are nested."""
    found = []
    for key, value in options.items():
        if isinstance(value, dict):
            found += alt_texts(value)
        elif key == "alt" and isinstance(value, str):
            found.append(value)
    return found
