"""Questions: how they are written and refused, what the page shows, and that all their answers are right."""

import gzip
import json
import re
import shutil
import subprocess

import nbformat
import pytest
from bs4 import BeautifulSoup
from lessons import DOCS, notebook_pages, run_file, statements

import cnn_docs
from docs._ext.proof.number_texts import format_like
from docs._ext.questions import files
from docs._ext.questions.checks import complaints
from docs._ext.questions.directive import shuffled
from docs._ext.questions.evaluation import cell, evaluated, requests_of
from docs._ext.questions.formulas import FUNCTIONS, changing, formula
from docs._ext.questions.source import KINDS, questions_in, read

ROOT = DOCS.parent
LESSONS = [path for path in notebook_pages() if path.parent.name == "lessons"]
NODE = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
NAMES = {"output_size": cnn_docs.output_size, "relu": cnn_docs.relu, "z": -0.5}
HEAD = """\
---
file_format: mystnb
kernelspec: {name: python3}
teaching: 1
exercises: 1
---
# Lesson

```{code-cell} python
from cnn_docs import output_size, relu

z = -0.5
```

## A part

A paragraph.

"""
CHOICE = """\
:::{question} What comes *out*?
:name: after-relu

The sum is {num}`−0.5 <z>`. What does ReLU make of it?

{wrong}`−0.5 <z>`
: That is the sum.
  It would be right without a function.

{right}`0 <relu(z)>`
: It drops what is negative.

{wrong}`relu(z) > 0` Something positive
: That would be right for a positive sum.

Hint
: Look at the sign.
:::
"""
NUMBER = """\
:::{question} How large is the map?
:name: how-large
:kind: number
:draw: n = 28 of 20..40; k = 3 of 3, 5
:see: a-part

A picture has {num}`28×28 <(n, n)>` pixels, the kernel is {num}`3×3 <(k, k)>`. How many rows has its map?

{right}`26 <output_size(n, k)>`
: Yes.

{wrong}`25 <n - k>`
: One more.

Solution
: They are {num}`26 <output_size(n, k)>`.
:::
"""
SEVERAL = """\
:::{question} Which are positive?
:name: which-are-positive
:kind: several

Choose.

{right}`relu(1) > 0` ReLU of one
: One stays one.

{wrong}`relu(z) > 0` ReLU of the sum
: It is cut off.

{right}`abs(z) > 0` The size of the sum
: It has no sign.
:::
"""
ORDER = """\
:::{question} Which is larger?
:name: which-is-larger
:kind: order

From the smallest to the largest.

{place}`z` the sum
: It is negative.

{place}`relu(z)` what ReLU makes of it
: It is zero.

{place}`output_size(5, 3)` a map
: It has rows.
:::
"""
PRINT = """\
:::{question} What does this print?
:name: what-is-printed
:kind: print

```python
print(output_size(5, 3), abs(z))
```

{right}`3 0.5`
: The window has that many places.

{wrong}`2 0.5 <f"{5 - 3} {abs(z)}">`
: These are the steps.
:::
"""
ALL = (CHOICE, NUMBER, SEVERAL, ORDER, PRINT)
PARTS = [
    *("lessons.blocks", "proof.checked_numbers", "lessons.collected_pages", "lessons.predicted_outputs"),
    *("questions", "lessons.page_tools", "proof.python_blocks"),
]
EXTENSIONS = ["myst_nb", *(f"docs._ext.{part}" for part in PARTS)]


def one(text):
    ((line, question),) = questions_in(text)
    return line, question


def judged(text, names=None):
    """Return what is wrong with the question of a text: (line, message) from the first line of its body."""
    _, question = one(text)
    results = evaluated(requests_of(question), NAMES if names is None else names)
    return complaints(question, results)


# How a question is written


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


# The questions of the lessons


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request):
    return request.param


def test_every_answer_of_a_lesson_is_what_it_says(lesson):
    names = run_file(lesson).namespace
    found = questions_in(lesson.read_text("utf-8"))
    wrong = [
        f"{lesson.name}:{line + where}: {said}"
        for line, question in found
        for where, said in complaints(question, evaluated(requests_of(question), names))
    ]
    assert not wrong, "\n".join(wrong)


