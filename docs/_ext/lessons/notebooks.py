"""Turn a lesson page into a clean notebook and into a script that runs on its own.

Markdown for readers outside of the site: directives and roles become plain Markdown. An empty cell stands
before each solution, which is folded; instructor notes and the cells that only check the page go, and
outputs are left for the reader to make.
"""

import csv
import re
import textwrap
from functools import cache
from importlib import metadata
from urllib.parse import urljoin

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook

from ..pages import Directive, parts
from ..proof.checked_numbers import ROLE_TEXT
from .blocks import KINDS

ROLE = re.compile(r"\{(?P<name>[\w:.-]+)\}(?P<ticks>`+)(?P<content>.+?)(?P=ticks)", re.DOTALL)
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
IGNORED = re.compile(r"%\s.*|\([\w.:-]+\)=\s*")
INSTRUCTOR_GATE = re.compile(r"^:{3,}\{instructor-(start|end)\}.*?\n:{3,}$\n?", re.MULTILINE | re.DOTALL)
SOLUTION_GATE = re.compile(r"^:{3,}\{solution-(start|end)\}", re.MULTILINE)
YOURS = "# Your answer\n"
"""What the empty cell before a solution holds."""
SOLUTION = "# @title Solution\n"
"""Colab shows this line in place of the code."""
FOLDED = {"cellView": "form", "collapsed": True, "jupyter": {"source_hidden": True, "outputs_hidden": True}}
"""What folds a cell in Colab and JupyterLab."""
MARK = "\ufdd0"
"""Stands in Markdown around the code of a cell for the reader; no text may hold this character."""
ADMONITIONS = {"admonition", "caution", "danger", "important", "note", "seealso", "tip", "warning"}
DROPPED = {"bibliography", "include", "index", "raw", "toctree"}


class Plain:
    """Turn MyST Markdown into plain Markdown, for a page at an address.

    Parameters
    ----------
    address : str
        The page's address on the site; links are made absolute with it.
    title_of : callable
        Returns the title of what a role such as ``doc`` or ``ref`` names.
    others : mapping from str to callable
        What becomes of other directives: a function of this, the title, the options and the body's lines.
    """

    def __init__(self, address, title_of, others=None):
        self.address = address
        self.title_of = title_of
        self.others = others or {}

    def markdown(self, text):
        """Return a piece of MyST as plain Markdown."""
        done = []
        for part in parts(text):
            if isinstance(part, Directive):
                done.append(self.directive(part))
            elif not IGNORED.fullmatch(part.strip()):
                done.append(part)
        return self.inline("\n".join(done)).strip("\n")

    def directive(self, found):
        """Return what a directive becomes."""
        name, title, options, body = found.name, found.arguments, found.options, found.body
        kind = name.removesuffix("-start").removesuffix("-end")
        if kind == "instructor" or name in DROPPED or name.endswith("-end"):
            return ""
        if name in self.others:
            return self.others[name](self, title, options, body.splitlines())
        if name == "math":
            return f"$$\n{body or title}\n$$"
        if name in ("figure", "image"):
            picture = f"![{options.get('alt', '')}]({urljoin(self.address, title)})"
            return f"{picture}\n\n{self.markdown(body)}".rstrip()
        if name in ("code", "code-block"):
            return f"```{title}\n{body}\n```"
        if name == "explorer":
            return f"*On the [web page]({self.address}) this is interactive.*"
        if kind in KINDS:
            return self.block(kind, title, options, body, gated=name != kind)
        if name in ADMONITIONS:
            return f"**{title or name.capitalize()}**\n\n{self.markdown(body)}"
        return self.markdown(body)

    def block(self, kind, title, options, body, *, gated):
        """Return what a lesson block becomes; hints and solutions fold where no cells are inside."""
        label = KINDS[kind].label
        heading = (
            title if kind in ("callout", "spoiler") and title else ": ".join(filter(None, (label, title)))
        )
        if "minutes" in options:
            heading += f" ({options['minutes']} min)"
        before = f"{MARK}{YOURS}{MARK}" if kind == "solution" else ""
        if gated or not KINDS[kind].folded:
            return f"{before}**{heading}**\n\n{self.markdown(body)}".rstrip()
        return f"{before}<details><summary>{heading}</summary>\n\n{self.markdown(body)}\n\n</details>"

    def inline(self, text):
        """Return text with its roles and links made plain."""
        return LINK.sub(self.link, ROLE.sub(self.role, text))

    def role(self, found):
        """Return what a role becomes."""
        name, content = found["name"], found["content"]
        if name == "math":
            return f"${content}$"
        explicit = ROLE_TEXT.fullmatch(content)
        if explicit:
            return explicit["shown"]
        if name in ("doc", "eq", "numref", "ref"):
            return self.title_of(name, content)
        return content if name in ("abbr", "num", "term") else f"`{content}`"

    def link(self, found):
        """Return a link with an absolute address."""
        target = re.sub(r"\.(?:md|rst)(?=$|#)", ".html", found["target"])
        return f"[{found['text']}]({urljoin(self.address, target)})"


