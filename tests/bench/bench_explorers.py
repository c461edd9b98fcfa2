"""The live explorers: from a reader's input to the painted answer in Chromium; their arithmetic in Node.

Times are processor time of the page's main thread, from the handler to the end of the paint, so that they
leave out the wait for the screen's next frame, and depend little on what else the machine does.
"""

import io
import json
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from ..site import explorer_pages

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"]
ROUNDS, BATCHES = 9, 3
SCRIPT_ROUNDS = 40
SCRIPT = {"median": (50, 2), "95 of 100": (95, 8)}  # milliseconds of a redraw's script
SPEEDS = {1: 16, 4: 40}  # how many times slower the processor is, and the milliseconds allowed there
WORK = "([control, first, end]) => worked(control, first, end)"
NOTHING = ""  # the name of no control: what the measuring takes
OPENINGS = 3  # of the large picture
WORKS = {  # these let the network train or be scored, in slices that `bench_training` measures
    "A story to try", "Activation", "First weights", "Labels", "One epoch", "One step",
    "Pictures to learn", "Seed", "Train",
}  # fmt: skip
LONG_TASK = 80  # milliseconds for which opening a picture may hold up the page
LESSON = HERE.parents[1] / "docs" / "_build" / "html" / "lessons" / "11-train-it.html"
TRAINING_TASK = 50  # milliseconds for which a training may hold up its lesson
CHANGES = 8  # of its settings, one a second
TRAINED = """async (changes) => {
  document.querySelector(".explorer-train").click();
  const selects = document.querySelectorAll(".explorer-settings select");
  const controls = [...selects].slice(0, 7); // the others begin anew
  for (let change = 0; change < changes; change++) {
    await new Promise(done => setTimeout(done, 1000));
    const control = controls[change % controls.length];
    control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


def main():
    if shutil.which("chromium") is None or shutil.which("node") is None:
        return [{"name": "explorers", "ratio": None, "note": "needs chromium and node"}]
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        html, done = explorer_pages.build(Path(folder) / "site")
        if done.returncode:
            raise RuntimeError(done.stderr)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        rows = [input_row(browser, html, name, slower) for name in explorer_pages.NAMES for slower in SPEEDS]
        rows += [row for name in explorer_pages.NAMES for row in script_rows(browser, html, name)]
        rows += [large_picture_row(browser, html), lesson_row(browser)]
        browser.close()
    return rows + arithmetic_rows()


def input_row(browser, html, name, slower):
    """Return the slowest control of an explorer."""
    page = opened(browser, html, name)
    times = control_times(page, slower)
    page.close()
    slowest, bound = max(times, key=times.get), SPEEDS[slower]
    speed = f", processor {slower} times slower" if slower > 1 else ""
    return {
        "name": f"{name}: {slowest!r}, slowest of {len(times)} controls, input to paint{speed} / {bound} ms",
        "ours_ms": times[slowest],
        "ours_median_ms": median(times.values()),
        "ratio": times[slowest] / bound,
        "bound": 1.0,
    }


def script_rows(browser, html, name):
    """Yield the slowest control's milliseconds of script for a redraw: the usual and the rare."""
    page = opened(browser, html, name)
    used = used_by(page, "ScriptDuration")
    times = {}
    for control in controls_of(page):
        page.evaluate(WORK, [control, 0, 3])  # once through, to warm up
        times[control] = [used(WORK, [control, turn, turn + 1]) for turn in range(SCRIPT_ROUNDS)]
    measuring = median(used(WORK, [NOTHING, turn, turn + 1]) for turn in range(SCRIPT_ROUNDS))
    page.close()
    for what, (share, bound) in SCRIPT.items():
        values = {control: float(np.percentile(each, share)) - measuring for control, each in times.items()}
        slowest = max(values, key=values.get)
        yield {
            "name": f"{name}: {slowest!r}, script of a redraw, {what} / {bound} ms",
            "ours_ms": values[slowest],
            "ratio": values[slowest] / bound,
            "bound": 1.0,
        }


def controls_of(page):
    """Return the names of the explorer's controls, but those that ask for a training."""
    names = page.evaluate((HERE / "explorer_inputs.js").read_text(encoding="utf-8"))
    training = page.locator(".explorer-training").count() > 0
    return [name for name in names if not (training and name in WORKS)]


