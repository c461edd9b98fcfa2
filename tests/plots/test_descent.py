"""Steps on the curve of a loss."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnn_docs import plot_descent

WEIGHTS = np.linspace(-1, 7, 9)
PATH = np.array([0.0, 1.2, 1.92, 2.352])


def loss(weights):
    return (weights - 3) ** 2


def drawn(**changed):
    given = {
        "weights": WEIGHTS,
        "losses": loss(WEIGHTS),
        "path": PATH,
        "path_losses": loss(PATH),
        "slope": -6.0,
    }
    return plot_descent(**(given | changed))


def line(ax, label):
    return next(each for each in ax.lines if each.get_label() == label)


def test_the_curve_the_steps_and_the_start_are_where_they_belong():
    ax = drawn()
    np.testing.assert_array_equal(line(ax, "loss").get_xydata(), np.column_stack([WEIGHTS, loss(WEIGHTS)]))
    np.testing.assert_array_equal(line(ax, "steps").get_xydata(), np.column_stack([PATH, loss(PATH)]))
    start = next(each for each in ax.lines if each.get_gid() == "start")
    assert start.get_xydata().tolist() == [[0, 9]]


def test_an_arrow_leads_from_each_weight_to_the_next():
    arrows = [text for text in drawn().texts if text.arrow_patch is not None]
    np.testing.assert_allclose([(*text.xyann, *text.xy) for text in arrows],
        np.column_stack([PATH[:-1], loss(PATH[:-1]), PATH[1:], loss(PATH[1:])]))  # fmt: skip


def test_the_dashed_line_touches_the_curve_with_its_slope():
    tangent = line(drawn(), "slope")
    (left, low), (right, high) = tangent.get_xydata()
    assert (high - low) / (right - left) == pytest.approx(-6)
    assert ((left + right) / 2, (low + high) / 2) == pytest.approx((0, 9))
    assert tangent.get_linestyle() == "--"
    assert all(each.get_label() != "slope" for each in drawn(slope=None).lines)


def test_a_start_alone_is_a_ring_without_arrows_and_given_axes_are_used():
    _, ax = plt.subplots()
    assert drawn(path=[1.0], path_losses=[4.0], ax=ax) is ax
    assert all(text.arrow_patch is None for text in ax.texts)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"losses": [1.0, 2.0]}, "`losses` must be one number for each of the 9 `weights`"),
        ({"path_losses": [1.0]}, "`path_losses` must be one number for each of the 4 `path`"),
        ({"weights": WEIGHTS[::-1]}, "`weights` must be increasing numbers"),
        ({"weights": [1.0], "losses": [1.0]}, "`weights` must be an array with at least two numbers"),
        ({"path": [], "path_losses": []}, "`path` must be an array with at least one number"),
        ({"path": [np.nan], "path_losses": [1.0]}, "`path` must be made of finite numbers"),
        ({"slope": np.inf}, "`slope` must be a finite number"),
    ],
)
def test_what_makes_no_picture_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        drawn(**changed)


def test_something_else_than_axes_is_refused():
    with pytest.raises(TypeError, match="`ax` must be Matplotlib's Axes"):
        drawn(ax="here")
