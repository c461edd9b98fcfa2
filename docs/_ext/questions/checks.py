"""What is wrong with a question, in words for its author: lists of (line in its body, message)."""

from ..proof.number_texts import format_like
from .source import MOST_DRAWS

ONE_RIGHT = ("choice", "number", "print")


def complaints(question, results=None):
    """Return what is wrong with a question; without the results of its expressions, with its form alone."""
    found = [*question.problems, *form(question)]
    if not found and results is not None:
        found = [*values(question, results)]
    return found


def form(question):
    """Yield what is wrong with how a question is written."""
    marks = ("place",) if question.kind == "order" else ("right", "wrong")
    for answer in question.answers:
        if answer.mark not in marks:
            wanted = " and ".join(f"{{{mark}}}" for mark in marks)
            yield answer.line, f"the answers of a question of the kind {question.kind} are marked {wanted}"
        if not answer.reply:
            yield answer.line, f"the choice {named(answer)} has no reply: write `: …` in the line below it"
    yield from numbers_of_answers(question)
    if question.kind == "print" and not question.code:
        yield 0, "a question of the kind print holds the code that prints, as a ```python block"
    if len(question.all_draws) > MOST_DRAWS:
        yield 0, f"`draw` has {len(question.all_draws):,} draws; all are computed, so at most {MOST_DRAWS:,}"


def numbers_of_answers(question):
    """Yield what is wrong with how many answers there are."""
    right, wrong = question.marked("right"), question.marked("wrong")
    if question.kind in ONE_RIGHT and len(right) != 1:
        yield 0, f"a question of the kind {question.kind} has one answer marked {{right}}, not {len(right)}"
    if question.kind == "several" and not right:
        yield 0, "a question of the kind several has at least one answer marked {right}"
    if question.kind in ("choice", "several", "print") and not wrong:
        yield 0, "there is no answer marked {wrong}: nothing to choose from"
    if question.kind == "order" and len(question.answers) < 3:
        yield 0, "a question of the kind order has at least three items marked {place}"


def named(answer):
    """Return how a complaint names an answer."""
    return f"“{' '.join(filter(None, (answer.value, answer.text)))[:60]}”"


def values(question, results):
    """Yield what is wrong with the values of a question's expressions."""
    failed = [(a, r["error"]) for a, r in zip(question.answers, results, strict=False) if "error" in r]
    for answer, error in failed:
        what = "right answer" if answer.mark == "right" else "choice"
        yield answer.line, f"the {what} {named(answer)} does not evaluate: `{answer.expression}`: {error}"
    if question.code and "error" in results[-1]:
        yield question.lines["prompt"], f"the code of the question fails with {results[-1]['error']}"
    elif not failed:
        known = [result["value"] for result in results]
        yield from CHECKS[question.kind](question, known)


def check_choices(question, known):
    """Yield the claims that are not what they are marked as, and the values that equal the right one."""
    for answer, value in zip(question.answers, known, strict=False):
        if not answer.value:
            if bool(value) != (answer.mark == "right"):
                yield answer.line, claim(answer, value)
        elif wrong_text(answer, value):
            yield answer.line, wrong_text(answer, value)
    stated = [(a, value) for a, value in zip(question.answers, known, strict=False) if a.value]
    right = [(value, answer.text) for answer, value in stated if answer.mark == "right"]
    for answer, value in stated:
        if answer.mark == "wrong" and (value, answer.text) in right:
            yield answer.line, f"the wrong choice {named(answer)} is right, too"


def claim(answer, value):
    """Return what to say of a claim that is not what it is marked as."""
    if answer.mark == "right":
        return f"the right answer {named(answer)} is not right: `{answer.expression}` is {value}"
    return f"the wrong choice {named(answer)} is right: `{answer.expression}` is {value}"


def wrong_text(answer, value):
    """Return what to say of a value that is not what its text says, empty where it is."""
    shown = format_like(answer.value, value)
    return "" if shown == answer.value else f"it says {answer.value}, but `{answer.expression}` is {shown}"


def check_numbers(question, known):
    """Yield numbers that are not whole and have no tolerance, and wrong ones that are right in some draw."""
    draws = question.all_draws
    by_answer = [value if question.draws else [value] for value in known]
    right = next(n for n, answer in enumerate(question.answers) if answer.mark == "right")
    numbers = [one for values in by_answer for one in values]
    if any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in numbers):
        yield question.answers[right].line, "the answers of a question of the kind number are numbers"
        return
    if question.within is None and any(float(one) != int(one) for one in by_answer[right]):
        text = "the answer is not whole, so say how far off is right: `:within: 0.01`"
        yield question.answers[right].line, text
    for answer, values in zip(question.answers, by_answer, strict=True):
        text = wrong_text(answer, values[draws.index(question.first_draw)])
        if text:
            yield answer.line, text
        same = (n for n, value in enumerate(values) if close(value, by_answer[right][n], question.within))
        draw = next(same, None) if answer.mark == "wrong" else None
        if draw is not None:
            where = f", for {', '.join(f'{name} = {value}' for name, value in draws[draw].items())}"
            yield (
                answer.line,
                f"the wrong choice {named(answer)} is right, too" + where * bool(question.draws),
            )


def close(value, right, within):
    """Tell whether a number counts as the right one; a little more than the tolerance, for its last digit."""
    return abs(value - right) <= (within or 0) * (1 + 1e-9) + 1e-9 * abs(right)


def check_order(question, known):
    """Yield the items that do not stand in the order of their values."""
    for answer, before, value in zip(question.answers[1:], known, known[1:], strict=False):
        if not before < value:
            text = f"the item {named(answer)} has the value {value}, after one of {before}: "
            yield answer.line, text + "write them in the right order, with values that rise"


def check_printed(question, known):
    """Yield the outputs that are not what the code prints, or that it does print."""
    printed = known[-1]
    for answer, value in zip(question.answers, known, strict=False):
        if answer.mark == "right" and answer.value != printed:
            yield answer.line, f"the right answer says {answer.value!r}, but the code prints {printed!r}"
        if answer.mark == "wrong" and answer.value == printed:
            yield answer.line, f"the wrong choice {named(answer)} is right: it is what the code prints"
        if answer.mark == "wrong" and not answer.value:
            yield answer.line, "a wrong output says what it is the value of: {wrong}`text <expression>`"
        elif answer.mark == "wrong" and str(value) != answer.value and wrong_text(answer, value):
            yield answer.line, wrong_text(answer, value)


CHECKS = {
    "choice": check_choices,
    "several": check_choices,
    "number": check_numbers,
    "order": check_order,
    "print": check_printed,
}
