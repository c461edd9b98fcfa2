"""What code of one's own between the layers sees is what changes its output."""

import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from tests.inspection.table.dependency import LOCAL, D, K, W, check

pytestmark = pytest.mark.skipif(
    "load_keras().backend.backend() != 'tensorflow'", reason="what TensorFlow's trace tells"
)

OWN_CODE = {  # what its operations leave in a trace
    "spread over the colours": (
        lambda ops, x: ops.broadcast_to(ops.mean(x, -1, keepdims=True), ops.shape(x)),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "spread over the rows": (
        lambda ops, x: ops.broadcast_to(ops.mean(x, 1, keepdims=True), ops.shape(x)),
        {1: "whole", 2: 2, 3: 3},
    ),
    "rows repeated": (lambda ops, x: ops.repeat(x, 2, axis=1), LOCAL),
    "in halves, exchanged": (
        lambda ops, x: ops.concatenate(ops.split(x, 2, axis=-1)[::-1], -1),
        {1: 1, 2: 2, 3: "unknown"},
    ),
    "one half of the rows": (
        lambda ops, x: ops.split(x, 2, axis=1)[1],
        {1: "unknown", 2: 2, 3: 3},
    ),
    "stacked": (lambda ops, x: ops.stack([x, x + 1], axis=2), {1: 1, 2: 3, 3: 4}),
    "stacked where the sizes leave a doubt": (
        lambda ops, x: ops.stack([x, x + 1, x, x], axis=4),
        dict.fromkeys(LOCAL, "unknown"),
    ),
    "without a border": (lambda ops, x: x[:, 1:-1], LOCAL),
    "every third row": (lambda ops, x: x[:, 1::3], LOCAL),
    "a row": (lambda ops, x: x[:, 2], {1: "unknown", 2: 1, 3: 2}),
    "a part of both": (lambda ops, x: ops.slice(x, (0, 2, 3, 1), (-1, 5, 4, 2)), LOCAL),
    "colours in reverse order": (lambda ops, x: x[..., ::-1], {1: 1, 2: 2, 3: "unknown"}),
    "colours flipped": (lambda ops, x: ops.flip(x, axis=-1), {1: 1, 2: 2, 3: "unknown"}),
    "colours in an order": (lambda ops, x: ops.take(x, [1, 0, 0], axis=3), {1: 1, 2: 2, 3: "unknown"}),
    "rows in reverse order": (lambda ops, x: x[:, ::-1], {1: "unknown", 2: 2, 3: 3}),
    "rows that move round": (lambda ops, x: ops.roll(x, 2, axis=1), {1: "unknown", 2: 2, 3: 3}),
    "rows in an order": (lambda ops, x: ops.take(x, [1, 0], axis=1), {1: "unknown", 2: 2, 3: 3}),
    "rows and colours in reverse order": (
        lambda ops, x: x[:, ::-1, :, ::-1],
        {1: "unknown", 2: 2, 3: "unknown"},
    ),
    "padded": (lambda ops, x: ops.pad(x, ((0, 0), (2, 1), (0, 3), (0, 0))), LOCAL),
    "the border mirrored": (
        lambda ops, x: ops.pad(x, ((0, 0), (2, 1), (0, 0), (0, 0)), "reflect"),
        {1: "unknown", 2: 2, 3: 3},
    ),
    "pooled": (lambda ops, x: ops.max_pool(x, 3, 2, "same"), LOCAL),
    "convolved": (lambda ops, x: ops.conv(x, K, (2, 1), "same"), {1: 1, 2: 2, 3: "whole"}),
    "each channel convolved": (lambda ops, x: ops.depthwise_conv(x, D, 1), {1: 1, 2: 2, 3: "unknown"}),
    "a sum of products": (
        lambda ops, x: ops.einsum("bhwc,cd->bhwd", x, W),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "images in another order": (lambda ops, x: ops.flip(x, axis=0), dict.fromkeys(LOCAL, "unknown")),
    "channels that become places": (
        lambda ops, x: ops.depth_to_space(x, 2),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "places that become channels": (
        lambda ops, x: ops.space_to_depth(x, 2),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "enlarged between rows": (lambda ops, x: ops.image.resize(x, (18, 20)), LOCAL),
    "made smaller, the nearest": (lambda ops, x: ops.image.resize(x, (8, 5), "nearest"), LOCAL),
}
OF_A_SQUARE = {
    "rows and columns exchanged": (lambda ops, x: ops.transpose(x, (0, 2, 1, 3)), {1: 2, 2: 1, 3: 3}),
    "the mean of rows": (lambda ops, x: ops.mean(x, axis=1), {1: "whole", 2: 1, 3: 2}),
}


@pytest.mark.parametrize("name", OWN_CODE)
def test_what_own_code_is_said_to_see_changes_its_output(name):
    code, want = OWN_CODE[name]
    check(lambda k, ops, x: k.Lambda(lambda x: code(ops, x))(x), want)


@pytest.mark.parametrize("name", OF_A_SQUARE)
def test_axes_of_one_size_are_told_by_the_operation(name):
    code, want = OF_A_SQUARE[name]
    check(lambda k, ops, x: k.Lambda(lambda x: code(ops, x))(x), want, shapes=((6, 6, 2),))


CUTS = {
    "rows": (lambda x: x[:, 1:], (1, 0)),
    "columns": (lambda x: x[:, :, :-1], (0, 0)),
    "colours": (lambda x: x[..., :2], (0, 0)),
    "turned colours": (lambda x: x[..., ::-1], (0, 0)),
    "every other": (lambda x: x[:, 3::2], (3, 0)),
    "last rows": (lambda x: x[:, -3:], None),
    "turned rows": (lambda x: x[:, ::-1], None),
}


@pytest.mark.parametrize("own", [True, False], ids=["own code", "operation"])
def test_of_images_of_any_size_a_part_is_known_that_begins_at_a_known_place(own):
    keras = load_keras()
    image = keras.Input((None, None, 4))
    for cut, offset in CUTS.values():
        part = keras.layers.Lambda(cut)(image) if own else cut(image)
        field = layer_table(keras.Model(image, part)).rows[-1].receptive_field
        assert field == "unknown" if offset is None else (field.size, field.offset) == ((1, 1), offset)
