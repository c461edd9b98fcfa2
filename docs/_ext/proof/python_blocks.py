"""Proof of execution: every Python block on a page has run, or the build warns, which fails it.

What counts as proof, for each kind of block:

- a notebook cell: it ran, and raised no error that it was not meant to raise;
- the code of a question: the page ran it, and what it prints is the right answer;
- a gallery script's block: it stands in the script, and the script as it is now has passed;
- a block of ``>>>`` examples: each is in the ledger of the tests for the package as it is now.

Anything else in Python, also a block without a language that happens to be Python, is reported with
its file and line. Shell commands and plain text are not Python. What a cell warned of, which its page does
not show, is reported as well: readers who run it would see it.
"""

import ast
import contextlib
import hashlib
import re
import time
from pathlib import Path

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from sphinx.util import logging
from sphinx.util.console import bold
from sphinx_gallery.py_source_parser import remove_config_comments, split_code_and_text_blocks

from ..figures.gallery import without_alt_texts
from ..remembered import remembered
from . import ledger
from .places import cell_around, place_of

logger = logging.getLogger(__name__)

PYTHON = {"python", "python3", "py", "py3", "ipython", "ipython3", "pycon", "pycon3", "python-console"}
UNNAMED = {None, "default", "guess"}
WARNED = re.compile(r"^.*?:\d+: (\w*Warning: .+)$", re.MULTILINE)
"""What Python writes to standard error for a warning; TensorFlow's notes look different."""


def collect(app, doctree):
    """Keep what a page's Python blocks are, and what is known of them already."""
    docname = app.env.docname
    executed = getattr(app.env, "nb_metadata", {}).get(docname, {}).get("exec_data")
    blocks = []
    for node in doctree.findall(lambda n: isinstance(n, nodes.literal_block | nodes.doctest_block)):
        cell = cell_around(node)
        if cell_around(node, "cell_code_output") or not is_python(node, app.config.highlight_language):
            continue
        place = place_of(app.env, docname, node)
        block = {"text": node.astext(), "source": node.source or "", "place": place}
        if cell is not None:
            block["cell"] = complaint_about_cell(cell, executed)
        elif "complaint" in node:  # the code of a question, which its page ran
            block["cell"] = node["complaint"]
        blocks.append(block)
    remembered(app.env, "blocks")[docname] = blocks
    remembered(app.env, "figures")[docname] = count_figures(doctree)
    remembered(app.env, "warned")[docname] = cell_warnings(app)


def cell_warnings(app):
    """Return (first line of code, warning) of the cells of the page that is read."""
    config = getattr(app.env, "mystnb_config", None)
    path = Path(config.output_folder) / f"{app.env.docname}.ipynb" if config else None
    if path is None or not path.exists():
        return []
    found = []
    for cell in with_outputs(nbformat.read(path, as_version=4), config).cells:
        written = [out["text"] for out in cell.get("outputs", ()) if out.get("name") == "stderr"]
        text = "".join("".join(part) for part in written)
        code = "".join(cell["source"]).strip().partition("\n")[0]
        found += [(code, warning) for warning in WARNED.findall(text)]
    return found


def with_outputs(notebook, config):
    """Return a notebook as MyST-NB wrote it, with the outputs that it leaves out where they are cached."""
    cache = Path(config.execution_cache_path or "")
    if config.execution_mode != "cache" or not cache.is_dir():
        return notebook
    with contextlib.suppress(KeyError):
        return get_cache(cache).merge_match_into_notebook(notebook)[1]
    return notebook


def is_python(node, default):
    """Return whether a block is Python, by its language, by its prompt, or by being Python."""
    text = node.astext()
    if isinstance(node, nodes.doctest_block) or text.lstrip().startswith(">>>"):
        return True
    language = node.get("language")
    if language in UNNAMED:
        language = default
    if language in UNNAMED:
        return parses(text)
    return language.lower() in PYTHON


