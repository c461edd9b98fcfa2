"""A small site with every explorer, to open from its files as a reader would, and what its pages say."""

import atexit
import functools
import json
import random
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "docs" / "_static" / "explorers"
NAMES = sorted(path.stem for path in SOURCES.glob("*.js"))

FEW_STEPS, MOST_PICTURES = 12, 3600  # of a training of the tests

RUNNER = """
import io, json, os, sys, traceback
from contextlib import redirect_stdout
for line in sys.stdin:
    folder, sources = json.loads(line)
    os.chdir(folder)
    printed, error = [], ""
    try:
        for source in sources:
            with redirect_stdout(io.StringIO()) as stream:
                exec(source, {})
            printed.append(stream.getvalue())
    except Exception:
        error = traceback.format_exc()
    print(json.dumps([printed, error]), flush=True)
"""
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
CONF = """\
import sys
sys.path[:0] = [{beside!r}, {root!r}]
project = "Explorers"
copyright = version = "1"
import docs._ext
docs._ext.PARTS = ["explorers.directive"]
extensions = ["myst_parser", "docs._ext"]
myst_enable_extensions = ["colon_fence"]
html_theme = "furo"
html_theme_options = {{"navigation_with_keys": True}}
html_static_path = ["_static"]
html_css_files = ["roles.css"]
"""


def roles_css():
    """Style sheet with the roles' colours, as the site has it."""
    from docs._ext.theme.palette_css import style_sheet

    return style_sheet()


def build(folder, pages=None, *, builder="html", docs=ROOT / "docs"):
    """Build pages (name to text; by default one for each explorer) and return the folder of what was built.

    `docs` holds the extensions and the explorers.
    """
    pages = pages or {name: f"# The {name} explorer\n\n:::{{explorer}} {name}\n:::\n" for name in NAMES}
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "roles.css").write_text(roles_css())
    (folder / "conf.py").write_text(CONF.format(beside=str(docs.parent), root=str(ROOT)))
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text)
    (folder / "index.md").write_text("# Start\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n")
    folders = ["-d", str(folder / "doctrees"), str(folder), str(folder / builder)]
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Path(folder / builder), done


def random_states(name, count=24):
    """Queries of that many states of an explorer, the same ones each time."""
    options = json.loads((SOURCES / f"{name}.json").read_text())
    chance = random.Random(name)
    return ["", *(_shortened("&".join(_random_parts(options, chance))) for _ in range(count - 1))]


def _shortened(query):
    """The state with fewer steps, where those of a training would take many more pictures than others."""
    state = dict(parse_qsl(query, keep_blank_values=True))
    if {"step", "batch", "pictures"} <= set(state):
        batch = int(state["pictures"] if state["batch"] == "all" else state["batch"])
        most = max(FEW_STEPS, MOST_PICTURES // batch)
        query = re.sub(r"\bstep=\d+", f"step={min(int(state['step']), most)}", query)
    return query


def _random_parts(options, chance):
    from docs._ext.explorers.directive import lengths_of

    for name, option in options.items():
        if option["kind"] == "choice":
            value = chance.choice([choice for choice in option["choices"] if choice != "own"])
        elif option["kind"] == "set":
            value = ",".join(chance.sample(option["choices"], chance.randrange(4)))
        elif option["kind"] == "numbers":
            length = chance.choice(lengths_of(option))
            value = ",".join(
                str(chance.randint(max(option["low"], -9), min(option["high"], 16))) for _ in range(length)
            )
        elif option["kind"] == "whole":
            value = chance.randint(option["low"], min(option["high"], 64))
        else:
            step = option.get("step", 1)
            step = 1 if step == "any" else step
            steps = round((option["high"] - option["low"]) / step)
            value = f"{option['low'] + step * chance.randrange(steps + 1):.4g}"
        yield f"{name}={value}"


def texts(page):
    """What the explorer says, its Python, and what that should print."""
    picks = [
        f".explorer-live {pick}"
        for pick in (".explorer-message", ".explorer-python code", ".explorer-python samp")
    ]
    page.wait_for_selector(f"{picks[0]}:not(:empty)", timeout=60_000)  # a training may be on its way
    return page.evaluate("picks => picks.map(pick => document.querySelector(pick).textContent)", picks)


def settled(page):
    """Wait until the picture, the address and the spoken message have followed the last change."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 450)))")


def go_to(page, fragment):
    """Follow a link to a state of the explorer on the page."""
    page.evaluate("fragment => { location.hash = fragment }", fragment)
    settled(page)


def finger(page, path):
    """Put a finger down at the first of some places (x, y) of the screen, and move it through the others."""
    tools = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(path):
        kind = "touchMove" if index else "touchStart"
        points = [{"x": float(x), "y": float(y)}]
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settled(page)


@functools.cache
def interpreter():
    """An interpreter beside the tests, which keeps what the sources have imported: that takes longest."""
    command = [sys.executable, "-c", RUNNER]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(running.communicate)
    return running


def run_python(sources, folder="."):
    """What each source prints, run in a namespace of its own."""
    running = interpreter()
    running.stdin.write(json.dumps([str(Path(folder).resolve()), sources]) + "\n")
    running.stdin.flush()
    answer = running.stdout.readline()
    assert answer, f"the interpreter has ended with {running.wait()}"
    printed, error = json.loads(answer)
    assert error == ""
    return printed


def assert_same_numbers(printed, expected, where):
    """Compare two texts: their numbers but for the last place, all else letter by letter."""
    assert NUMBER.sub("#", printed.strip()) == NUMBER.sub("#", expected.strip()), where
    pairs = zip(NUMBER.findall(printed), NUMBER.findall(expected), strict=True)
    assert all(abs(float(left) - float(right)) <= last_place(right) for left, right in pairs), where


def last_place(text):
    """One in the last printed place: a half is rounded to even by Python, and up by JavaScript."""
    mantissa, _, exponent = text.partition("e")
    return 1.01 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])) if "." in mantissa else 0
