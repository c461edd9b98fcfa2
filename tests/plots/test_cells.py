"""Numbers, sums and colours of cells."""

import numpy as np
import pytest

from cnn_docs.plots import _cells as cells


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1, -2, 0], ["1", "−2", "0"]),
        ([0.5, -1.0, -0.0], ["0.5", "−1.0", "0"]),
        ([1 / 9, 0], ["0.11", "0"]),
        ([12.345, 1.0], ["12.3", "1.0"]),
        ([-300.0, 0.4], ["−300", "0"]),
        ([0.0123], ["0.012"]),
        ([1234567.0], ["1.2e+06"]),
        ([0.00002, 0], ["2.0e−05", "0"]),
        ([], []),
    ],
)
def test_numbers_have_few_digits_and_true_minus_signs(values, texts):
    assert cells.number_texts(values).tolist() == texts


def test_a_sum_is_written_with_its_signs():
    assert cells.sum_text([-1, 2, 0, -3]) == "−1 + 2 + 0 − 3"


def test_lines_break_before_operators():
    lines = cells.wrapped("sum = 1 + 2 − 3 + 4 = 4", 0.7)
    assert len(lines) > 1
    assert " ".join(lines) == "sum = 1 + 2 − 3 + 4 = 4"
    assert all(line[0] in "+−=" for line in lines[1:])


@pytest.mark.parametrize("value", np.linspace(-1, 1, 21))
def test_numbers_contrast_with_their_cells(value):
    def luminance(color):
        linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    for scale in (
        cells.signed_scale([-1, 1]),
        cells.image_scale([-1, 1], soft=True),
        cells.unsigned_scale([-1, 1]),
    ):
        face = luminance(np.array(scale.face(value)[:3]))
        ink = 0.0 if cells.on(scale.face(value)) == "#000000" else 1.0
        assert (max(face, ink) + 0.05) / (min(face, ink) + 0.05) >= 4.5


def test_signed_colours_are_symmetric_about_zero():
    scale = cells.signed_scale([-1, 3])
    assert (scale.norm.vmin, scale.norm.vmax) == (-3, 3)


@pytest.mark.parametrize("make", [cells.signed_scale, cells.image_scale, cells.unsigned_scale])
def test_constant_values_have_a_colour(make):
    assert len(make(np.zeros((2, 2))).face(0.0)) == 4
