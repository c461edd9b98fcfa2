"""The build evaluates what a page states, warns of what is something else, and leaves it for the tests."""

import re
from dataclasses import replace

import pytest
from built_runs import built_run
from lessons import read_page, run_page
from question_texts import HEAD, NUMBER
from stated_numbers import problems

from docs._ext.builds.kernels import can_fork
from docs._ext.proof.number_texts import flat
from docs._ext.questions.source import questions_in

PARTS = ["lessons.blocks", "proof.checked_numbers", "proof.page_values", "questions", "builds.kernels"]
EXTENSIONS = ["myst_nb", *(f"docs._ext.{part}" for part in PARTS)]
CELLS = """
```{code-cell} python
from cnn_docs import output_size
import numpy as np
import matplotlib.pyplot as plt

counts, share, n, k = np.array([3, 4]), np.float32(0.25), 5, 3
print("total", counts.sum())
counts
```

```{code-cell} python
:tags: [raises-exception]
raise ValueError("Received: 37.")
```

```{code-cell} python
---
mystnb:
  image: {alt: A line, classes: lead}
---
figure, ax = plt.subplots(figsize=(4, 2))
ax.plot([0, 1], label="line")
ax.legend();
```
"""
STATED = "{num}`3 and 4 <counts>`, {num}`25 % <share>`, {num}`five <n>`, {num}`3 <output_size(n, k)>`\n"
PAGE = f"{HEAD}{STATED}\nIt prints `total 7`.\n{CELLS}\n{NUMBER}"


def built(build_pages, folder, text, **settings):
    """Return the site of one page, and the folder of what ran."""
    kept = folder / "kept"
    site = build_pages(folder, {"index.md": text}, EXTENSIONS, nb_execution_cache_path=str(kept), **settings)
    return site, folder / "source" / "index.md", kept


@pytest.fixture(scope="module")
def good(build_pages, tmp_path_factory):
    return built(build_pages, tmp_path_factory.mktemp("good"), PAGE)


def test_numbers_that_are_right_are_shown_and_their_cell_is_not(good):
    site, _, _ = good
    assert "number" not in site.warnings
    assert "3 and 4" in site.read("index.html")
    assert "evaluated" not in site.read("index.html")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("`3 and 4 <", "`3 and 5 <", "the page states 3 and 5, but `counts` is 3 and 4"),
        ("`five <n>", "`five <m>", "`m` fails with NameError"),
        ("`25 % <share>", "`25 % <'some'>", "`'some'` fails with TypeError"),
    ],
)
def test_a_number_that_is_something_else_is_a_warning_with_page_and_line(
    build_pages, tmp_path, old, new, message
):
    text = PAGE.replace(old, new)
    site, _, _ = built(build_pages, tmp_path, text)
    found = re.search(rf"index\.md:(\d+): WARNING: .*{re.escape(message)}", site.warnings)
    assert found, site.warnings
    assert STATED.replace(old, new).rstrip() == text.splitlines()[int(found[1]) - 1]


def test_a_number_that_a_question_draws_is_not_that_of_the_page(good):
    assert "{num}`26 <output_size(n, k)>`" in NUMBER
    assert "{num}`3 <output_size(n, k)>`" in STATED
    assert "WARNING" not in good[0].warnings


def test_a_page_that_states_nothing_runs_no_cell_of_ours(build_pages, tmp_path):
    site, path, kept = built(build_pages, tmp_path, HEAD + CELLS)
    assert "WARNING" not in site.warnings
    assert built_run(path, kept).values == {}


@pytest.mark.skipif(not can_fork(), reason="figures are measured in kernels of the build")
def test_what_the_build_leaves_is_what_an_own_run_finds(good):
    _, path, kept = good
    page = read_page(path)
    there, here = built_run(path, kept), run_page(page)
    assert problems(page, there) == problems(page, here) == []
    wanted = {expression: flat(here.value(expression)) for expression in there.values}
    assert {expression: flat(there.value(expression)) for expression in there.values} == wanted
    for line in ("total 7", "array([3, 4])", "ValueError: Received: 37."):
        assert line in there.outputs
        assert line in here.outputs
    ((built_one,), (own,)) = there.pictures, here.pictures
    assert built_one.width == pytest.approx(own.width, abs=1)  # letters are as wide as whole dots
    assert replace(built_one, width=own.width, height=own.height) == own
    requests = [{"expression": "output_size(n, k)", "draws": {"n": [28], "k": [3]}}]
    _, question = next(iter(questions_in(page.text)))
    assert len(there.answered) == len(question.answers)
    assert here.answers(requests) == [{"value": [26]}]


def test_a_digit_that_changed_since_the_build_is_noticed(good, tmp_path):
    _, _, kept = good
    path = tmp_path / "index.md"
    path.write_text(PAGE.replace("`3 and 4 <", "`3 and 5 <"), "utf-8")
    (message,) = problems(read_page(path), built_run(path, kept))
    assert "states 3 and 5" in message


@pytest.mark.parametrize(("old", "new"), [("share, n, k = ", "n, share, k = "), ("<counts>", "<counts + 0>")])
def test_code_that_changed_since_the_build_has_no_run(good, tmp_path, old, new):
    path = tmp_path / "index.md"
    path.write_text(PAGE.replace(old, new), "utf-8")
    assert built_run(path, good[2]) is None


def test_a_cell_that_fails_unasked_is_no_run(build_pages, tmp_path):
    text = PAGE.replace(":tags: [raises-exception]\nraise", ":tags: [raises-exception]\n1 or")
    site, path, kept = built(build_pages, tmp_path, text)
    assert "WARNING" not in site.warnings
    assert built_run(path, kept) is None
