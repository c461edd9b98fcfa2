"""Photographs to choose: what the page of a model recorded, there, in Keras, and where they are chosen."""

import json
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from tiny_site import NOTEBOOK, TinySite

import cnn_docs
from docs._ext.explorers.photographs import HIGHEST, recorded

CONF = """\
import docs._ext
project = "tiny"
docs._ext.PARTS = [
    "builds.kernels", "lessons.blocks", "lessons.gated_folds", "lessons.lesson_numbers",
    "lessons.collected_pages", "explorers.directive", "explorers.model_pages", "explorers.photographs",
    "builds.search_index", "builds.shared_pages",
]
extensions = ["myst_nb", "docs._ext"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
nb_execution_mode = "cache"
html_theme = "basic"
html_copy_source = False
"""
MODEL = f"""\
{NOTEBOOK}
# A model

Words.

## Which reads photographs

```{{code-cell}} python
import keras
import numpy as np

from cnn_docs import explore

keras.utils.set_random_seed(0)
layers = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(7, activation="softmax")]
model = keras.Sequential([keras.Input((8, 12, 3)), keras.layers.Rescaling(1 / 255), *layers])
images = np.random.default_rng(0).integers(0, 256, (2, 8, 12, 3))
explore(model, images, classes=["<b>one</b>", *"abcdef"], explained=0)
```
"""
HOME = """\
# Tiny

:::{photographs}
:page: in/model 1
:photographs: cat, rocket
:::

```{toctree}
in/model
```
"""


def tiny_model():
    import keras

    keras.utils.set_random_seed(0)
    layers = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(7, activation="softmax")]
    model = keras.Sequential([keras.Input((8, 12, 3)), keras.layers.Rescaling(1 / 255), *layers])
    return model, np.random.default_rng(0).integers(0, 256, (2, 8, 12, 3))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("site")).without_scripts()
    site.write("docs/conf.py", CONF)
    site.write("docs/index.md", HOME)
    (site.docs / "lesson.md").unlink(missing_ok=True)
    site.write("docs/in/model.md", MODEL)
    assert built(site) == (0, "")
    return site


def built(site):
    status, _, warnings = site.build("-W", "--keep-going")
    return status, warnings


def place(site):
    html = (site.html / "index.html").read_text("utf-8")
    return BeautifulSoup(html, "html.parser").select_one(".photographs")


def test_pictures_and_answers_of_a_page_are_those_that_keras_gives():
    model, images = tiny_model()
    names = ["<b>one</b>", *"abcdef"]
    found = recorded(cnn_docs.explore(model, images, classes=names, explained=0).html)
    for one, image, scores in zip(found, images, np.array(model(images)), strict=True):
        assert np.array_equal(one.image, image)
        assert one.kinds == len(names)
        order = np.argsort(-scores)[:HIGHEST]
        assert [name for name, _ in one.answers] == [names[index] for index in order]
        assert np.allclose([share for _, share in one.answers], scores[order], atol=1e-5)


def test_the_place_holds_them_for_the_script_and_for_readers_without(site):
    model, images = tiny_model()
    shown = json.loads(place(site)["data-photographs"])
    names = ["<b>one</b>", *"abcdef"]
    for one, figure, scores in zip(shown, place(site).select("figure"), np.array(model(images)), strict=True):
        best = [names[index] for index in np.argsort(-scores)[:HIGHEST]]
        assert [name for name, _ in one["answers"]] == best
        assert figure.img["alt"] == one["alt"]
        words = figure.figcaption.get_text(strip=True)
        stated = [(name, f"{100 * share:.1f} %") for name, share in one["answers"]]
        assert words.startswith(", ".join(f"{name} {share}" for name, share in stated))
        assert one["from"] in words
    assert place(site)["data-page"] == "in/model.html#which-reads-photographs"
    assert place(site).b is None  # names are text


def test_the_pictures_are_files_of_the_site_in_the_size_of_the_images(site):
    for image in place(site).select("img"):
        with Image.open(site.html / image["src"]) as picture:
            assert picture.size == (12, 8) == (int(image["width"]), int(image["height"]))
        assert image["loading"] == "lazy"


def test_where_the_page_was_not_made_a_warning_says_so_and_nothing_stands_there(site):
    site.edit("docs/index.md", "in/model 1", "in/model 2")
    status, warnings = built(site)
    assert status != 0
    assert "'in/model 2' shows 0 pictures with answers, and 2 are named." in warnings
    assert place(site) is None
    site.edit("docs/index.md", "in/model 2", "in/model 1")
    assert built(site) == (0, "")
    assert place(site)


def test_another_answer_of_the_page_is_another_here(site):
    before = place(site)["data-photographs"]
    site.edit("docs/in/model.md", "keras.utils.set_random_seed(0)", "keras.utils.set_random_seed(1)")
    assert built(site) == (0, "")
    assert place(site)["data-photographs"] != before
    names = [
        re.sub("<.*?>", "", name) for name, _ in json.loads(place(site)["data-photographs"])[0]["answers"]
    ]
    assert len(names) == HIGHEST
