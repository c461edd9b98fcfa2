"""A page holds the numbers of the package's own functions, and says what it leaves out."""

import inspect
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import cnn_docs
from cnn_docs import (
    explore,
    feature_maps,
    grad_cam,
    layer_table,
    load_digits,
    load_digits_cnn,
    saliency,
    softmax,
)
from cnn_docs._keras import load_keras
from cnn_docs.explorer._encode import unpacked
from cnn_docs.geometry import ReceptiveField
from tests.bench import kinds, unusual_kinds
from tests.inspection.loops import looped

from .pages import draw, every_arithmetic, further_arithmetic, held, layers_of, small_u_net, values_of

SUMS = Path(__file__).with_name("unit_sums.js")
TOLD = {  # layers of `every_arithmetic` and of `further_arithmetic`, and the kinds of their arithmetic
    "every_arithmetic": {
        "scaled": "scaled",
        "padded": "same padding",
        "squeezed": "mean",
        "gate": "weighted",
        "gated": "product",
        "repeated": "same",
        "joined": "same",
        "conv": "weighted",
        "depthwise": "weighted",
        "norm": "normalised",
        "relu6": "activation",
        "max": "pool",
        "average": "pool",
        "add": "sum",
        "dilated": "weighted",
        "sigmoid": "activation",
        "flatten": "same",
        "dense": "weighted",
        "mean": "mean",
        "most": "mean",
        "drop": "same",
        "scores": "weighted",
        "shares": "softmax",
    },
    "further_arithmetic": {
        "by_map": "normalised",
        "grouped": "weighted",
        "groups": "normalised",
        "separable": "weighted",
        "leak_by_map": "leaking",
        "transposed": "weighted",
        "places": "normalised",
        "spread": "weighted",
        "cropped": "same",
        "less": "sum",
        "between": "sum",
        "smooth": "mixed",
        "leak_by_unit": "leaking",
        "pool": "pool",
        "whole": "normalised",
        "instance": "normalised",
        "turned": "same",
        "flatten": "same",
        "row": "normalised",
        "scores": "weighted",
    },
}


@pytest.fixture(scope="module")
def page(digits):
    return explore(*digits, classes=[f"digit {number}" for number in range(10)])


