"""The training that runs in the page: how long it holds up the page at once, and its ten epochs, in Chromium.

The time of the epochs is processor time of the page's main thread.
"""

import shutil
import tempfile
from pathlib import Path

from ..site import explorer_pages
from .bench_explorers import FLAGS, opened

LONGEST_TASK = 50  # milliseconds
TEN_EPOCHS = 10_000
WATCH = """() => {
  window.longest = 0;
  const watch = (list) => {
    for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
  };
  new PerformanceObserver(watch).observe({ type: "longtask" });
}"""
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
        longest, used = ten_epochs(opened(browser, html, "training"))
        browser.close()
    return [
        row(f"training: longest task of ten epochs / {LONGEST_TASK} ms", longest, LONGEST_TASK),
        row(f"training: ten epochs / {TEN_EPOCHS} ms", used, TEN_EPOCHS),
    ]


def row(name, milliseconds, bound):
    """Row of a bound in milliseconds."""
    return {"name": name, "ours_ms": milliseconds, "ratio": milliseconds / bound, "bound": 1.0}


def ten_epochs(page):
    """Milliseconds of the longest task, and of the processor, in ten epochs with all that is drawn."""
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def used():
        metrics = tools.send("Performance.getMetrics")["metrics"]
        return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    page.evaluate(WATCH)
    start = used()
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(ENOUGH, timeout=120_000)
    page.get_by_role("button", name="Pause", exact=True).click()
    return page.evaluate("window.longest"), used() - start