def test_a_lesson_asks_three_to_five_questions_the_first_without_arithmetic(lesson):
    kinds = [question.kind for _, question in questions_in(lesson.read_text("utf-8"))]
    assert 3 <= len(kinds) <= 5
    assert {"choice", "several"} & set(kinds[:2])
    assert set(kinds) - {"choice", "several"}, "no number, trace or order"


def test_the_lessons_ask_in_every_way_and_never_twice_by_one_name():
    every = [q for path in LESSONS for _, q in questions_in(path.read_text("utf-8"))]
    assert {q.kind for q in every} == set(KINDS)
    assert len({q.name for q in every}) == len(every)
    assert sum(bool(q.draws) for q in every) >= len(LESSONS)


def drawn_formulas():
    """Return every expression of the lessons' questions that a page computes, with its text and its draws."""
    for path in LESSONS:
        for _, question in questions_in(path.read_text("utf-8")):
            if question.draws:
                texts = [
                    question.prompt,
                    question.hint,
                    question.solution,
                    *(a.reply for a in question.answers),
                ]
                shown = re.findall(r"\{num\}`([^`<]+?)\s*<([^`]+)>`", " ".join(texts))
                shown += [(answer.value, answer.expression) for answer in question.answers]
                yield from (
                    (question, *pair) for pair in shown if changing(pair[1], question.draws) is not None
                )


