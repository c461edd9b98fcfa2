"""A live page computes what Keras computes, says what it does not compute, and keeps its bounds."""

import json
import re
import shutil
import subprocess
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from cnn_docs import explore, grad_cam, layer_table, saliency
from cnn_docs._keras import load_keras
from cnn_docs.explorer._live import MOST_MULTIPLY_ADDS

from .live_models import LIVE, digits, with_a_layer_that_is_not_known
from .pages import draw, held, layers_of

COMPUTED = Path(__file__).with_name("live_values.js")
SUMS = Path(__file__).parents[2] / "docs" / "_static" / "explorers" / "lib" / "unit-sums.js"


def computed(page, tmp_path):
    """Return what the page's script makes of the images, compared with what the page holds."""
    path = page.save(tmp_path / "page.html")
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    done = subprocess.run(["node", COMPUTED, path], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.filterwarnings("ignore:The Grad-CAM map is zero everywhere")
@pytest.mark.parametrize("name", LIVE)
def test_every_layer_is_that_of_keras_and_so_are_the_heat_maps(name, tmp_path):
    model, images = LIVE[name]()
    page = explore(model, images, live=True)
    facts = held(page)[0]
    inputs = set(facts["inputs"])
    found = computed(page, tmp_path)
    assert set(found["apart"]) == set(layers_of(page)) - inputs
    assert max(found["apart"].values()) <= 1e-4
    assert found["why"] == {}
    if facts["answer"]["scores"] is None:
        return
    for key, values in found["heats"].items():
        method, image, number = key.rsplit("/", 2)
        target = None if len(facts["answer"]["labels"]) == 1 else int(number)
        wanted = wanted_heat(facts, method, target)(model, images[[int(image)]])
        np.testing.assert_allclose(values, wanted.reshape(-1), rtol=1e-3, atol=1e-4 * max(1, wanted.max()))


def wanted_heat(facts, method, target):
    """Return the package's function for a heat map of a page."""
    layer = facts["heats"][method]["layer"]
    if layer is None:
        return partial(saliency, target=target)
    return partial(grad_cam, target=target, layer=layer, upsample=False)


def on_single_numbers():
    """Return the activation functions of Keras that take one number at a time and no settings."""
    keras, numbers, found = load_keras(), np.array([[-1.3, 0.4, 2.1]], "float32"), []
    for name, function in vars(keras.activations).items():
        if name in ("get", "serialize", "deserialize") or not callable(function) or name.startswith("_"):
            continue
        try:
            one_by_one = [float(function(numbers[:, [place]])[0, 0]) for place in range(3)]
            together = np.asarray(function(numbers))[0]
        except Exception:  # one that needs settings, or cannot split one number
            continue
        if together.shape == (3,) and np.allclose(together, one_by_one, atol=1e-6):
            found.append(name)
    return found


def test_every_activation_of_keras_that_works_on_one_number_is_computed():
    keras = load_keras()
    names = [*on_single_numbers(), "softmax"]
    assert {"relu", "gelu", "sparse_sigmoid"} <= set(names)
    image = keras.Input((4, 4, 2), name="image")
    maps = [keras.layers.Activation(name, name=f"layer_{name}")(image) for name in names]
    page = explore(keras.Model(image, maps), draw(1, 4, 4, 2), explained=0, live=True)
    assert page.left_out == ()


def test_a_layer_that_is_not_known_and_what_reads_it_stay_recorded(tmp_path):
    page = explore(*with_a_layer_that_is_not_known())
    facts = held(page)[0]
    assert page.live
    assert facts["live"]["names"] == ["conv", "relu", "pool", "conv_2"]
    assert list(facts["live"]["why"]) == ["unknown", "after", "flat", "answer"]
    assert "arithmetic of UnitNormalization" in facts["live"]["why"]["unknown"]
    assert "from unknown on" in page.left_out[-1]
    assert set(computed(page, tmp_path)["apart"]) == {"conv", "relu", "pool", "conv_2"}


def test_a_page_of_which_less_than_half_could_follow_is_recorded():
    keras = load_keras()
    layers = [keras.layers.Conv2D(2, 3), keras.layers.UnitNormalization(), keras.layers.Flatten()]
    page = explore(keras.Sequential([keras.Input((8, 8, 1)), *layers]), draw(1, 8, 8, 1), explained=0)
    assert not page.live
    stopped = r"could compute 1 of its 3 layers\. The first .* unit_normalization\w*: .* UnitNormalization\."
    assert re.search(stopped, page.left_out[-1])
    with pytest.raises(ValueError, match=r"`live` must be .*`live=None` shows what was recorded"):
        explore(keras.Sequential([keras.Input((8, 8, 1)), *layers]), draw(1, 8, 8, 1), live=True)


def test_a_model_for_images_of_any_size_follows_those_that_it_was_given(tmp_path):
    keras = load_keras()
    layers = [keras.layers.Conv2D(4, 3, strides=2, padding="same"), keras.layers.GlobalAveragePooling2D()]
    model = keras.Sequential([keras.Input((None, None, 3)), *layers, keras.layers.Dense(2)])
    page = explore(model, draw(1, 9, 14, 3), live=True, explained=0)
    assert max(computed(page, tmp_path)["apart"].values()) <= 1e-4


def test_of_images_of_another_size_only_what_the_graph_tells_is_certain():
    keras = load_keras()

    class Doubled(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv, self.head = keras.layers.Conv2D(2, 3, name="conv"), keras.layers.Conv2D(2, 3)

        def call(self, images):
            return self.head(2 * self.conv(images))

    model = Doubled()
    model(draw(1, 8, 8, 1))
    page = explore(model, draw(1, 9, 7, 1), explained=0)
    assert "Code between the layers may change" in " ".join(page.left_out)


def test_what_cannot_be_computed_is_refused_by_name_with_the_way_out():
    with pytest.raises(ValueError, match=r"`live` must be .*'unknown' \(UnitNormalization\).*`live=None`"):
        explore(*with_a_layer_that_is_not_known(), live=True)
    keras = load_keras()
    vector = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="No input of the model is a picture"):
        explore(vector, draw(2, 4), live=True)
    with pytest.raises(TypeError, match="`live` must be True or False"):
        explore(*digits(), live="yes")


def test_a_page_of_a_costly_model_is_live_only_where_that_is_asked_for():
    keras = load_keras()
    layers = [keras.layers.Conv2D(64, 3, padding="same", name=f"conv_{number}") for number in range(2)]
    head = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((24, 24, 1)), *layers, *head])
    cost = layer_table(model).multiply_adds
    assert cost > MOST_MULTIPLY_ADDS
    page = explore(model, draw(1, 24, 24, 1), explained=0)
    assert not page.live
    assert f"{cost:,} multiply-adds for an image, more than {MOST_MULTIPLY_ADDS:,}" in page.left_out[-1]
    assert explore(model, draw(1, 24, 24, 1), explained=0, live=True).live


