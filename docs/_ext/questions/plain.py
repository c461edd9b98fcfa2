"""Questions in notebooks: plain Markdown, a cell to answer in, and the replies as data for ``check``."""

import pprint

import nbformat

from ..lessons.notebooks import FOLDED, MARK
from .directive import LETTERS, shuffled
from .source import read

FIRST = """\
# @title Run this for the questions: check("name", answer) replies
from cnn_docs import question_checker

check = question_checker(
{data}
)"""


def in_order(question):
    """Return (letter, answer) as the page shows them."""
    places = shuffled(question) if question.kind == "order" else range(len(question.answers))
    return [(letter, question.answers[place]) for letter, place in zip(LETTERS, places, strict=False)]


def plain_question(plain, title, options, lines):
    """Return a question as plain Markdown, followed by the cell that takes its answer."""
    question = read(title, options, lines)
    parts = [f"**Question: {plain.inline(title)}**", plain.markdown(question.prompt)]
    if question.kind != "number":
        parts.append(
            "\n".join(f"- {letter}) {shown(plain, question, one)}" for letter, one in in_order(question))
        )
    if question.hint:
        hint = plain.markdown(question.hint)
        parts.append(f"<details><summary>Hint</summary>\n\n{hint}\n\n</details>")
    parts.append(f"{MARK}check({question.name!r}, ...)  # {HOW[question.kind]}{MARK}".replace("'", '"'))
    return "\n\n".join(parts)


HOW = {
    "choice": 'a letter, such as "a"',
    "print": 'a letter, such as "a"',
    "several": 'letters, such as "ab"',
    "number": "a number",
    "order": 'the letters in their order, such as "abc"',
}


def shown(plain, question, answer):
    """Return what readers see of an answer."""
    value = f"`{answer.value}`" if answer.value and question.kind == "print" else answer.value
    return " ".join(filter(None, (value, plain.inline(answer.text))))


def question_cells(kept, plain):
    """Return the folded cell that brings the replies of a page's questions; none where it asks nothing."""
    if not kept:
        return []
    data = {question.name: replies(question, results, plain) for question, results, _ in kept}
    code = FIRST.format(data=pprint.pformat(data, indent=1, width=100, sort_dicts=False))
    return [nbformat.v4.new_code_cell(code, metadata=FOLDED)]


def replies(question, results, plain):
    """Return what `check` needs to know of a question."""
    letters = {id(answer): letter for letter, answer in in_order(question)}
    told = {"kind": question.kind}
    if question.kind == "number":
        known = [first_value(question, result["value"]) for result in results]
        pairs = list(zip(known, question.answers, strict=False))
        told["right"] = next(value for value, answer in pairs if answer.mark == "right")
        told["within"] = question.within or 0
        told["replies"] = [(value, plain.markdown(answer.reply)) for value, answer in pairs]
    else:
        right = [a for a in question.answers if a.mark in ("right", "place")]
        told["right"] = "".join(letters[id(answer)] for answer in right)
        told["replies"] = {letter: plain.markdown(answer.reply) for letter, answer in in_order(question)}
    asides = {"hint": question.hint, "solution": question.solution}
    told |= {key: plain.markdown(text) for key, text in asides.items() if text}
    return {**told, "see": f"{plain.address}#{question.name}"}


def first_value(question, values):
    """Return the value for the numbers that stand in the page."""
    return values[question.all_draws.index(question.first_draw)] if question.draws else values
