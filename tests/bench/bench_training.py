"""The training that runs in the page: how long it holds up the page at once, and its ten epochs, in Chromium.

Both are processor time of the page's main thread, so that they do not depend on what else the machine does.
"""

import json
import shutil
import tempfile
from pathlib import Path

from ..site import explorer_pages
from .bench_explorers import FLAGS, opened

LONGEST_TASK = 50  # milliseconds
TEN_EPOCHS = 10_000
ENOUGH = "Number(document.querySelector('.explorer-far').textContent.match(/\\d+/)[0]) >= 10"


def main():
    if shutil.which("chromium") is None:
        return [{"name": "training", "ratio": None, "note": "needs chromium"}]
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_text = {"training": "# Training\n\n:::{explorer} training\n:::\n"}
        html, done = explorer_pages.build(Path(folder) / "site", page_text)
        if done.returncode:
            raise RuntimeError(done.stderr)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        longest, used = ten_epochs(browser, opened(browser, html, "training"))
        browser.close()
    return [
        row(f"training: longest task of ten epochs / {LONGEST_TASK} ms", longest, LONGEST_TASK),
        row(f"training: ten epochs / {TEN_EPOCHS} ms", used, TEN_EPOCHS),
    ]


def row(name, milliseconds, bound):
    """Row of a bound in milliseconds."""
    return {"name": name, "ours_ms": milliseconds, "ratio": milliseconds / bound, "bound": 1.0}


def ten_epochs(browser, page):
    """Milliseconds of the longest task, and of all tasks, in ten epochs with all that is drawn."""
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(ENOUGH, timeout=120_000)
    page.get_by_role("button", name="Pause", exact=True).click()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    tasks = [event["tdur"] / 1000 for event in events if event["name"] == "RunTask" and "tdur" in event]
    return max(tasks), sum(tasks)