def opened(browser, html, name):
    """Return a page with an explorer that is ready."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((html / f"{name}.html").as_uri())
    page.wait_for_selector(".explorer-live .explorer-message:not(:empty)")
    return page


def control_times(page, slower=1, rounds=ROUNDS):
    """Return the milliseconds of an input to each control: the median of some means."""
    used = used_by(page, "TaskDuration", slower)
    times = {}
    for control in controls_of(page):
        page.evaluate(WORK, [control, 0, 3])  # once through, to warm up
        times[control] = median(used(WORK, [control, 3, 3 + rounds]) / rounds for _ in range(BATCHES))
    return times


def used_by(page, what, slower=1):
    """Return a function that runs something in the page, and returns milliseconds of processor time."""
    tools = page.context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def so_far():
        metrics = tools.send("Performance.getMetrics")["metrics"]
        return 1000 * next(one["value"] for one in metrics if one["name"] == what)

    def used(function, arguments):
        start = so_far()
        page.evaluate(function, arguments)
        return so_far() - start

    return used


def large_picture_row(browser, html):
    """Return the longest task while a picture of 4096x4096 is opened: the median of some times."""
    pixels = np.add.outer(np.arange(4096), np.arange(4096)) // 32
    stream = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(stream, format="JPEG")
    longest = median(longest_task(browser, html, stream.getvalue()) for _ in range(OPENINGS))
    name = f"convolution: longest task while a 4096x4096 picture opens / {LONG_TASK} ms"
    return {"name": name, "ours_ms": longest, "ratio": longest / LONG_TASK, "bound": 1.0}


def longest_task(browser, html, picture):
    """Return the milliseconds of processor time of the longest task while a page opens a picture."""
    page = opened(browser, html, "convolution")
    file = {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": picture}
    with traced(browser, page) as tasks:
        page.locator(".explorer-file input").set_input_files(file)
        page.wait_for_function("document.querySelector('.explorer-live select').value === 'own'")
        page.wait_for_timeout(300)
    return max(tasks)


@contextmanager
def traced(browser, page):
    """Fill a list with the milliseconds of processor time of each task of a page, which is closed then."""
    tasks = []
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    yield tasks
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.close()
    named = [event for event in events if event["name"] == "thread_name"]
    main = {(one["pid"], one["tid"]) for one in named if one["args"]["name"] == "CrRendererMain"}
    run = [event for event in events if event["name"].endswith("RunTask") and "tdur" in event]
    tasks += [task["tdur"] / 1000 for task in run if (task["pid"], task["tid"]) in main]


def lesson_row(browser):
    """Return the longest task while the network trains in its lesson: the median of some times."""
    name = "training in its lesson: longest task while it trains and its settings change"
    if not LESSON.exists():
        return {"name": name, "ratio": None, "note": "needs the built site, by `nox -s docs`"}
    longest = median(longest_while_it_trains(browser) for _ in range(OPENINGS))
    name = f"{name} / {TRAINING_TASK} ms"
    return {"name": name, "ours_ms": longest, "ratio": longest / TRAINING_TASK, "bound": 1.0}


def longest_while_it_trains(browser):
    """Return the milliseconds of processor time of the longest task while a lesson's network trains."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(LESSON.as_uri())
    page.wait_for_selector(".explorer-training .explorer-message:not(:empty)")
    page.evaluate("document.querySelector('.explorer-training').scrollIntoView()")
    page.wait_for_timeout(2000)  # the pictures around it come
    with traced(browser, page) as tasks:
        page.evaluate(TRAINED, CHANGES)
    return max(tasks)


def arithmetic_rows():
    """Return the medians of a pass through the digits network and of a kernel over a whole picture."""
    command = ["node", str(HERE / "explorer_arithmetic.js"), str(explorer_pages.SOURCES)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    names = ["digits network, all maps / 2 ms", "3x3 kernel over 256x256 pixels / 4 ms"]
    return [
        {"name": name, "ours_ms": time, "ratio": time / bound, "bound": 1.0}
        for name, time, bound in zip(names, json.loads(done.stdout), (2, 4), strict=True)
    ]
