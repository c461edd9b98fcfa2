"""Make the page of each kind of model and architecture, open it in Chromium, and list what goes wrong.

Called as ``python -m tests.bench.whole_models [name ...]``: kinds or architectures, all for none. Weights are
random, images as small as each architecture takes. Heat maps are left out of the architectures' pages, since
``nox -s applications`` computes them for each.
"""

import gc
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

from cnn_docs import explore
from cnn_docs._keras import load_keras

from . import further_kinds
from .applications import architectures, build
from .what_works import every_kind

READY = 120_000  # milliseconds that a page may take to open here


def subjects():
    """Return by name what makes the page of each model."""
    known = [*every_kind(), *further_kinds.KINDS.items()]
    found = {text: lambda build=build: page_of_kind(build()) for text, build in known}
    for name, function in architectures().items():
        found[name] = lambda function=function: page_of_architecture(function)
    return found


def page_of_kind(kind):
    """Return the page of a kind of model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # with random weights a map may be zero everywhere
        return explore(kind.model, kind.images)


def page_of_architecture(function):
    """Return the page of an architecture of ``keras.applications``, for one image."""
    model, side = build(function)
    image = np.random.default_rng(0).random((1, side, side, 3), dtype=np.float32)
    # Even one map of each of the thousand layers of EfficientNetV2L takes more than the default allows.
    return explore(model, image, explained=0, max_size=8_000_000)


def complaints(browser, page):
    """Return what a page says to the console and asks for, opened from a file; also that it never opens."""
    said = []
    with tempfile.TemporaryDirectory() as folder:
        path = page.save(Path(folder) / "page.html")
        tab = browser.new_page()
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:")) or said.append(request.url),
        )
        try:
            tab.goto(path.as_uri())
            tab.wait_for_selector("body.page-ready", timeout=READY)
        except Exception as error:  # whatever kept it from opening
            said.append(str(error).splitlines()[0])
        tab.close()
    return said


def rows(browser, chosen):
    """Yield the name of each model and what went wrong with it."""
    keras = load_keras()
    for name, make in subjects().items():
        if chosen and name not in chosen:
            continue
        keras.utils.clear_session()
        keras.utils.set_random_seed(1)
        start, size = time.perf_counter(), 0
        try:
            page = make()
            size, made = page.size, time.perf_counter()
            said = complaints(browser, page)
        except Exception as error:
            made, said = time.perf_counter(), [f"{type(error).__name__}: {str(error).splitlines()[0][:160]}"]
        opened = time.perf_counter() - made
        spent = f"{size / 1e6:.2f} MB, made in {made - start:.1f} s, opened in {opened:.1f} s"
        print(name, spent, *(said or ["ok"]), sep="  ", flush=True)
        yield name, said
        gc.collect()


def main(*chosen):
    """Return whether any page has something to complain about."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("No Chromium found. On Debian: `apt-get install chromium`.")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        found = list(rows(browser, chosen))
        browser.close()
    wrong = [name for name, said in found if said]
    print(f"{len(found) - len(wrong)} of {len(found)} pages open in silence.", *wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
