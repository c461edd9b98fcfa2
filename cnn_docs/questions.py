"""Replies to the questions of the lessons, for notebooks: the same as on the lesson's page.

The notebook of a lesson carries its questions, and its first cell makes ``check`` of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from . import _checks

__all__ = ["question_checker"]


@dataclass(frozen=True, repr=False)
class Reply:
    """What is said to an answer; a notebook shows its text."""

    right: bool
    text: str

    def __repr__(self):
        """Return the text, so that a notebook shows it in lines."""
        return self.text


def question_checker(questions):
    """Return a function ``check(name, answer)`` that says whether an answer is right, and if not, why.

    Parameters
    ----------
    questions : mapping from str to mapping
        Each question by its name. Its ``kind`` is "choice", "print", "several", "order" or "number".
        ``right`` holds the letters of what is right (of all items in their order for "order"), ``replies``
        what is said to each letter. For "number", ``right`` is the number, ``within`` by how much an answer
        may differ (0 if left out), and ``replies`` holds pairs of a number and what is said to it. ``hint``,
        ``solution`` and ``see``, an address, may be left out.

    Returns
    -------
    function
        ``check(name, answer)`` returns a reply with the attributes ``right`` and ``text``, and shows its
        text. The answer is a letter, several letters or a number; dots (``...``) stand for an answer that is
        still to be given. A reply to a wrong answer holds the hint, and from the second on the solution.

    Raises
    ------
    TypeError, ValueError
        If ``questions`` are not such mappings; by ``check``, if there is no question of that name, or the
        answer is not of its kind.

    Examples
    --------
    >>> replies = {"a": "That is the sum.", "b": "ReLU makes zero of it."}
    >>> relu = {"kind": "choice", "right": "b", "replies": replies}
    >>> check = question_checker({"relu": relu})
    >>> check("relu", "a")
    Not yet. That is the sum.
    >>> check("relu", "b")
    Right. ReLU makes zero of it.
    """
    if not isinstance(questions, Mapping):
        _checks.refuse("questions", "a mapping from names to questions", questions, error=TypeError)
    for name, question in questions.items():
        _check_question(question, f"questions[{name!r}]")
    missed = dict.fromkeys(questions, 0)

    def check(name, answer):
        """Say whether an answer is right, and if not, why."""
        question = questions[_checks.choice(name, "name", questions)]
        if answer is ...:
            return Reply(False, "Put your answer in place of the dots.")
        right, said = _JUDGES[question["kind"]](question, answer)
        missed[name] += not right
        return Reply(right, _text(question, right, said, missed[name]))

    return check


def _check_question(question, name):
    """Refuse a question that lacks what every question has, or is of no kind."""
    needed = ("kind", "right", "replies")
    if not isinstance(question, Mapping):
        _checks.refuse(name, f"a mapping with {_checks.listed(needed)}", question, error=TypeError)
    if not set(needed) <= set(question):
        _checks.refuse(name, f"a mapping with {_checks.listed(needed)}", list(question))
    if _checks.choice(question["kind"], f"{name}['kind']", _JUDGES) == "number":
        _check_number(question, name)
    else:
        _check_letters(question, name)


def _check_number(question, name):
    """Refuse a question for a number whose answer is none, or whose replies belong to none."""
    _checks.number(question["right"], f"{name}['right']")
    _checks.number(question.get("within", 0), f"{name}['within']", minimum=0)
    wanted = "pairs of a number and a text"
    for pair in _checks.items(question["replies"], f"{name}['replies']", wanted):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            _checks.refuse(f"{name}['replies']", wanted, pair)
        _checks.number(pair[0], f"{name}['replies']")
        _checks.text(pair[1], f"{name}['replies']")


def _check_letters(question, name):
    """Refuse a question whose right answers are no letters, or letters without a reply."""
    replies = question["replies"]
    if not isinstance(replies, Mapping) or not replies:
        _checks.refuse(f"{name}['replies']", "a mapping from letters to texts", replies)
    letters = _checks.text(question["right"], f"{name}['right']")
    if not letters or not set(letters) <= set(replies):
        _checks.refuse(f"{name}['right']", f"letters of {', '.join(replies)}", letters)


def _text(question, right, said, missed):
    """Return the words of a reply."""
    if right:
        return " ".join(filter(None, ("Right.", said)))
    lines = [" ".join(filter(None, ("Not yet.", said)))]
    if question.get("see"):
        lines[0] += f" Read again: {question['see']}"
    if question.get("hint"):
        lines.append(f"Hint: {question['hint']}")
    if missed > 1 and question.get("solution"):
        lines.append(f"Solution: {question['solution']}")
    return "\n".join(lines)


def _letters(question, answer):
    """Return the letters of an answer, in lower case, each of which the question has."""
    known = question["replies"]
    wanted = (
        f"letters of {', '.join(known)}"
        if question["kind"] in ("several", "order")
        else _checks.listed(known, "or")
    )
    if question["kind"] == "order":
        answer = answer if isinstance(answer, str) else _checks.items(answer, "answer", wanted)
    try:
        given = [letter for part in answer for letter in part.lower() if letter not in " ,"]
    except (AttributeError, TypeError):
        _checks.refuse("answer", wanted, answer, error=TypeError)
    if not given or not set(given) <= set(known) or len(set(given)) < len(given):
        _checks.refuse("answer", wanted, answer)
    return given


def _choice(question, answer):
    given = _letters(question, answer)
    if len(given) != 1:
        _checks.refuse("answer", f"one letter: {_checks.listed(question['replies'], 'or')}", answer)
    return given[0] in question["right"], question["replies"][given[0]]


def _several(question, answer):
    given = _letters(question, answer)
    chosen = [letter for letter in given if letter not in question["right"]]
    missing = [letter for letter in question["right"] if letter not in given]
    if chosen:
        return False, f"{chosen[0]}) does not belong to it: {question['replies'][chosen[0]]}"
    if missing:
        return False, f"{missing[0]}) belongs to it, too: {question['replies'][missing[0]]}"
    return True, ""


def _order(question, answer):
    given = _letters(question, answer)
    if len(given) != len(question["right"]):
        _checks.refuse("answer", f"all letters in their order: {', '.join(question['replies'])}", answer)
    wrong = next((mine for mine, right in zip(given, question["right"], strict=True) if mine != right), None)
    if wrong is None:
        return True, ""
    return False, f"{wrong}) is the first that stands at another place: {question['replies'][wrong]}"


def _number(question, answer):
    given = _checks.number(answer, "answer")

    def close(value):
        slack = question.get("within", 0) * (1 + 1e-9) + 1e-9 * abs(question["right"])
        return abs(given - value) <= slack

    right = close(question["right"])
    other = "" if right else "That is none of the usual slips."
    replies = [(text, value == question["right"]) for value, text in question["replies"] if close(value)]
    return right, next((text for text, is_right in replies if is_right == right), other)


_JUDGES = {"choice": _choice, "print": _choice, "several": _several, "order": _order, "number": _number}