def parses(text):
    """Return whether a text is Python code and not just a word or two that might be."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return False
    words = (isinstance(part, ast.Expr) and isinstance(part.value, ast.Name | ast.Constant) for part in body)
    return not all(words)


def complaint_about_cell(cell, executed):
    """Return what is wrong with a notebook cell, None if it ran."""
    if executed is None or cell.get("exec_count") is None:
        return "was not run"
    failed = any("traceback" in node["classes"] for node in cell.findall(nodes.literal_block))
    meant = "raises-exception" in cell["cell_metadata"].get("tags", [])
    return "failed" if failed and not meant else None


def count_figures(doctree):
    """Return how many figures a page shows; light and dark are one, thumbnails none."""
    uris = {
        node["uri"]
        for node in doctree.findall(nodes.image)
        if "only-dark" not in node["classes"] and "/thumb/" not in node["uri"]
    }
    return len(uris)


class Judge:
    """Knows the ledger and the gallery, and says what is wrong with a block."""

    def __init__(self, app):
        self.root = Path(app.confdir).resolve().parent
        self.srcdir = Path(app.srcdir)
        self.passed = ledger.read(ledger.path(app.outdir), self.root)
        self.scripts = {}

    def complaint(self, docname, block):
        """Return what is wrong with a block, None if it is proved to have run."""
        if "cell" in block:
            return block["cell"] and f"this cell {block['cell']}"
        if block["text"].lstrip().startswith(">>>"):
            return self.complaint_about_examples(block)
        script = (self.srcdir / docname).with_suffix(".py")
        if script.exists():
            return self.complaint_about_script(script, block)
        return "this Python block is not run: make it a code cell or a >>> example"

    def complaint_about_examples(self, block):
        """Return what is wrong with a block of ``>>>`` examples."""
        file = Path(block["source"].split(":docstring of")[0])
        try:
            file = file.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return f"{file} is not tested"
        passed = self.passed_in(file)
        if all(digest in passed for _, digest in ledger.examples_in(block["text"])):
            return None
        return "this >>> example is not among those that passed (nox -s docs tests them first)"

    def passed_in(self, file):
        """Return the hashes of the examples that passed in a file, or in what a package shows as its own."""
        shown = {file}
        if Path(file).name == "__init__.py":
            shown |= {other for other in self.passed if Path(file).parent in Path(other).parents}
        return set().union(*(self.passed.get(name, ()) for name in shown))

    def complaint_about_script(self, script, block):
        """Return what is wrong with a block on the page of a gallery script."""
        if script not in self.scripts:
            self.scripts[script] = blocks_of_passed(script)
        blocks = self.scripts[script]
        if blocks is None:
            return f"{script.name} has not passed"
        return None if bare(block["text"]) in blocks else f"this Python block is not part of {script.name}"


def blocks_of_passed(script):
    """Return the code blocks of a script in the gallery's folder, None if it has not passed as it is."""
    done = script.with_name(f"{script.name}.md5")
    text = script.read_text("utf-8")
    if not done.exists() or done.read_text().strip() != hashlib.md5(text.encode()).hexdigest():
        return None
    _, blocks = split_code_and_text_blocks(str(script))
    return {bare(remove_config_comments(block.content)) for block in blocks if block.type == "code"}


def bare(code):
    """Return code without what pages leave out: comments for the gallery, space around and at line ends."""
    return "\n".join(line.rstrip() for line in without_alt_texts(f"{code}\n").splitlines()).strip()


def check(app, env):
    """Warn of every block that is not proved to have run.

    Sphinx skips its consistency check where no page changed; this runs at every build, because the
    ledger and the gallery may have changed.
    """
    judge, blocks, app.proved = Judge(app), remembered(env, "blocks"), 0
    for docname in sorted(blocks):
        for block in blocks[docname]:
            complaint = judge.complaint(docname, block)
            if complaint:
                logger.warning("%s", complaint, location=block["place"], type="proof", subtype="execution")
            app.proved += not complaint
    for docname, warned in sorted(remembered(env, "warned").items()):
        for code, warning in warned:
            text = "the cell that begins with `%s` warns: %s"
            logger.warning(text, code, warning, location=docname, type="proof", subtype="warning")


def summarize(app, exception):
    """Say in one line what was built and proved."""
    if exception is None and app.builder.format == "html":
        figures = sum(remembered(app.env, "figures").values())
        seconds = time.perf_counter() - app.began
        line = "%d pages, %d figures, %d code blocks run, %.0f seconds"
        logger.info(bold(line), len(app.env.found_docs), figures, app.proved, seconds)


def setup(app):
    app.began = time.perf_counter()
    app.connect("doctree-read", collect)
    app.connect("env-updated", check)
    app.connect("build-finished", summarize)
