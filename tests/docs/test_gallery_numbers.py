"""A number in the texts of a gallery script stands in its code, in what it prints or in its figures.

The texts are its docstring, its comments for the page and the alternative texts of its figures.
"""

import io
import json
import re
import subprocess
import sys
import tokenize
from decimal import Decimal
from pathlib import Path

import pytest
from stated_numbers import NUMERAL, bare_numerals

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*/plot_*.py"))

# Prints what each script prints and writes into its figures; labels of ticks are no statements. The long
# training is cut short: the texts state nothing that hangs on it.
RUN = """
import contextlib, functools, io, json, runpy, sys
import cnn_docs
import matplotlib.pyplot as plt
from matplotlib.axis import Axis
from matplotlib.text import Text
cnn_docs.train_digits_cnn = functools.partial(cnn_docs.train_digits_cnn, epochs=1)
found = {}
for path in sys.argv[1:]:
    shown, sys.argv = io.StringIO(), [path]
    with contextlib.redirect_stdout(shown):
        runpy.run_path(path, run_name="__main__")
    for figure in map(plt.figure, plt.get_fignums()):
        ticks = {id(text) for axis in figure.findobj(Axis) for text in axis.get_ticklabels()}
        texts = (text for text in figure.findobj(Text) if id(text) not in ticks)
        shown.write("\\n" + "\\n".join(text.get_text() for text in texts))
    found[path] = shown.getvalue()
    plt.close("all")
    if "keras" in sys.modules:
        sys.modules["keras"].backend.clear_session()
print(json.dumps(found))
"""


@pytest.fixture(scope="session")
def shown():
    """Return what each script shows, by its path."""
    command = [sys.executable, "-W", "ignore", "-c", RUN, *map(str, SCRIPTS)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def split(script):
    """Return a script's texts, each with its line, and its code without them."""
    texts, code = [], []
    for token in tokenize.generate_tokens(io.StringIO(script).readline):
        if token.type == tokenize.COMMENT and token.line.strip().startswith("#"):
            texts.append((token.start[0], token.string.lstrip("#")))
        elif token.type == tokenize.STRING and token.start == (1, 0):
            texts += enumerate(token.string.strip('"').split("\n"), start=1)
        else:
            code.append(token.string)
    return texts, " ".join(code)


def unproved(script, shown):
    """Return a message for each number of a script's texts that stands nowhere else."""
    texts, code = split(script)
    proved = {value(number) for number in numerals(code) + numerals(shown)}
    return [
        f"line {line}: the number {number} stands neither in the code, nor in what it prints or draws"
        for line, text in texts
        for number in bare_numerals(re.sub(r"``[^`]*``", "", text))
        if value(number) not in proved
    ]


def numerals(text):
    """Return the numerals of a text; those of a size, such as ``30x30x16``, one by one."""
    return NUMERAL.findall(re.sub(r"(?<=\d)[x×*](?=\d)", " ", text))


def value(number):
    """Return a number's value without its sign: texts say "minus" in words."""
    return Decimal(re.sub(r"^[-+−]|,", "", number).replace("−", "-"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem.removeprefix("plot_"))
def test_every_number_in_the_texts_is_computed_or_drawn(path, shown):
    found = unproved(path.read_text("utf-8"), shown[str(path)])
    assert not found, "\n".join([str(path.relative_to(EXAMPLES.parent)), *found])


SCRIPT = '''\
"""
Title
=====

Seven of 54,627 values, or 2.5 of them, are here; LeNet-5 had 3×3 in 1998.
"""

count = 54627

# %%
# The value is 448, as ``z = 12`` says.

# Alt: A curve from 0.25
#   down to −300.
plot(count, x1=8)
'''


@pytest.mark.parametrize(
    ("shown", "lines"),
    [
        ("448 of 2.50, 0.25, −300", []),
        ("449 of 2.50, 0.25, −300", [11]),
        ("448 of 2.51, 0.25, −300", [5]),
        ("448 of 2.50, 0.26, −301", [13, 14]),
        ("30x448x300 0.25 2.5", []),
    ],
)
def test_a_number_that_stands_nowhere_is_found_in_its_line(shown, lines):
    assert [int(re.search(r"line (\d+)", message)[1]) for message in unproved(SCRIPT, shown)] == lines
    assert len(unproved(SCRIPT.replace("54,627", "54,628"), shown)) == len(lines) + 1
