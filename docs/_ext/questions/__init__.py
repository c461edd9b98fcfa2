"""Questions between the paragraphs of a page: the page asks, answers are computed, replies say why.

``source`` reads a question, ``evaluation`` has the page evaluate it, ``checks`` says what is wrong with it,
``directive`` shows it, ``pages`` gathers all of them, ``files`` brings script and style, ``plain`` turns
them into notebooks. A question that is wrong is a warning with page and line, and fails the build.
"""

from docutils import nodes
from sphinx.util import logging

from ..remembered import remembered
from . import files, pages
from .checks import complaints
from .directive import LinkBack, Question, complete
from .evaluation import RESULTS, shares

logger = logging.getLogger(__name__)

KNOWN = "questions"
"""What is remembered of a page that asks: a list of (question, results, line)."""


def judge(app, doctree):
    """Check the questions of a page that was read, and complete those that are right."""
    docname = app.env.docname
    found = app.env.temp_data.pop("questions", [])
    if not found:
        return
    results = app.env.temp_data.pop(RESULTS, None)
    if results is None:
        warn(app, docname, found[0]["line"], "the answers of this page's questions were not evaluated")
        return
    questions = [one["question"] for one in found]
    kept = []
    for one, (question, own) in zip(found, shares(questions, results), strict=True):
        wrong = complaints(question, own)
        for line, message in wrong:
            warn(app, docname, one["line"] + line, f"question {question.name!r}: {message}")
        if not wrong:
            prove_code(one["node"], question)
            try:
                complete(one["node"], question, own, docname)
            except ValueError as error:
                warn(app, docname, one["line"], f"question {question.name!r}: {error}")
            kept.append((question, own, one["line"]))
    remembered(app.env, KNOWN)[docname] = kept


def prove_code(block, question):
    """Note on the code of a question that it ran, for `proof`."""
    for node in block.findall(nodes.literal_block):
        if node.get("question") == question.name and node.astext().rstrip("\n") == question.code.rstrip("\n"):
            node["complaint"] = None


def warn(app, docname, line, message):
    """Warn with the file and line of a page."""
    logger.warning(message, location=(docname, line), type="question")


def check_names(app, env):
    """Warn of names that two questions have, on whatever pages: a reader's answers are kept by them."""
    first = {}
    for docname, kept in sorted(remembered(env, KNOWN).items()):
        for question, _, line in kept:
            if question.name in first:
                warn(
                    app,
                    docname,
                    line,
                    f"question {question.name!r}: {first[question.name]} has one of that name",
                )
            first.setdefault(question.name, docname)
    return []


def setup(app):
    """Register the directive, its pages and its files."""
    app.add_directive("question", Question)
    app.add_transform(LinkBack)
    app.connect("doctree-read", judge, priority=300)  # before `proof` looks at the code
    app.connect("env-updated", check_names)
    pages.setup(app)
    files.setup(app)
