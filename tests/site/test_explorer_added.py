"""Adding an explorer as CONTRIBUTING tells: new files, and nothing else."""

import hashlib
import os
import re
import shutil
import subprocess
import sys

import pytest

from . import explorer_pages
from .explorer_pages import ROOT

NEW = {
    "docs/_static/explorers/thing.json": """\
{
  "value": { "kind": "whole", "low": 0, "high": 9, "default": 3 }
}
""",
    "docs/_static/explorers/thing.js": """\
// @ts-check
"use strict";

/** The square of a number. */

const OPTIONS = /** @type {import("./lib/state.js").Options} */ (require("./thing.json"));
const { neuronSum } = require("./lib/operations.js");
const STRINGS = require("./strings/thing.json");
const { slider } = require("./ui/controls.js");
const { h } = require("./ui/dom.js");
const { mount } = require("./ui/explorer.js");

/** @param {import("./ui/explorer.js").Context} context */
function thing(context) {
  const value = slider(context, "value");
  const update = (/** @type {Record<string, number>} */ state) => {
    value.update(state);
    const { sum } = neuronSum([state.value], [state.value], 0);
    const call = `neuron([${state.value}], [${state.value}], 0, activation="linear")`;
    return {
      message: context.text("message", { value: state.value, square: sum }),
      python: `from cnn_docs import neuron\\n\\nprint(${call})`,
      printed: String(sum.toFixed(1)),
    };
  };
  return { nodes: [h("div", { class: "explorer-controls" }, value.node)], update };
}

mount("thing", OPTIONS, STRINGS, thing);
""",
    "docs/_static/explorers/strings/thing.json": """\
{
  "title": "Try it: square a number",
  "message": "{value} squared is {square}",
  "options": { "value": { "label": "Value" } },
  "static": { "alt": "A bar for {value}, and a taller one for its square.", "square": "Square" }
}
""",
    "docs/_static/explorers/thing.css": ".explorer-thing .explorer-message { text-align: center; }\n",
    "docs/_ext/explorers/pictures/thing.py": """\
import matplotlib.pyplot as plt

from . import option_rows, words


def static(state):
    figure, axes = plt.subplots(figsize=(2, 1))
    axes.bar(["value", "square"], [state["value"], state["value"] ** 2])
    text = words("thing")["static"]
    rows = [*option_rows("thing", state, ["value"]), (text["square"], str(state["value"] ** 2))]
    return figure, text["alt"].format(value=state["value"]), rows
""",
    "tests/js/cases/thing.py": """\
import cnn_docs


def cases():
    return {"square": map(square, range(10))}


def square(value):
    return {"value": value, "output": float(cnn_docs.neuron([value], [value], 0, activation="linear"))}
""",
    "tests/js/thing.test.js": """\
// @ts-check
"use strict";

const { test } = require("node:test");

const CASES = require("./cases/thing.json");
const { close } = require("./close.js");
const { neuronSum } = require("../../docs/_static/explorers/lib/operations.js");

test("squares agree", () => {
  for (const { value, output } of CASES.square) close(neuronSum([value], [value], 0).sum, output, value);
});
""",
}
WRITTEN = "tests/js/cases/thing.json"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the explorers, with one more; returns its folder and what the old files held."""
    root = tmp_path_factory.mktemp("added") / "project"
    leave_out = shutil.ignore_patterns("__pycache__")
    for folder in ("docs/_ext", "docs/_static/explorers", "docs/_static/questions", "tests/js"):
        shutil.copytree(ROOT / folder, root / folder, ignore=leave_out)
    shutil.copy(ROOT / "docs" / "__init__.py", root / "docs")
    before = contents(root)
    for name, text in NEW.items():
        assert not (root / name).exists()
        (root / name).write_text(text)
    yield root
    after = contents(root)
    assert after.keys() - before.keys() <= {*NEW, WRITTEN}
    assert {name: after[name] for name in before} == before


def contents(root):
    """Name to digest of each file."""
    files = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_the_files_are_those_that_contributing_names():
    section = (ROOT / "CONTRIBUTING.md").read_text().partition("To add the explorer `thing`")[2]
    named = re.findall(r"`((?:docs|tests)/[\w/.]*thing\.[\w.]+)`", section.partition("\n## ")[0])
    assert set(named) == {*NEW, WRITTEN}


def test_its_golden_cases_are_written_and_read(copy):
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "tests/js/write_cases.py", "thing"], cwd=copy, env=variables, check=True)
    # Its own, and those that look for explorers; the others read files that are as they were, see `copy`.
    tests = [path for path in copy.glob("tests/js/*.test.js") if "readdirSync" in path.read_text()]
    tests.append(copy / "tests" / "js" / "thing.test.js")
    done = subprocess.run(["node", "--test", *tests], cwd=copy, capture_output=True, text=True, check=False)
    assert len(tests) > 2
    assert done.returncode == 0, done.stdout
    assert "squares agree" in done.stdout


def test_a_page_has_it_live_and_as_a_picture(copy, browser, tmp_path):
    page_text = "# Page\n\n:::{explorer} thing\n:value: 4\n:::\n"
    html, done = explorer_pages.build(tmp_path / "site", {"page": page_text}, docs=copy / "docs")
    assert (done.returncode, done.stderr) == (0, "")
    page = browser.new_page()
    page.goto((html / "page.html").as_uri())
    message = page.locator(".explorer-message")
    assert message.inner_text() == "4 squared is 16"
    assert message.evaluate("node => getComputedStyle(node).textAlign") == "center"
    page.get_by_label("Value").fill("5")
    page.wait_for_function("document.querySelector('.explorer-message').textContent === '5 squared is 25'")
    page.emulate_media(media="print")
    assert "16" in page.locator(".explorer-static table").inner_text()
    page.close()
