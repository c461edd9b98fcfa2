"""How a question is written, read and judged: what is wrong is refused with its line."""

import pytest
from question_texts import ALL, CHOICE, HEAD, NAMES, NUMBER, ORDER, PRINT, SEVERAL, one

from docs._ext.proof.page_values import cell, evaluated
from docs._ext.proof.statements import statements
from docs._ext.questions.checks import complaints
from docs._ext.questions.directive import shuffled
from docs._ext.questions.evaluation import requests_of
from docs._ext.questions.formulas import formula
from docs._ext.questions.source import questions_in, read


def judged(text, names=None):
    """Return what is wrong with the question of a text: (line, message) from the first line of its body."""
    _, question = one(text)
    results = evaluated(requests_of(question), NAMES if names is None else names)
    return complaints(question, results)


def test_a_question_is_read_with_its_options_answers_and_asides():
    line, question = one(f"Text.\n\n{CHOICE}")
    assert (line, question.title, question.kind, question.name) == (
        6,
        "What comes *out*?",
        "choice",
        "after-relu",
    )
    assert question.prompt == "The sum is {num}`−0.5 <z>`. What does ReLU make of it?"
    first, second, third = question.answers
    assert (first.mark, first.value, first.expression) == ("wrong", "−0.5", "z")
    assert first.reply == "That is the sum.\nIt would be right without a function."
    assert (second.mark, second.value, second.expression, second.text) == ("right", "0", "relu(z)", "")
    assert (third.value, third.expression, third.text) == ("", "relu(z) > 0", "Something positive")
    assert (question.hint, question.solution) == ("Look at the sign.", "")


def test_draws_are_read_as_ranges_and_lists():
    _, question = one(NUMBER)
    assert question.first_draw == {"n": 28, "k": 3}
    assert len(question.all_draws) == 21 * 2
    assert question.all_draws[0] == {"n": 20, "k": 3}


def test_code_of_a_question_may_hold_what_looks_like_an_answer():
    _, question = one(PRINT.replace("print(", '"""\n{wrong}`1`\n"""\nprint('))
    assert [answer.mark for answer in question.answers] == ["right", "wrong"]


