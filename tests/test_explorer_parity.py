"""What the explorers carry and are compared with is what the package computes now."""

import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_docs
from cnn_docs import palette
from docs._ext.explorers import bundle, minify

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "docs" / "_static" / "explorers"
sys.path.insert(0, str(ROOT / "tests" / "js"))

import write_cases  # noqa: E402
import write_data  # noqa: E402

HOW = "Run `python tests/js/write_cases.py` and `python tests/js/write_data.py`."


def same(left, right):
    """Whether two structures agree, numbers to 1e-5."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-5, abs_tol=1e-5)
    return left == right


@pytest.mark.parametrize("name", write_cases.NAMES)
def test_golden_cases_are_what_the_package_computes(name):
    assert same(cases(name), json.loads(write_cases.text(name))), HOW


def cases(name):
    return json.loads((write_cases.CASES / f"{name}.json").read_text())


def test_every_explorer_has_its_cases_words_and_picture():
    names = {path.stem for path in SOURCES.glob("*.js")}
    pictures = {path.stem for path in (ROOT / "docs" / "_ext" / "explorers" / "pictures").glob("[!_]*.py")}
    of_parts = {"common", "own-picture", "photographs"}
    words = {path.stem for path in (SOURCES / "strings").glob("*.json")} - of_parts
    of_pages = {"live"}  # what the pages of `explore` compute, which are none of these
    assert set(write_cases.NAMES) - of_pages == words == pictures == names


@pytest.mark.parametrize(
    "name",
    [
        "all-digits.json",
        "colours.json",
        "digits.json",
        "images.json",
        "kernels.json",
        "network.json",
        "threshold.json",
        "training.json",
    ],
)
def test_data_of_the_explorers_are_the_package_s(name):
    assert same(json.loads((SOURCES / "data" / name).read_text()), json.loads(write_data.contents()[name])), (
        HOW
    )


def test_cases_cover_every_setting_of_the_controls():
    options = json.loads((SOURCES / "convolution.json").read_text())
    correlated = cases("convolution")["correlate"]
    seen = {
        (len(case["kernel"]), *(case["options"][key] for key in ("padding", "stride", "dilation")))
        for case in correlated
    }
    for size in map(int, options["size"]["choices"]):
        for padding in options["padding"]["choices"]:
            for step in range(options["stride"]["low"], options["stride"]["high"] + 1):
                assert {(size, padding, step, 1), (size, padding, 1, step)} <= seen
    options = json.loads((SOURCES / "pooling.json").read_text())
    pooled = cases("pooling")["pool"]
    seen = {
        (case["size"], *(case["options"][key] for key in ("stride", "padding", "kind"))) for case in pooled
    }
    for size in range(options["size"]["low"], options["size"]["high"] + 1):
        for stride in range(options["stride"]["low"], options["stride"]["high"] + 1):
            for padding in options["padding"]["choices"]:
                assert {(size, stride, padding, "max"), (size, stride, padding, "average")} <= seen


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.js")), ids=lambda path: path.stem)
def test_bundle_holds_each_module_once_and_is_the_same_each_time(path):
    script = bundle.bundle(path.stem)
    assert script == bundle.bundle(path.stem)
    assert script.count("function readQuery(") == 1
    assert "require(" not in script
    assert "module.exports" not in script


def functions_of(code):
    """Names of the functions of modules, which begin at the margin."""
    return re.findall(r"^(?:async )?function\*? (\w+)\(", code, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.js")), ids=lambda path: path.stem)
def test_bundle_holds_the_functions_of_a_module_that_are_used_and_no_others(path):
    modules = bundle.modules_of(path.stem)
    for module, code in modules.items():
        if not module.endswith(".js"):
            continue
        kept = functions_of(code)
        left_out = set(functions_of((SOURCES / module).read_text(encoding="utf-8"))) - set(kept)
        words = re.findall(r"\w+", code)
        assert [name for name in kept if words.count(name) < 2] == []
        assert left_out.isdisjoint(words)
        given = re.search(r"^module\.exports = {(.*?)};", code, re.MULTILINE | re.DOTALL)
        others = "".join(other for name, other in modules.items() if name != module)
        assert all(
            re.search(rf"\b{name}\b", others) for name in re.findall(r"\w+", given[1] if given else "")
        )


def test_bundle_has_the_common_words_that_are_said_and_no_others():
    common = json.loads((SOURCES / "strings" / "common.json").read_text(encoding="utf-8"))
    script = bundle.bundle("training")
    assert common["noScript"] not in script
    assert common["gridKeys"] not in script
    assert common["reset"] in script
    assert common["gridKeys"] in bundle.bundle("pooling")


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.js")), ids=lambda path: path.stem)
def test_squeezing_keeps_all_texts_and_squeezes_once(path):
    script = minify.squeezed(bundle.bundle(path.stem))
    texts = re.findall(r'"(?:[^"\\\n]|\\.)*"', path.read_text(encoding="utf-8"))
    assert [text for text in texts if text not in script and not text.startswith('"./')] == []
    assert minify.squeezed(script) == script


def test_every_activation_function_has_a_colour_of_its_own():
    assert set(palette.ACTIVATION_ROLES) == set(cnn_docs.ACTIVATIONS)
    assert len(set(palette.ACTIVATION_ROLES.values())) == len(palette.ACTIVATION_ROLES)
    assert set(palette.ACTIVATION_ROLES.values()) <= set(palette.LIGHT)


def test_bundle_leaves_the_code_between_comments_alone(tmp_path):
    (tmp_path / "strings.json").write_text('{"a": "</script>"}')
    source = """\
/** A
 * comment. */
/** @type {any} */ (globalThis).first = 1;
const s = require("./strings.json");
/** B */
second();
"""
    (tmp_path / "one.js").write_text(source)
    script = bundle.bundle("one", sources=tmp_path)
    assert "(globalThis).first = 1;" in script
    assert "second();" in script
    assert "comment" not in script
    assert "<\\/script>" in script


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_scripts_agree_with_the_cases():
    done = subprocess.run(
        ["node", "--test", "tests/js"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
