"""All questions on one page: to practise, to teach, and to print with and without answers.

``{all-questions}`` takes ``:answers: live`` (they ask, and the page has the reader's progress), ``none``
(a worksheet), ``open`` (a worksheet with its answers) or ``proved`` (with the expressions, for teachers).
"""

import json

from docutils import nodes
from docutils.parsers.rst import directives

from ..lessons.blocks import lesson_block
from ..lessons.collected_pages import COLLECTORS, Collect, Collector, blocks, sections
from .files import SOURCES

HOW = ("live", "none", "open", "proved")


class AllQuestions(Collect):
    """Mark the place of all questions."""

    option_spec = {"answers": lambda text: directives.choice(text, HOW)}  # noqa: RUF012


def all_questions(env, home, taken, answers="open", **_):
    """Return a section for each lesson with its questions; a page that asks begins with the progress."""
    found = sections(env, home, taken)
    for block in (block for section in found for block in section[1:]):
        SHOWN[answers](block)
    return [*progress(answers), *found]


def progress(answers):
    """Return the place where the script shows the reader's progress, on a page that asks."""
    if answers != "live":
        return []
    words = json.loads((SOURCES / "strings" / "questions.json").read_text("utf-8"))
    text = f"<noscript><p>{words['noScript']}</p></noscript>"
    return [nodes.raw("", f'<div class="question-progress">{text}</div>', format="html")]


def live(block):
    """Let a copy ask like the question itself."""
    block["live"] = True


def without_answers(block):
    """Take hint and answer away, and leave room to write where there is nothing to tick."""
    for fold in folds(block):
        block.remove(fold)
    if block["asks"] in ("number", "order"):
        block += nodes.container(classes=["question-room"])
    block["classes"].append("worksheet")


def with_answers(block, *, proofs=False):
    """Open the folds: what stood in them follows the question."""
    for fold in folds(block):
        kind = fold["kind"]
        opened = nodes.container("", *fold.children[1:], classes=[f"question-{kind}"])
        title = nodes.paragraph("", "", *fold[0].children, classes=["block-title"])
        opened.insert(0, title)
        fold.replace_self(opened)
    if not proofs:
        for proof in [node for node in block.findall(nodes.inline) if "question-proof" in node["classes"]]:
            proof.parent.remove(proof)
    block["classes"].append("worksheet")


def folds(block):
    """Return the hint and the answer of a question."""
    return [node for node in block if isinstance(node, lesson_block)]


def proved(block):
    """Open the folds, with the expressions that the build evaluated."""
    with_answers(block, proofs=True)


SHOWN = {"live": live, "none": without_answers, "open": with_answers, "proved": proved}


def setup(app):
    """Register the directive beside the others that collect."""
    COLLECTORS["all-questions"] = Collector(all_questions, blocks("question"))
    app.add_directive("all-questions", AllQuestions, override=True)