def units(page, tmp_path):
    """Return what the page's script makes of units of each layer."""
    path = page.save(tmp_path / "page.html")
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    done = subprocess.run(["node", SUMS, path], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_maps_are_those_of_feature_maps_to_the_last_bit(page, digits):
    maps = feature_maps(*digits)
    assert list(layers_of(page)) == ["counts", *maps]
    for name, values in maps.items():
        laid = values.reshape(3, -1, 1, 1) if values.ndim == 2 else values.transpose(0, 3, 1, 2)
        kept, numbers = values_of(page, name)
        np.testing.assert_allclose(kept, laid[:, numbers], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(values_of(page, "counts")[0][:, 0], digits[1][..., 0])


def test_what_a_script_reads_is_what_was_recorded(page, tmp_path):
    for unit in units(page, tmp_path):
        values, numbers = values_of(page, unit["name"])
        place = unit["unit"]
        own = values[unit["image"], numbers.index(place["map"]), place["row"], place["column"]]
        assert unit["value"] == own
        assert unit["back"] == place


def test_fields_are_those_of_the_table(page, digits, tmp_path):
    table = layer_table(digits[0])
    for unit in units(page, tmp_path):
        field = table[unit["name"]].receptive_field
        if not isinstance(field, ReceptiveField):
            assert layers_of(page)[unit["name"]]["field"] == field
            assert unit.get("spans") is None
            continue
        starts = [
            offset + step * at
            for offset, step, at in zip(field.offset, field.stride, unit["index"], strict=False)
        ]
        ends = [start + size - 1 for start, size in zip(starts, field.size, strict=True)]
        assert unit["spans"] == [list(ends) for ends in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("build", [every_arithmetic, further_arithmetic])
def test_sums_are_the_values_for_each_layer_whose_arithmetic_is_told(build, tmp_path):
    model = build()
    page = explore(model, draw(2, *model.input_shape[1:]), explained=0)
    known = TOLD[model.name]
    told = set()
    for unit in units(page, tmp_path):
        if unit["name"] in known:
            assert unit.get("kind") in known[unit["name"]].split(), unit
            assert unit["result"] == pytest.approx(unit["value"], rel=1e-4, abs=1e-4)
            told.add(unit["name"])
    assert told == set(known)


def test_terms_that_do_not_make_the_value_are_not_told(tmp_path):
    page = explore(every_arithmetic(), draw(2, 17, 14, 3))
    texts = held(page)[1]
    first, second = (texts["weights"]["dense"][key] for key in ("kernel", "bias"))
    page.html = page.html.replace(first, texts["weights"]["scores"]["kernel"]).replace(second, second)
    kinds_of_dense = {
        unit.get("kind") for unit in units(page, tmp_path) if unit["name"] == "dense" and unit["value"] > 0
    }
    assert kinds_of_dense == {None}


@pytest.mark.parametrize(("more", "classes"), [(0, 3), (1, 1)])
def test_fewer_classes_are_explained_where_the_layers_put_out_more_than_is_said(more, classes):
    limit = int(re.search(r"more than (\d+) values", explore.__doc__)[1])
    keras = load_keras()
    keras.utils.set_random_seed(0)
    picture = keras.Input((limit - 4 + more, 1, 1))  # four more are a mean and three scores
    means = keras.layers.GlobalAveragePooling2D()(picture)
    model = keras.Model(picture, keras.layers.Dense(3, activation="softmax")(means))
    page = explore(model, np.ones((1, *picture.shape[1:]), np.float32))
    assert len(held(page)[0]["heats"]["saliency"]["most"]) == classes


@pytest.mark.filterwarnings("ignore:The Grad-CAM map is zero everywhere")
def test_heat_maps_are_those_of_the_package(page, digits):
    facts, texts = held(page)
    scores = np.array(facts["answer"]["scores"])
    default = facts["heats"]["grad_cam"]["layer"]
    np.testing.assert_array_equal(
        grad_cam(*digits, upsample=False), grad_cam(*digits, layer=default, upsample=False)
    )
    layers = [facts["heats"][method]["layer"] for method in facts["heats"]]
    assert layers == [None, "conv_1", "conv_2", "conv_3"]  # not what only prepares the image
    for method, layer in zip(facts["heats"], layers, strict=True):
        asked = scores.argsort(axis=1)[:, -2].tolist()
        options = {"layer": layer, "upsample": False} if layer else {}
        maps = (grad_cam if layer else saliency)(*digits, target=asked, **options)
        for image, number in enumerate(asked):
            kept = unpacked(texts["heats"][method][f"{image}/{number}"], "|u1").reshape(maps[image].shape)
            most = facts["heats"][method]["most"][f"{image}/{number}"]
            assert most == pytest.approx(maps[image].max(), rel=1e-3)
            np.testing.assert_allclose(kept * most / 255, maps[image], atol=0.003 * most)


@pytest.mark.filterwarnings("ignore:The Grad-CAM map is zero everywhere")
def test_of_many_layers_the_last_of_each_size_has_a_grad_cam():
    most = int(
        re.search(r"where these are more than (\d+), of the last", " ".join(explore.__doc__.split()))[1]
    )
    keras = load_keras()
    for extra, wanted in ((0, most), (1, 2)):
        layers = [keras.layers.Conv2D(2, 1, name=f"large_{number}") for number in range(most - 2 + extra)]
        layers.append(keras.layers.MaxPooling2D())
        layers += [keras.layers.Conv2D(2, 1, name=f"small_{number}") for number in range(2)]
        head = [keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3)]
        model = keras.Sequential([keras.Input((6, 6, 1)), *layers, *head])
        images = draw(2, 6, 6, 1)
        facts, texts = held(explore(model, images, live=False))
        found = {heat["layer"]: method for method, heat in facts["heats"].items() if heat["layer"]}
        assert len(found) == wanted
        assert {f"large_{most - 3 + extra}", "small_1"} <= set(found)
        assert found["small_1"] == "grad_cam"
        number = int(np.argmax(facts["answer"]["scores"][1]))
        for layer, method in found.items():
            heat = grad_cam(model, images, target=number, layer=layer, upsample=False)[1]
            kept = unpacked(texts["heats"][method][f"1/{number}"], "|u1").reshape(heat.shape)
            most_of_it = facts["heats"][method]["most"][f"1/{number}"]
            np.testing.assert_allclose(kept * most_of_it / 255, heat, atol=0.003 * heat.max() + 1e-9)


def test_the_answer_is_the_last_layer_s_with_the_callers_names(page, digits):
    answer = held(page)[0]["answer"]
    np.testing.assert_allclose(answer["scores"], feature_maps(*digits)["output"], rtol=1e-4, atol=1e-6)
    assert answer["layer"] == "output"
    assert answer["labels"][3] == "digit 3"
    assert answer["shares"]


def test_what_was_before_the_softmax_is_there_where_the_weights_are_not():
    keras = load_keras()
    head = [keras.layers.Flatten(), keras.layers.Dense(40, activation="softmax", name="shares")]
    model = keras.Sequential([keras.Input((20, 20, 1)), *head])
    images = draw(2, 20, 20, 1)
    whole = explore(model, images, explained=0, live=False)
    assert held(whole)[0]["answer"]["logits"] is None
    fewer = explore(model, images, explained=0, live=False, max_size=whole.size - 1000)
    assert "the weights of 1 layer" in fewer.left_out[0]
    logits = held(fewer)[0]["answer"]["logits"]
    np.testing.assert_allclose(softmax(logits), values_of(fewer, "shares")[0][:, :, 0, 0], atol=1e-6)


def test_connections_are_those_of_the_table():
    model = small_u_net()
    page = explore(model, draw(1, 16, 20, 1))
    assert [tuple(edge) for edge in held(page)[0]["edges"]] == list(layer_table(model).edges)
    assert ["down_1_conv_2", "joined_2"] in held(page)[0]["edges"]


def test_behind_a_gate_maps_are_still_rows_and_columns():
    layers = layers_of(explore(every_arithmetic(), draw(1, 17, 14, 3)))
    assert layers["gated"]["field"] == layers["dilated"]["field"] == "whole input"
    for name, sides in (("gated", (5, 9, 12)), ("repeated", (5, 18, 12)), ("dilated", (3, 16, 5))):
        found = layers[name]["maps"]
        assert (found["height"], found["width"], found["count"]) == sides
    assert layers["squeezed"]["maps"]["count"] == layers["gate"]["maps"]["count"] == 12


def test_windows_in_what_a_layer_reads_are_those_of_the_layer_alone():
    layers = layers_of(explore(small_u_net(), draw(1, 16, 20, 1)))
    one = {key: layers["down_1_conv_1"]["sources"][0]["window"][key] for key in ("size", "stride", "offset")}
    assert one == {"size": [3, 3], "stride": [1, 1], "offset": [-1, -1]}
    assert layers["pool_2"]["sources"][0]["window"]["stride"] == [2, 2]
    assert [source["name"] for source in layers["joined_2"]["sources"]] == ["down_1_conv_2", "up_2"]


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_of_model_gives_a_page(kind, tmp_path):
    model = kinds.KINDS[kind]()
    page = explore(model, kinds.images_for(model))
    found = layers_of(page)
    assert {"conv_1", "conv_2"} <= {name.split("/")[-1] for name in found}
    told = {unit["name"].split("/")[-1] for unit in units(page, tmp_path) if unit.get("kind")}
    assert {"conv_2", "logits"} <= told


UNUSUAL = [
    function
    for function in vars(unusual_kinds).values()
    if getattr(function, "__module__", "") == unusual_kinds.__name__
    and function.__doc__
    and not isinstance(function, type)
    if function.__code__.co_argcount == 0 and function.__name__ not in ("parts", "draw")
]


@pytest.mark.parametrize("build", UNUSUAL, ids=lambda build: build.__name__)
def test_unusual_models_give_a_page_that_says_what_it_cannot_show(build):
    kind = build()
    page = explore(kind.model, kind.images)
    facts, _ = held(page)
    for layer in facts["layers"]:
        assert "maps" in layer or layer["why"] or layer["nested"] or layer["kind"] in ("Products", "Weights")
    for method, heat in facts["heats"].items():
        assert heat["sides"] or any(sentence.startswith(f"{method}: ") for sentence in page.left_out)
    named = {word for sentence in page.left_out for word in re.findall(r"`(\w+)", sentence)}
    assert named <= {*inspect.signature(explore).parameters, *cnn_docs.__all__}
    assert not any(re.search(r"\b1 \w+s\b", sentence) for sentence in page.left_out)


@pytest.mark.skipif("load_keras().backend.backend() != 'tensorflow'", reason="a SavedModel")
def test_of_a_layer_from_a_saved_model_the_values_are_shown_and_the_code_is_not_known(tmp_path):
    import tensorflow as tf

    layers, exported = load_keras().layers, tf.Module()
    exported.scale = tf.Variable(2.0)
    exported.serve = tf.function(lambda x: x * exported.scale, [tf.TensorSpec((None, 6, 6, 2))])
    tf.saved_model.save(exported, str(tmp_path / "exported"))
    body = [layers.Conv2D(2, 3, name="first"), layers.TFSMLayer(tmp_path / "exported", name="exported")]
    model = load_keras().Sequential([load_keras().Input((8, 8, 1)), *body])
    page, row = explore(model, draw(1, 8, 8, 1)), layer_table(model)["exported"]
    assert (row.parameters, row.multiply_adds, row.receptive_field) == (1, None, "unknown")
    np.testing.assert_array_equal(values_of(page, "exported")[0], 2 * values_of(page, "first")[0])
    assert page.left_out[-1].startswith("1 layer for images of the reader's own, from exported on: ")


def test_the_page_of_ten_digits_takes_half_a_megabyte_at_most():
    images = load_digits().test_images[:10, ..., np.newaxis]
    page = explore(load_digits_cnn(), images)
    assert page.left_out == ()
    assert page.size <= 500_000


def test_names_must_be_as_many_as_the_classes(digits):
    with pytest.raises(ValueError, match=r"`classes` must be 10 names, one for each class .* These are 2\."):
        explore(*digits, classes=["cat", "dog"])
    with pytest.raises(TypeError, match="`classes` must be a sequence of names"):
        explore(*digits, classes=range(10))
    with pytest.raises(TypeError, match="`classes` must be a sequence of names"):
        explore(*digits, classes="0123456789")


def test_names_without_classes_are_refused():
    with pytest.raises(ValueError, match="`classes` must be None for a model whose first output is no list"):
        explore(small_u_net(), draw(1, 16, 20, 1), classes=["lung"])


def test_two_names_tell_a_single_unit():
    keras = load_keras()
    head = [keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((4, 4, 1)), *head])
    page = explore(model, draw(2, 4, 4, 1), classes=["healthy", "ill"])
    assert held(page)[0]["answer"]["labels"] == ["ill"]


def test_a_layer_in_a_loop_has_a_row_and_no_plane():
    page = explore(looped(load_keras().layers.Dense(4, name="inner")), draw(2, 4), explained=0)
    assert "loop/inner" in {layer["name"] for layer in held(page)[0]["layers"]}


@pytest.mark.parametrize(
    "axes", [(2, 1, 3), (1, 3, 2)], ids=["rows and columns exchanged", "columns as maps"]
)
def test_a_convolution_over_other_axes_than_the_page_shows_is_not_told(axes):
    keras = load_keras()
    layers, image = keras.layers, keras.Input((6, 5, 3))
    read = layers.Permute(axes)(layers.Conv2D(3, 1)(image))
    model = keras.Model(image, layers.Conv2D(2, 2, name="conv")(read))
    conv = layers_of(explore(model, draw(2, 6, 5, 3), explained=0))["conv"]
    assert "do not lie along its channels" in conv["why"]


def test_what_does_not_fit_is_refused_by_name(digits):
    model, images = digits
    with pytest.raises(ValueError, match="`images` must be of shape"):
        explore(model, images[:, :5])
    with pytest.raises(TypeError, match="`model` must be a Keras model"):
        explore(None, images)
    with pytest.raises(ValueError, match="`explained` must be a whole number of at least 0"):
        explore(model, images, explained=-1)
    with pytest.raises(TypeError, match="`title` must be a text"):
        explore(model, images, title=3)


def test_names_that_no_file_can_hold_are_refused_by_name(digits):
    with pytest.raises(ValueError, match="`title` must be a text without lone surrogates"):
        explore(*digits, title="\udcfcbung")
    with pytest.raises(ValueError, match=r"`classes\[9\]` must be a text without .* Received: '\\udcfcbung'"):
        explore(*digits, classes=[*"012345678", "\udcfcbung"])


def test_of_a_model_whose_values_are_not_finite_the_maps_are_shown_and_heat_maps_are_not():
    keras = load_keras()
    head = [keras.layers.Flatten(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(2, 2, name="conv"), *head])
    model.get_layer("conv").bias.assign([np.nan, np.inf])
    page = explore(model, draw(2, 4, 4, 1))
    assert held(page)[0]["answer"]["scores"] == [[None, None]] * 2
    assert "The answer" not in page.html.partition("<script")[0]
    assert not np.isfinite(values_of(page, "conv")[0]).any()
    assert "grad_cam: Some of its values are not finite." in page.left_out
