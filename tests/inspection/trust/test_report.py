"""The table of all checks says what the single functions say, and tells good maps from bad ones."""

from functools import partial

import numpy as np
import pytest

from cnn_docs import (
    deletion_insertion,
    grad_cam,
    occlusion,
    randomised_maps,
    rank_correlation,
    saliency,
    trust_table,
)
from cnn_docs._keras import load_keras


def ink(model, images, target):
    """A map that shows the picture, whatever the model."""
    return np.asarray(images)[..., 0]


@pytest.fixture(scope="session")
def table(digits):
    model, images = digits
    noise = np.random.default_rng(3).normal(size=(8, 8, 8))
    maps = {
        "slope": "saliency",
        "ink": ink,
        "covered": partial(occlusion, patch_size=2, fill=0),
        "noise": noise,
    }
    return trust_table(model, images, maps, fill=0, step=4, orders=10, stages=2)


def test_each_row_is_what_the_single_functions_return(table, digits):
    model, images = digits
    heat = saliency(model, images)
    curves = deletion_insertion(model, images, heat, fill=0, step=4, orders=10)
    row = table["slope"]
    np.testing.assert_allclose(row.curves.deletion.scores, curves.deletion.scores, atol=1e-5)
    assert row.area("insertion") == pytest.approx(curves.insertion.area.mean(), abs=1e-5)
    np.testing.assert_allclose(
        row.random_areas("deletion"), curves.deletion.random_area.mean(axis=1), atol=1e-5
    )
    maps = randomised_maps(model, images, "saliency", stages=2)
    assert list(row.weights) == list(maps)[1:]
    last = rank_correlation(maps["trained"], maps["conv_1"])
    np.testing.assert_allclose(row.weights["conv_1"], last, atol=1e-3)
    assert row.random_weights == pytest.approx(last.mean(), abs=1e-3)


def test_agreement_is_the_mean_rank_correlation(table, digits):
    model, images = digits
    slope, dark = saliency(model, images), images[..., 0]
    assert table.agreement[0, 1] == pytest.approx(rank_correlation(slope, dark).mean(), abs=1e-3)
    np.testing.assert_allclose(table.agreement, table.agreement.T)
    np.testing.assert_allclose(np.diag(table.agreement), 1)


def test_a_good_map_passes_and_the_others_fail_where_they_should(table):
    good, picture, noise = table["covered"], table["ink"], table["noise"]
    assert good.better_than("deletion") == good.better_than("insertion") == 10
    assert good.random_weights < 0.5
    assert picture.better_than("deletion") == 10, "on white paper, ink is what can be deleted"
    assert picture.random_weights == pytest.approx(1), "but it is the same whatever the weights"
    assert noise.better_than("deletion") < 10
    assert noise.weights is None
    assert np.isnan(noise.random_weights)


def test_it_shows_itself(table):
    lines = repr(table).splitlines()
    assert [line.split("  ")[0] for line in lines] == ["map", "slope", "ink", "covered", "noise"]
    assert "better than 10 of 10" in lines[2]
    rows = table.to_markdown().splitlines()
    assert len(rows) == 6
    assert len({row.count("|") for row in rows}) == 1
    assert rows[-1].split("|")[6].strip() == "–"
    assert [row.name for row in table] == ["slope", "ink", "covered", "noise"]
    assert len(table) == 4


def test_names_are_text_in_every_export(digits):
    model, images = digits
    label = "<img src=x> | a"
    asked = {"step": 32, "orders": 1}
    one = trust_table(model, images[0], {label: np.zeros((8, 8))}, **asked)
    assert "&lt;img src=x&gt; | a" in one._repr_html_()
    assert "&lt;img src=x&gt; \\| a" in one.to_markdown()
    assert "<img" not in one._repr_html_() + one.to_markdown()
    assert "±" not in repr(one)
    assert one.agreement.shape == (1, 1)


def test_names_stand_for_their_methods(digits):
    model, images = digits
    found = trust_table(model, images[:2], ["saliency", "grad_cam"], step=32, orders=1, stages=1)
    assert [row.name for row in found] == ["saliency", "grad_cam"]


@pytest.mark.parametrize(
    ("maps", "error", "message"),
    [
        ("saliency", TypeError, "`maps` must be a dict of maps by label, or a sequence of names. "),
        (np.zeros((8, 8, 8)), TypeError, "`maps` must be a dict of maps by label, or a sequence of names. "),
        ([], ValueError, "`maps` must be at least one map. "),
        (["occlusion"], ValueError, "`maps` must be 'saliency', 'smooth_grad', "),
        (
            {"a": np.zeros((3, 8, 8))},
            ValueError,
            "`maps['a']` must be of shape (8, 8, 8), a map for each image. ",
        ),
        ({"a": "salience"}, ValueError, "`maps['a']` must be 'saliency', "),
        ({1: "saliency"}, TypeError, "`maps` must be a dict of maps by label, a text. Received: [1]."),
    ],
)
def test_wrong_maps_are_named(digits, maps, error, message):
    model, images = digits
    with pytest.raises(error) as raised:
        trust_table(model, images, maps)
    assert str(raised.value).startswith(message)


def test_stages_are_checked_also_where_no_map_is_computed(digits):
    model, images = digits
    with pytest.raises(ValueError, match=r"`stages` must be a positive whole number\. Received: 0"):
        trust_table(model, images, {"a": np.zeros((8, 8, 8))}, stages=0)


def test_an_unknown_row_is_refused(table):
    with pytest.raises(ValueError, match="Did you mean 'slope'"):
        table["slop"]


def test_a_hidden_logit_is_refused_with_a_way_out_that_works():
    keras = load_keras()
    image = keras.Input((6, 6, 1))
    scores = keras.layers.Dense(3)(keras.layers.Flatten()(keras.layers.Conv2D(2, 3, name="conv")(image)))
    model = keras.Model(image, keras.layers.Lambda(lambda z: keras.ops.softmax(z), output_shape=(3,))(scores))
    images = np.random.default_rng(0).random((2, 6, 6, 1), np.float32)
    asked = {"step": 12, "orders": 2, "stages": 1}
    for name, function in (("saliency", saliency), ("hires_cam", partial(grad_cam, method="hires_cam"))):
        way = (
            r"partial\(saliency, score="
            if name == "saliency"
            else r"partial\(grad_cam, method='hires_cam', score="
        )
        with pytest.raises(ValueError, match=way):
            trust_table(model, images, [name], **asked)
        assert trust_table(model, images, {name: partial(function, score="output")}, **asked).rows
