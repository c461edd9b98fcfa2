"""A page keeps the bytes that it may have, leaves out what is missed least, and says so."""

import json

import numpy as np
import pytest

from cnn_docs import explore, feature_maps
from cnn_docs._keras import load_keras

from .pages import draw, held, layers_of, values_of


def bound_for(whole, share):
    """Return the bytes of a page with room for a share of its numbers: the rest is the same for any model."""
    numbers = len(json.dumps(held(whole)[1]))
    return int(whole.size - (1 - share) * numbers)


@pytest.mark.parametrize(("share", "first"), [(0.9, "weights"), (0.2, "maps")])
def test_a_smaller_page_keeps_the_bound_and_tells_what_is_left_out(digits, share, first):
    whole = explore(*digits, live=False, max_size=10**400)
    bound = bound_for(whole, share)
    page = explore(*digits, max_size=bound)
    assert page.size <= bound
    assert first in page.left_out[0]
    maps = feature_maps(*digits)
    for name, values in maps.items():
        kept, numbers = values_of(page, name)
        laid = values.reshape(3, -1, 1, 1) if values.ndim == 2 else values.transpose(0, 3, 1, 2)
        np.testing.assert_allclose(kept, laid[:, numbers], rtol=1e-5, atol=1e-6)
    without = [layer for layer in layers_of(page).values() if layer["why"].startswith("Its weights")]
    assert {layer["operation"]["kind"] for layer in without} <= {"conv", "dense"}  # tells what is read
    assert len(without) == sum(
        int(text.split()[3]) for text in page.left_out if text.startswith("the weights of")
    )


def test_small_kernels_stay_and_a_few_maps_go_where_not_both_find_room(digits):
    plain = {"live": False, "explained": 0}
    whole = explore(*digits, **plain)
    kernels = "the weights of 3 layers, "
    all_maps = explore(*digits, max_size=bound_for(whole, 0.45), **plain)
    assert all_maps.left_out[0].startswith(kernels)
    fewer = explore(*digits, max_size=all_maps.size - 2500, **plain)  # less than the kernels that it holds
    assert "maps" in fewer.left_out[0]
    assert fewer.left_out[1].startswith(kernels)


def test_a_page_that_does_not_hold_all_fills_what_it_may():
    keras = load_keras()
    parts = [
        keras.layers.Conv2D(24, 3, padding="same", activation="relu", name=f"conv_{n}") for n in range(6)
    ]
    model = keras.Sequential([keras.Input((40, 40, 3)), *parts, keras.layers.GlobalAveragePooling2D()])
    images = draw(2, 40, 40, 3)
    whole = explore(model, images, live=False, explained=0).size
    for share in (0.5, 0.7, 0.9):
        bound = int(whole * share)
        assert 0.85 * bound <= explore(model, images, live=False, explained=0, max_size=bound).size <= bound


def test_colours_of_scaled_pictures_go_before_a_page_is_refused():
    keras = load_keras()
    parts = [keras.layers.Rescaling(2.0, name="scaled"), keras.layers.Rescaling(0.3, name="again")]
    model = keras.Sequential([keras.Input((60, 60, 3)), *parts, keras.layers.GlobalAveragePooling2D()])
    images = draw(2, 60, 60, 3)
    whole = explore(model, images, live=False, explained=0).size
    page = explore(model, images, live=False, explained=0, max_size=int(0.75 * whole))
    found = {name: layer["maps"]["chosen"] for name, layer in layers_of(page).items()}
    assert found[next(iter(found))] is None  # the input stays whole
    assert len(found["scaled"]) < 3


def test_a_bound_that_cannot_be_kept_is_refused_with_the_bytes_that_are_needed(digits):
    with pytest.raises(
        ValueError, match=r"`max_size` must be at least [\d,]+ bytes .* Give fewer images"
    ) as refused:
        explore(*digits, max_size=1000)
    needed = int(str(refused.value).split("at least ")[1].split(" ")[0].replace(",", ""))
    assert explore(*digits, max_size=needed).size <= needed
