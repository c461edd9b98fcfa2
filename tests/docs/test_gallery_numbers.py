"""Every gallery script runs, proves the numbers in its texts, and draws what it says, legibly.

The texts are its docstring, its comments for the page and the alternative texts of its figures. All that
needs a run of the scripts stands here, so that each runs once in one process.
"""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from built_runs import complaints_of
from gallery_scripts import EXAMPLES, SCRIPTS, problems, run_script, runs_of
from picture_texts import too_small, unclear

from cnn_docs import output_size
from cnn_docs.palette import LIGHT
from docs._ext.proof.script_statements import texts

ALT = re.compile(r"^ *# Alt:", re.MULTILINE)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem.removeprefix("plot_"))
def test_every_number_in_the_texts_is_proved(path):
    script, name = path.read_text("utf-8"), path.relative_to(EXAMPLES.parent)
    found = complaints_of(runs_of(path), lambda run: problems(script, run, name))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem.removeprefix("plot_"))
def test_the_words_of_its_figures_can_be_read_and_their_lines_told_apart(path):
    found = complaints_of(runs_of(path), lambda run: too_small(run.pictures) + unclear(run.pictures))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem.removeprefix("plot_"))
def test_it_says_what_each_figure_shows_draws_in_one_look_and_leaves_nothing_behind(path):
    described = len(ALT.findall(path.read_text("utf-8")))

    def wrong(run):
        if len(run.drawn) + run.animations != described:
            yield f"{len(run.drawn)} figures and {run.animations} animations, {described} described"
        for figure in run.drawn:
            if figure["paper"] != LIGHT["paper"]:
                yield f"drawn on {figure['paper']}"
            if figure["of one style"]:
                yield f"only colours tell {figure['of one style']} apart"
        yield from (f"leaves {name}" for name in run.files)

    found = complaints_of(runs_of(path), lambda run: list(wrong(run)))
    assert not found, "\n".join(found)


SCRIPT = '''\
"""
Title
=====

Of :num:`54,627 <count>` values, :num:`2.5 and −300 <some>` are here; LeNet-5 had 3×3.
"""

count, some = 54627, (2.5, -300)

# %%
# The value is :num:`30 <output_size(32, 3)>`, as ``count`` says, and
# :num:`1998 <next(iter([1998]))>` another. It prints ``7 of 12``.

# Alt: A curve from :num:`0.25
#   <1 / 4>` down, of :num:`12 % <0.12>`.
print("7 of 12")  # no number here
'''


def found_in(script):
    return problems(script, run_script(script, Path("plot_one.py")))


def test_what_is_proved_passes_and_fails_with_any_digit_changed():
    run = run_script(SCRIPT, Path("plot_one.py"))
    assert run.namespace["output_size"] is output_size
    assert problems(SCRIPT, run) == []
    expressions = [found.span() for found in re.finditer(r"<[^>]*>`", SCRIPT)]
    stated = "\n".join(text for _, text in texts(SCRIPT))
    changed = 0
    for found in re.finditer(r"\d", SCRIPT):
        inside = any(start <= found.start() < end for start, end in expressions)
        line = SCRIPT[: found.start()].count("\n")
        if inside or SCRIPT.splitlines()[line].strip("# ")[:20] not in stated:
            continue
        other = SCRIPT[: found.start()] + str((int(found[0]) + 3) % 10) + SCRIPT[found.end() :]
        assert problems(other, run), other.splitlines()[line]
        changed += 1
    assert changed >= 24


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import keras", ImportError),
        ("from cnn_docs import output_size\nimport tensorflow.nn", ImportError),
        ("import warnings\nwarnings.warn('old', FutureWarning)", FutureWarning),
    ],
)
def test_a_script_for_numpy_runs_without_keras_and_warnings(code, error, monkeypatch):
    monkeypatch.setattr("gallery_scripts.needs_keras", lambda script: False)
    with pytest.raises(error):
        run_script(SCRIPT + code, Path("plot_one.py"))


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("plt.subplots()", {"paper": ["#FFFFFF"], "of one style": [[]]}),
        ("_, ax = plt.subplots()\nfor n in 'ab': ax.plot([0], label=n)", {"of one style": [["a", "b"]]}),
        ("plt.figtext(0, 0, 'here')", {"texts": [["here"]]}),
        ("open('left', 'w').close()", {"files": ("left",), "paper": []}),
    ],
)
def test_what_a_script_draws_and_leaves_is_seen(code, seen):
    run = run_script(f"{SCRIPT}import matplotlib.pyplot as plt\n{code}", Path("plot_one.py"))
    assert run.files == seen.pop("files", ())
    assert {name: [figure[name] for figure in run.drawn] for name in seen} == seen


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("as ``count`` says", "as 12 says", "script:11: the number 12 is not proved"),
        ("<count>", "<counted>", "script:5: `counted` fails with NameError"),
        ("`30 <output_size(32, 3)>`", "`30`", "script:11: {num} must be"),
        ("no number here", "12 of them", "script:16: the number 12 is not proved"),
        ("``7 of 12``", "``8 of 12``", "script:12: `8 of 12` is neither"),
        ("LeNet-5", "LeNet-6", "script:5: the number"),
        ("3×3", "3×5", "script:5: the number 3"),
    ],
)
def test_what_is_not_proved_is_named_with_its_line(old, new, message):
    assert any(message in found for found in found_in(SCRIPT.replace(old, new)))


def test_the_role_shows_its_text_on_the_page_of_a_script(build_pages, tmp_path):
    page = "Title\n=====\n\nIt has :num:`54,627 <count>` values.\n"
    site = build_pages(tmp_path, {"index.rst": page}, ["proof.checked_numbers"])
    shown = BeautifulSoup(site.read("index.html"), "html.parser").select_one("span.num")
    assert shown.get_text() == "54,627"
    assert "num" not in site.warnings
