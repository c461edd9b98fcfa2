"""Pages of models that are unlike the usual ones open in silence; ``nox -s whole_models`` opens all kinds."""

import numpy as np
import pytest

from cnn_docs import explore
from cnn_docs._keras import load_keras
from tests.bench.what_works import every_kind
from tests.bench.whole_models import complaints, page_of_kind

KINDS = dict(every_kind())
CHOSEN = (
    *("nested", "several inputs", "signals (N, T, C)", "volumes (N, D, H, W, C)"),
    *("a class and a mask from one body", "words with a mask of padding, and an embedding used in reverse"),
)


@pytest.mark.parametrize("kind", CHOSEN)
def test_the_page_opens_from_a_file_and_says_nothing(browser, kind):
    load_keras().utils.set_random_seed(1)
    assert complaints(browser, page_of_kind(KINDS[kind]())) == []


def test_a_page_that_complains_is_noticed(browser):
    class Loud:
        def save(self, path):
            path.write_text(
                "<!DOCTYPE html><body class='page-ready'>Loud<script>console.log('here')</script>"
            )
            return path

    assert complaints(browser, Loud()) == ["here"]


def test_the_rows_of_a_page_are_not_laid_out_one_after_the_other(browser, tmp_path):
    keras = load_keras()
    layers = [keras.layers.Conv2D(2, 1, name=f"conv_{number}") for number in range(120)]
    model = keras.Sequential([keras.Input((4, 4, 1)), *layers])
    path = explore(model, np.ones((1, 4, 4, 1)), explained=0).save(tmp_path / "page.html")
    tab = browser.new_page()
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable")
    tab.goto(path.as_uri())
    tab.wait_for_selector("body.page-ready")
    tab.wait_for_timeout(500)
    counted = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    tab.close()
    assert counted["LayoutCount"] < len(layers) / 2
