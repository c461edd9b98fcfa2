"""Curves of activation functions."""

import numpy as np
import pytest

from cnn_docs import ACTIVATIONS, plot_activations


def curves(ax):
    return {line.get_label(): line.get_data() for line in ax.lines if not line.get_label().startswith("_")}


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_the_curves_are_the_function_and_its_slope(name):
    (ax,) = plot_activations([name]).axes
    entry = ACTIVATIONS[name]
    for label, function in {"value": entry.value, "slope": entry.slope}.items():
        inputs, outputs = curves(ax)[label]
        drawn = np.isfinite(outputs)
        assert drawn.mean() > 0.99
        np.testing.assert_array_equal(outputs[drawn], function(inputs[drawn]))


def test_a_jump_is_a_gap():
    (ax,) = plot_activations("step").axes
    inputs, outputs = curves(ax)["value"]
    (gap,) = np.flatnonzero(np.isnan(outputs))
    assert inputs[gap + 1] == 0
    assert (outputs[gap - 1], outputs[gap + 1]) == (0, 1)


def test_panels_are_named_with_formulas_in_the_order_asked_for():
    figure = plot_activations(["tanh", "relu", "sigmoid"])
    assert [ax.get_title().split(":")[0] for ax in figure.axes] == ["tanh", "relu", "sigmoid"]
    assert figure.axes[1].get_title() == r"relu: $f(x) = \max(0, x)$"


def test_curves_are_named_beside_them_and_axes_have_labels():
    figure = plot_activations()
    for ax in figure.axes:
        assert [text.get_text() for text in ax.texts] == ["value", "slope"]
        assert ax.get_legend() is None
        assert ax.get_ylabel()
    assert [bool(ax.get_xlabel()) for ax in figure.axes] == [False, False, True, True]


def test_slopes_can_be_left_out():
    (ax,) = plot_activations("sigmoid", slopes=False).axes
    assert list(curves(ax)) == ["value"]
    assert ax.get_ylabel() == "$f(x)$"


def test_limits_are_kept_and_the_kink_is_hit():
    (ax,) = plot_activations("relu", limits=(-1, 2.5)).axes
    inputs, _ = curves(ax)["value"]
    assert ax.get_xlim() == (-1, 2.5)
    assert 0 in inputs


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"names": []}, ValueError, "`names` must be at least one name. Received: []."),
        (
            {"limits": (3, 3)},
            ValueError,
            "`limits` must be two increasing numbers (lowest, highest) whose difference is finite. Received: "
            "(3, 3).",
        ),
        ({"limits": {0: 8}}, TypeError, "`limits` must be two numbers (lowest, highest). Received: {0: 8}."),
        ({"limits": 8}, TypeError, "`limits` must be two numbers (lowest, highest). Received: 8."),
        ({"limits": [[1, 2], [3]]}, TypeError, "`limits` must be a finite number. Received: [1, 2]."),
        ({"limits": (0, np.nan)}, ValueError, "`limits` must be a finite number. Received: nan."),
        ({"slopes": 1}, TypeError, "`slopes` must be True or False. Received: 1."),
    ],
)
def test_bad_arguments_are_refused(arguments, error, message, refused):
    with refused(error, message):
        plot_activations(**arguments)


def test_an_unknown_name_gets_the_nearest_ones():
    with pytest.raises(ValueError, match=r"`names` must be .* Received: 'sigmod'\. Did you mean 'sigmoid'\?"):
        plot_activations(["sigmod"])


def test_names_that_are_no_sequence_are_refused():
    with pytest.raises(TypeError, match=r"`names` must be a name or a sequence of names\. Received: None"):
        plot_activations(None)