def test_the_bounds_are_those_that_the_docstring_states():
    words = " ".join(explore.__doc__.split())
    assert int(re.search(r"at most (\d+) multiply-adds", words)[1]) == MOST_MULTIPLY_ADDS
    tolerance = re.search(r"const TOLERANCE = (\S+);", SUMS.read_text(encoding="utf-8"))[1]
    assert f"differs by more than {tolerance} of its largest value" in words


def test_a_recorded_page_carries_no_script_that_computes():
    model, images = digits()
    live, recorded = explore(model, images), explore(model, images, live=False)
    assert (live.live, recorded.live) == (True, False)
    assert held(recorded)[0]["live"] is None
    assert recorded.left_out == live.left_out == ()
    assert "class LiveNetwork" in live.html
    assert "class LiveNetwork" not in recorded.html
    assert recorded.size < live.size - 40_000
    assert repr(live).startswith("<live page")
    assert repr(recorded).startswith("<page")


def test_a_page_without_room_for_all_that_it_computes_is_recorded_or_refused():
    model, images = digits()
    whole = explore(model, images).size
    bound = int(whole * 0.85)
    page = explore(model, images, max_size=bound)
    assert page.size <= bound
    assert not page.live
    assert f"do not fit into {bound:,} bytes" in page.left_out[-1]
    with pytest.raises(ValueError, match=r"`max_size` must be at least [\d,]+ bytes .* computes") as refused:
        explore(model, images, live=True, max_size=bound)
    needed = int(str(refused.value).split("at least ")[1].split(" ")[0].replace(",", ""))
    assert explore(model, images, live=True, max_size=needed).size <= needed


def test_what_was_computed_in_half_precision_or_by_code_of_its_own_stays_recorded():
    keras = load_keras()
    half = keras.layers.Conv2D(2, 3, dtype="mixed_float16", name="half")
    own = keras.layers.Lambda(lambda x: x * 2, name="own")
    for layer, words in ((half, "computed in float16"), (own, "arithmetic of Lambda")):
        first = keras.layers.Conv2D(2, 3, name="first")
        model = keras.Sequential([keras.Input((8, 8, 1)), first, layer])
        live = held(explore(model, draw(1, 8, 8, 1), explained=0))[0]["live"]
        assert live["names"] == ["first"]
        assert words in live["why"][layer.name]


def test_only_what_depends_on_the_image_that_is_drawn_is_computed():
    keras = load_keras()
    first, second = keras.Input((8, 8, 1), name="first"), keras.Input((8, 8, 1), name="second")
    drawn = keras.layers.Conv2D(2, 3, name="drawn")(first)
    other = keras.layers.UnitNormalization(name="other")(keras.layers.Conv2D(2, 3, name="apart")(second))
    both = keras.layers.Add(name="both")([drawn, other])
    model = keras.Model([first, second], keras.layers.Flatten(name="flat")(both))
    images = {"first": draw(1, 8, 8, 1), "second": draw(1, 8, 8, 1, seed=1)}
    live = held(explore(model, images, explained=0, live=True))[0]["live"]
    assert live["image"] == "first"
    assert live["names"] == ["drawn", "both", "flat"]


def test_inputs_of_whole_numbers_are_told():
    keras = load_keras()
    layers = [
        keras.Input((8, 8, 1), dtype="uint8"),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Conv2D(2, 3),
    ]
    images = np.arange(64, dtype=np.uint8).reshape(1, 8, 8, 1)
    assert held(explore(keras.Sequential(layers), images, explained=0))[0]["live"]["whole"]
    assert not held(explore(*digits()))[0]["live"]["whole"]