def make_notebook(text, plain, config, install, first_cells=()):
    """Return the notebook of a page: an installing cell, then its text and its cells.

    Parameters
    ----------
    text : str
        The page's source.
    plain : Plain
        How its Markdown is made plain.
    config : myst_parser.config.main.MdParserConfig
        How the site reads Markdown.
    install : str
        The requirement that ``pip install`` takes.
    first_cells : sequence of notebook cells
        What follows on the installing cell.
    """
    source = read_myst_markdown_notebook(text, config=config)
    cells = [nbformat.v4.new_code_cell(install_cell(install)), *first_cells]
    hidden, depth = False, 0
    for cell in source.cells:
        if cell.cell_type == "markdown":
            shown, hidden = without_instructor(cell.source, hidden)
            depth += sum(1 if gate == "start" else -1 for gate in SOLUTION_GATE.findall(shown))
            cells += markdown_cells(plain.markdown(shown))
        elif not hidden and "remove-cell" not in cell.metadata.get("tags", []):
            cells.append(code_cell(cell, solution=depth > 0))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # the ids are random otherwise, and no two builds equal
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


def markdown_cells(text):
    """Return the cells of a piece of plain Markdown, with those for the reader between its parts."""
    cells = []
    for number, part in enumerate(text.split(MARK)):
        if number % 2:
            cells.append(nbformat.v4.new_code_cell(part))
        elif part.strip():
            cells.append(nbformat.v4.new_markdown_cell(part.strip("\n")))
    return cells


def code_cell(cell, *, solution):
    """Return a cell of a page as one of its notebook, folded if it belongs to a solution."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag == "raises-exception"]
    kept = {"tags": tags} if tags else {}
    if solution:
        return nbformat.v4.new_code_cell(SOLUTION + cell.source, metadata={**FOLDED, **kept})
    return nbformat.v4.new_code_cell(cell.source, metadata=kept)


INSTALL = """\
# Installs what is missing here, on Colab for instance, and nothing where all of it is there.
# The large part is TensorFlow, with {size:.1f} GB on the disk; pip shows the size of each download.
from importlib.util import find_spec

if not all(map(find_spec, {modules})):
    %pip install "{install}\""""


def install_cell(install):
    """Return the first cell of a notebook, which installs a requirement where a part of it is missing."""
    return INSTALL.format(install=install, modules=MODULES, size=gigabytes("tensorflow"))


MODULES = ("cnn_docs", "keras", "tensorflow", "sklearn", "skimage")
"""What notebooks import, directly or through the package."""


@cache
def gigabytes(distribution):
    """Return the size of an installed distribution, which records that of each of its files."""
    record = metadata.distribution(distribution).read_text("RECORD") or ""
    return sum(int(size or 0) for _, _, size in csv.reader(record.splitlines())) / 1e9


def without_instructor(source, hidden):
    """Return (text without what stands in instructor gates, whether such a gate is still open)."""
    kept = []
    for part in INSTRUCTOR_GATE.split(source):
        if part in ("start", "end"):
            hidden = part == "start"
        elif not hidden:
            kept.append(part)
    return "".join(kept), hidden


def make_script(notebook, install):
    """Return a notebook as a script in the percent format, which editors show cell by cell.

    Cells that raise on purpose are caught, so that the script runs to its end.
    """
    parts = [f'# Install first: python -m pip install "{install}"\n']
    for cell in notebook.cells[1:]:
        if cell.source == YOURS:
            continue
        code = cell.source.removeprefix(SOLUTION)
        if cell.cell_type == "markdown":
            comment = textwrap.indent(cell.source, "# ", lambda _: True)
            parts.append("# %% [markdown]\n" + re.sub(r"[ \t]+$", "", comment, flags=re.MULTILINE) + "\n")
        elif "raises-exception" in cell.metadata.get("tags", []):
            body = textwrap.indent(code, "    ")
            parts.append(
                f"# %%\ntry:\n{body}\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
            )
        else:
            parts.append(f"# %%\n{code}\n")
    if any("matplotlib" in cell.source or "plot_" in cell.source for cell in notebook.cells):
        parts.append("# %%\nimport matplotlib.pyplot as plt\n\nplt.show()\n")
    return "\n".join(parts)