@NODE
def test_python_and_the_page_compute_the_same_for_every_draw():
    cases = list(drawn_formulas())
    asked = [
        {"formula": formula(expression, question.draws), "text": text, "draws": question.all_draws}
        for question, text, expression in cases
    ]
    done = subprocess.run(
        ["node", ROOT / "tests" / "js" / "draws.js"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    count = 0
    for (question, text, expression), answers in zip(cases, json.loads(done.stdout), strict=True):
        for drawn, (value, written) in zip(question.all_draws, answers, strict=True):
            right = eval(expression, vars(cnn_docs) | public(expression), drawn)
            assert value == pytest.approx(list(right) if isinstance(right, tuple) else right, rel=1e-12), (
                expression
            )
            assert written == format_like(text, right), expression
            count += 1
    assert count > 1000


def public(expression):
    return {
        name: getattr(cnn_docs, name) for name in FUNCTIONS if name in cnn_docs.__all__ and name in expression
    }


@NODE
def test_the_page_knows_the_functions_that_questions_may_use():
    names = "Object.keys(require('./docs/_static/questions/arithmetic.js').FUNCTIONS)"
    code = f"console.log(JSON.stringify({names}))"
    done = subprocess.run(["node", "-e", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(json.loads(done.stdout)) == sorted(FUNCTIONS)


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


# What the build makes of them


@pytest.fixture(scope="module")
def site(build_pages, tmp_path_factory):
    pages = {
        "index.md": "# Home\n\n```{toctree}\nlesson\npractice\nworksheet\nopen\nproved\n```\n",
        "lesson.md": HEAD + "\n".join(ALL),
    }
    for name, how in {"practice": "live", "worksheet": "none", "open": "open", "proved": "proved"}.items():
        pages[f"{name}.md"] = f"# {name}\n\n:::{{all-questions}}\n:answers: {how}\n:::\n"
    return build_pages(tmp_path_factory.mktemp("questions"), pages, EXTENSIONS)


def block(site, page, name):
    soup = BeautifulSoup(site.read(f"{page}.html"), "html.parser")
    return soup.find(id=name)


def test_right_questions_build_without_a_warning(site):
    assert not [line for line in site.warnings.splitlines() if "IPKernelApp" not in line]


def test_a_page_shows_the_question_and_folds_its_answer(site):
    shown = block(site, "lesson", "after-relu")
    assert shown["role"] == "group"
    assert [li.get_text(strip=True) for li in shown.select(".question-choices > li")] == [
        "−0.5",
        "0",
        "Something positive",
    ]
    fold = shown.select_one("details.answer")
    assert not fold.has_attr("open")
    assert fold.summary.get_text(strip=True) == "Answer"
    replies = [" ".join(li.get_text(" ", strip=True).split()) for li in fold.select(".question-replies > li")]
    assert replies[0].startswith("−0.5 Not this.")
    assert "It would be right without a function. Read it again" in replies[0]
    assert replies[1].startswith("0 Right.")
    assert shown.select_one("details.hint").get_text(strip=True) == "HintLook at the sign."


@pytest.mark.parametrize(("name", "text"), [("after-relu", "A paragraph."), ("how-large", "A part")])
def test_a_wrong_reply_leads_to_the_paragraph_or_to_the_target_that_is_named(site, name, text):
    links = block(site, "lesson", name).select("details.answer .wrong a")
    assert links
    for link in links:
        assert text in block(site, "lesson", link["href"].removeprefix("#")).get_text()


def test_the_page_holds_what_the_script_needs(site):
    data = {
        name: json.loads(block(site, "lesson", name).script.string) for name in ("after-relu", "how-large")
    }
    assert data["after-relu"] == {"lesson": "lesson", "name": "after-relu", "kind": "choice", "right": [1]}
    number = data["how-large"]
    assert number["answers"] == [["(", "output_size", ["n", "k"], {}], ["-", "n", "k"]]
    assert (number["draw"]["k"], number["within"], len(number["numbers"])) == ([3, 5], 0, 5)
    order = json.loads(block(site, "lesson", "which-is-larger").script.string)["right"]
    assert sorted(order) == [0, 1, 2] != order
    items = [
        li.get_text(strip=True)
        for li in block(site, "lesson", "which-is-larger").select(".question-choices > li")
    ]
    assert [items[place] for place in order] == ["the sum", "what ReLU makes of it", "a map"]


def test_the_cell_that_evaluates_is_not_shown_and_the_code_of_a_question_counts_as_run(site):
    page = site.read("lesson.html")
    assert "itertools" not in page
    assert "is not run" not in site.warnings


def test_pages_to_print_and_to_teach_show_what_they_promise(site):
    worksheet = block(site, "worksheet", "lesson-after-relu")
    assert not worksheet.select("details, script, .question-replies, .question-room")
    assert block(site, "worksheet", "lesson-how-large").select_one(".question-room")
    assert worksheet.select_one(".question-choices")
    opened = block(site, "open", "lesson-after-relu")
    assert "That is the sum." in opened.get_text()
    assert not opened.select("details, script, .question-proof")
    proved = block(site, "proved", "lesson-after-relu")
    assert [code.get_text() for code in proved.select(".question-proof code")] == [
        "z",
        "relu(z)",
        "relu(z) > 0",
    ]
    assert opened.select_one(".wrong a")["href"].startswith("lesson.html#")


def test_only_pages_that_ask_load_the_script_and_only_copies_that_ask_have_data(site):
    loads = {
        page: "questions/questions.js" in site.read(f"{page}.html")
        for page in ("index", "lesson", "practice", "open")
    }
    assert loads == {"index": False, "lesson": True, "practice": True, "open": False}
    assert "questions/marks.js" in site.read("index.html")
    assert json.loads(block(site, "practice", "lesson-after-relu").script.string)["name"] == "after-relu"
    assert not block(site, "open", "lesson-after-relu").script


RIGHT = {"after-relu": "b", "how-large": 26, "which-are-positive": "ac", "what-is-printed": "a"}


@pytest.fixture(scope="module")
def notebook(site):
    return nbformat.read(site.out / "notebooks" / "lesson.ipynb", as_version=4)


def test_a_notebook_asks_too_and_gives_the_replies_of_the_page(site, notebook):
    names = {}
    first = notebook.cells[1]
    assert first.metadata["cellView"] == "form"
    exec(first.source, names)
    for name, right in RIGHT.items():
        assert names["check"](name, right).right
    replies = [names["check"]("after-relu", letter).text for letter in "ac"]
    shown = block(site, "lesson", "after-relu").select(".question-replies .wrong .question-reply")
    for reply, told in zip(replies, shown, strict=True):
        plain = " ".join(told.get_text().split()).removesuffix(" Read it again")
        assert " ".join(reply.split()).startswith(f"Not yet. {plain} Read again: ")
        assert "#after-relu" in reply
    assert names["check"]("how-large", 25).text.startswith("Not yet. One more.")


def test_a_notebook_has_a_cell_for_each_answer_which_runs_as_it_stands(notebook):
    names = {}
    exec(notebook.cells[1].source, names)
    cells = [cell.source for cell in notebook.cells if cell.source.startswith("check(")]
    assert len(cells) == len(ALL)
    for source in cells:
        assert eval(source.partition("  #")[0], names).text == "Put your answer in place of the dots."
    texts = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "- a) −0.5\n- b) 0\n- c) Something positive" in texts
    assert "{wrong}" not in texts
    assert "<details><summary>Hint</summary>\n\nLook at the sign." in texts


FAULTS = {
    "does not evaluate": CHOICE.replace("<relu(z)>", "<rleu(z)>"),
    "is right: `relu(z) >= 0` is True": CHOICE.replace("relu(z) > 0", "relu(z) >= 0").replace(
        "after-relu", "second"
    ),
    "has no reply": SEVERAL.replace(": It is cut off.\n", ""),
    "lesson has one of that name": f"{ORDER}\n{ORDER}",
    "is not whole": NUMBER.replace("`26 <output_size(n, k)>`\n: Yes", "`9.3 <n / k>`\n: Yes"),
    "the page cannot compute": NUMBER.replace("how-large", "third").replace("<n - k>", "<sum([n, -k])>"),
}


def test_the_build_refuses_each_fault_with_page_and_line(build_pages, tmp_path):
    text = HEAD + "\n".join(FAULTS.values())
    site = build_pages(
        tmp_path, {"index.md": "# Home\n\n```{toctree}\nlesson\n```\n", "lesson.md": text}, EXTENSIONS
    )
    lines = text.splitlines()
    for message in FAULTS:
        found = re.search(rf"lesson\.md:(\d+): WARNING: question '.*{re.escape(message)}", site.warnings)
        assert found, f"{message}\n{site.warnings}"
        place = int(found[1]) - 1
        assert re.match(r"\{(right|wrong)\}|From the|A picture", lines[place]), (message, lines[place])


def test_answers_come_from_the_cache_too_and_faults_are_found_again(build_pages, tmp_path):
    pages = {"index.md": HEAD + CHOICE.replace("relu(z) > 0", "relu(z) >= 0")}
    first = build_pages(tmp_path, pages, EXTENSIONS)
    (tmp_path / "doctrees" / "environment.pickle").unlink()
    second = build_pages(tmp_path, pages, EXTENSIONS)
    for site in (first, second):
        assert "is right: `relu(z) >= 0` is True" in site.warnings
    assert list((tmp_path / "html").rglob("index.html"))


def test_a_page_whose_cells_did_not_run_is_refused(build_pages, tmp_path):
    pages = {"index.md": HEAD + CHOICE}
    site = build_pages(tmp_path, pages, EXTENSIONS, nb_execution_mode="off")
    assert "the answers of this page's questions were not evaluated" in site.warnings


def test_items_are_mixed_in_the_same_way_each_time_and_never_into_the_right_order():
    for name in "abcdefghij":
        question = read("t", {"kind": "order", "name": name}, ["{place}`1` a", ": a", "{place}`2` b", ": b"])
        assert shuffled(question) == [1, 0]
    _, question = one(ORDER)
    assert shuffled(question) == shuffled(one(ORDER)[1])


def test_the_cell_holds_every_expression_and_no_fence_of_its_own():
    questions = [question for text in ALL for _, question in questions_in(text)]
    text = cell(questions)
    assert text.count("```") == 2
    assert all(answer.expression in text.replace('\\\\"', '"') for q in questions for answer in q.answers)


def test_script_and_style_are_small():
    contents = files.contents()
    sizes = {name: len(gzip.compress(text.encode())) for name, text in contents.items()}
    assert sizes["questions.js"] + sizes["questions.css"] <= 8 * 1024
    assert sizes["marks.js"] <= 1536


def test_numbers_of_a_question_are_statements_of_its_page():
    found = [s for s in statements(NUMBER) if s.kind == "num"]
    assert [s.text for s in found] == ["28×28", "3×3", "26", "25", "26"]
    assert eval(found[0].expression) == (28, 28)
