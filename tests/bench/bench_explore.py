"""A page of a model: how long it takes to make, what it weighs, and how soon it answers a pointer."""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from cnn_docs import explore, feature_maps, load_digits, load_digits_cnn
from cnn_docs._keras import load_keras

SECOND = 1.0  # that a page may take beside three times the feature maps
FRAME = 16.0  # milliseconds from the pointer to the paint
PAINT, TASK = 300.0, 100.0  # milliseconds until a page is first painted, and of one task
MOST = 6_000_000  # bytes of a page of three photographs

HOVER = """
(name) => new Promise(async (done) => {
  const stages = [...document.querySelectorAll("[role=application]")];
  const stage = stages.find((one) => one.getAttribute("aria-label").startsWith(`Maps of ${name}.`));
  stage.scrollIntoView();
  await new Promise((next) => setTimeout(next, 500));
  const box = stage.getBoundingClientRect();
  const took = [];
  for (let at = 0; at < 120; at++) {
    const start = performance.now();
    stage.dispatchEvent(new PointerEvent("pointermove", {
      bubbles: true, pointerType: "mouse", buttons: 0, screenX: at, screenY: at,
      clientX: box.left + ((at * 7.3) % box.width), clientY: box.top + ((at * 3.1) % box.height),
    }));
    document.body.getBoundingClientRect();
    took.push(performance.now() - start);
    await new Promise((next) => requestAnimationFrame(next));
  }
  done(took);
})
"""


TASKS = """
window.longTasks = [];
new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration)))
  .observe({ type: "longtask", buffered: true });
"""


def digits():
    return load_digits_cnn(), load_digits().test_images[:10, ..., np.newaxis]


def mobile_net():
    keras = load_keras()
    keras.utils.set_random_seed(0)
    model = keras.applications.MobileNetV2(weights=None)
    return model, np.random.default_rng(0).random((3, 224, 224, 3), dtype=np.float32)


def large_maps():
    """A model with 32 maps of 112 by 112."""
    keras = load_keras()
    maps = [keras.layers.Conv2D(32, 3, padding="same", activation="relu", name=f"conv_{n}") for n in (1, 2)]
    head = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((112, 112, 3)), *maps, *head])
    return model, np.random.default_rng(0).random((1, 112, 112, 3), dtype=np.float32)


def made(build):
    """Return the row of making a page, beside the first feature maps of a model like it."""
    seconds = []
    for function in (feature_maps, explore):
        model, images = build()
        started = time.perf_counter()
        result = function(model, images)
        seconds.append(time.perf_counter() - started)
    theirs, ours = seconds
    name = f"explore {build.__name__}, against three times feature_maps and a second"
    row = {
        "name": name,
        "ours_s": ours,
        "theirs_s": theirs,
        "ratio": ours / (3 * theirs + SECOND),
        "bound": 1,
    }
    return row, result


def hovered(page, layer):
    """Return the row of a pointer over a page in Chromium."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = page.save(Path(folder) / "page.html")
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        view = browser.new_page(viewport={"width": 1280, "height": 900})
        view.goto(path.as_uri())
        view.wait_for_selector("body.page-ready")
        took = statistics.median(view.evaluate(HOVER, layer))
        browser.close()
    return {"name": "pointer over 32 maps of 112x112", "ours_ms": took, "ratio": took / FRAME, "bound": 1}


def opened(page):
    """Return the rows of a page that is opened from a disk: its first paint, and its longest task."""
    from playwright.sync_api import sync_playwright

    paints, tasks = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = page.save(Path(folder) / "page.html")
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(5):
            view = browser.new_page(viewport={"width": 1280, "height": 900})
            view.add_init_script(TASKS)
            view.goto(path.as_uri())
            view.wait_for_selector("body.page-ready")
            view.wait_for_timeout(1000)
            paints.append(
                view.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            )
            tasks.append(view.evaluate("Math.max(0, ...window.longTasks)"))
            view.close()
        browser.close()
    found = (("first paint", paints, PAINT), ("longest task", tasks, TASK))
    return [
        {
            "name": f"{what} of a page of {page.size / 1e6:.1f} MB",
            "ours_ms": statistics.median(measured),
            "ratio": statistics.median(measured) / most,
            "bound": 1,
        }
        for what, measured, most in found
    ]


def main():
    load_keras()
    small, _ = made(digits)
    large, page = made(mobile_net)
    size = {"name": "page of MobileNetV2", "ours_bytes": page.size, "ratio": page.size / MOST, "bound": 1}
    maps, _ = made(large_maps)
    whole = explore(*large_maps(), max_size=50_000_000)
    return [small, large, maps, size, hovered(whole, "conv_2"), *opened(page)]