@pytest.mark.parametrize("text", ALL)
def test_a_question_that_is_right_has_no_complaints(text):
    assert judged(text) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "line", "message"),
    [
        # the right answer does not evaluate
        (
            CHOICE,
            "<relu(z)>",
            "<rleu(z)>",
            6,
            "does not evaluate: `rleu(z)`: NameError: name 'rleu' is not defined",
        ),
        (PRINT, "abs(z))", "abs(y))", 0, "the code of the question fails with NameError"),
        (CHOICE, "<relu(z)>", "<relu(z>", 6, "the expression must be valid Python. Received: 'relu(z'."),
        # a wrong choice is right
        (CHOICE, "`−0.5 <z>`\n:", "`0 <relu(z)>`\n:", 2, "the wrong choice “0” is right, too"),
        (CHOICE, "{wrong}`relu(z) > 0`", "{wrong}`relu(z) >= 0`", 9, "is right: `relu(z) >= 0` is True"),
        (NUMBER, "`25 <n - k>", "`24 <n - 4>", 5, "the wrong choice “24” is right, too, for n = 20, k = 5"),
        (NUMBER.replace(":see:", ":within: 1\n:see:"), "z", "z", 5, "is right, too, for n = 20, k = 3"),
        (PRINT, "`2 0.5 <f", "`3 0.5 <f", 7, "is right: it is what the code prints"),
        # a choice without a reply
        (
            CHOICE,
            ": That would be right for a positive sum.\n",
            "",
            9,
            "the choice “Something positive” has no reply",
        ),
        (SEVERAL, ": It is cut off.", "", 5, "has no reply: write `: …` in the line below it"),
        # an answer that is not whole, without a tolerance
        (
            NUMBER,
            "`26 <output_size(n, k)>`\n: Yes",
            "`9.3 <n / k>`\n: Yes",
            2,
            "is not whole, so say how far off is right",
        ),
        # values and claims that are not what they say
        (CHOICE, "`0 <relu(z)>`", "`1 <relu(z)>`", 6, "it says 1, but `relu(z)` is 0"),
        (CHOICE, "`−0.5 <z>`\n:", "`−0.6 <z>`\n:", 2, "it says −0.6, but `z` is −0.5"),
        (SEVERAL, "relu(1) > 0", "relu(1) < 0", 2, "the right answer “ReLU of one” is not right"),
        (PRINT, "`3 0.5`", "`4 0.5`", 4, "the right answer says '4 0.5', but the code prints '3 0.5'"),
        (ORDER, "`z` the", "`1` the", 5, "write them in the right order, with values that rise"),
        (ORDER, "`relu(z)`", "`z`", 5, "has the value -0.5, after one of -0.5"),
        # how it is written
        (CHOICE, "{right}", "{wrong}", 0, "has one answer marked {right}, not 0"),
        (CHOICE, "{wrong}", "{right}", 0, "has one answer marked {right}, not 3"),
        (SEVERAL, "{right}", "{wrong}", 0, "at least one answer marked {right}"),
        (SEVERAL, "{wrong}", "{right}", 0, "nothing to choose from"),
        (ORDER, "{place}`z`", "{wrong}`z`", 2, "are marked {place}"),
        (PRINT, "```python", "```text", 0, "holds the code that prints"),
        (
            CHOICE,
            ":name: after-relu",
            ":name: After relu",
            0,
            "`name` must be words of a-z joined by hyphens",
        ),
        (
            SEVERAL,
            "kind: several",
            "kind: many",
            0,
            "`kind` must be one of choice, several, number, order, print",
        ),
        (NUMBER, ":see: a-part", ":within: much", 0, "`within` must be a positive number. Received: much."),
        (NUMBER, "n = 28 of 20..40", "n = 28", 0, "must read like `n = 28 of 20..40`"),
        (NUMBER, "n = 28 of 20..40", "n = 19 of 20..40", 0, "must begin with one of its values"),
        (NUMBER, "n = 28 of 20..40", "n = 28 of 20..2000", 0, "`draw` has 3,962 draws"),
        (CHOICE, ":name:", ":draw: n = 1 of 1..2\n:name:", 0, "`draw` is for questions of the kind number"),
    ],
)
def test_a_question_that_is_wrong_is_refused_with_its_line(text, old, new, line, message):
    changed = text.replace(old, new)
    assert changed != text or old == new
    found = judged(changed)
    assert any(where == line and message in said for where, said in found), found


def test_what_a_page_could_not_compute_is_refused():
    known = {"n"}
    for expression in ("sum([n])", "n if n else 1", "n.real", "m", "n > 1", "[n for _ in n]"):
        with pytest.raises(ValueError, match=r"^the page cannot compute `.*`; it knows numbers, n, "):
            formula(expression, known)


def test_a_changed_digit_of_a_question_is_noticed(tmp_path):
    from lessons import read_page, run_page
    from stated_numbers import problems

    path = tmp_path / "page.md"
    for text, old, new in [
        (NUMBER, "`28×28", "`28×29"),
        (NUMBER, "{num}`26", "{num}`27"),
        (CHOICE, "`−0.5 <", "`−0.6 <"),
    ]:
        for shown in (text, text.replace(old, new)):
            path.write_text(HEAD + shown, "utf-8")
            page = read_page(path)
            assert bool(problems(page, run_page(page))) == (shown != text)


def test_items_are_mixed_in_the_same_way_each_time_and_never_into_the_right_order():
    for name in "abcdefghij":
        question = read("t", {"kind": "order", "name": name}, ["{place}`1` a", ": a", "{place}`2` b", ": b"])
        assert shuffled(question) == [1, 0]
    _, question = one(ORDER)
    assert shuffled(question) == shuffled(one(ORDER)[1])


def test_the_cell_holds_every_expression_and_no_fence_of_its_own():
    questions = [question for text in ALL for _, question in questions_in(text)]
    text = cell([request for question in questions for request in requests_of(question)])
    assert text.count("```") == 2
    assert all(answer.expression in text.replace('\\\\"', '"') for q in questions for answer in q.answers)


def test_numbers_of_a_question_are_statements_of_its_page():
    found = [s for s in statements(NUMBER) if s.kind == "num"]
    assert [s.text for s in found] == ["28×28", "3×3", "26", "25", "26"]
    assert eval(found[0].expression) == (28, 28)
