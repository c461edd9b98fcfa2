"""Arrays as planes of rows and columns, and as texts, without a digit lost."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from cnn_docs.explorer._encode import data_address, packed, unpacked
from cnn_docs.explorer._planes import exact_type, planes_of
from cnn_docs.explorer._strips import strip

SHAPES = [  # shape of one image, axes of the image, what a plane is
    ((8, 6, 3), (0, 1), (3, 8, 6)),
    ((3, 8, 6), (1, 2), (3, 8, 6)),
    ((8, 6), (0, 1), (1, 8, 6)),
    ((9, 4), (0,), (4, 1, 9)),
    ((2, 8, 6, 3), (0, 1, 2), (6, 8, 6)),
    ((5, 8, 6, 3), (1, 2), (15, 8, 6)),
    ((10,), None, (10, 1, 1)),
    ((1, 1, 7), None, (7, 1, 1)),
    ((), None, (1, 1, 1)),
    ((49, 8), None, (1, 49, 8)),
    ((2, 7, 7), None, (2, 7, 7)),
]


@pytest.mark.parametrize(("shape", "spatial", "laid"), SHAPES)
def test_every_value_has_one_place(shape, spatial, laid):
    values = np.arange(2 * np.prod(shape, dtype=int), dtype=np.float32).reshape(2, *shape)
    planes = planes_of(values, spatial)
    assert planes.values.shape == (2, *laid)
    assert sorted(planes.values[1].ravel()) == sorted(values[1].ravel())
    assert sorted(planes.order) == list(range(len(shape)))


def test_what_has_no_axis_of_images_is_laid_out_once():
    planes = planes_of(np.zeros((16, 8)), None, per_image=False)
    assert planes.values.shape == (1, 1, 16, 8)
    assert planes.of(5).shape == (1, 16, 8)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (np.float32([1 / 3, np.nan, np.inf]), "<f4"),
        (np.float16([1 / 3]), "<f4"),
        (np.array([0.1]), "<f8"),
        (np.array([True, False]), "<f4"),
        (np.array([2**24]), "<f4"),
        (np.array([2**24 + 1]), "<f8"),
        (np.array([2**53 + 1]), None),
    ],
)
def test_a_type_is_taken_only_where_it_holds_every_value(values, kind):
    assert exact_type(values) == kind
    if kind:
        np.testing.assert_array_equal(unpacked(packed(values, kind), kind), values.astype(kind))


@pytest.mark.parametrize(("count", "sides"), [(3, (8, 8)), (40, (1, 1)), (2, (100, 60)), (1, (5, 1))])
def test_maps_stand_side_by_side_in_a_picture(count, sides):
    values = np.random.default_rng(0).random((1, *sides, count), dtype=np.float32)
    planes = planes_of(values if sides != (1, 1) else values[:, 0, 0], (0, 1) if sides != (1, 1) else None)
    data = base64.b64decode(strip(planes, count, 40, gray=False).partition(",")[2])
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    gaps = (picture == (128, 136, 144)).all(axis=(0, 2))
    assert gaps.sum() == (count - 1 if sides != (1, 1) else 0)
    assert picture.shape[0] <= 40


def test_pictures_are_files_that_others_read():
    picture = np.arange(24, dtype=np.uint8).reshape(4, 6)
    colours = np.stack([np.arange(256), np.arange(256)[::-1], np.full(256, 7)], axis=1)
    data = base64.b64decode(data_address(picture, colours).partition(",")[2])
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), colours[picture])
