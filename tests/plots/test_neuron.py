"""A neuron with its numbers."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Circle

from cnn_docs import neuron, plot_neuron
from cnn_docs.palette import LIGHT


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_every_number_is_written():
    ax = plot_neuron([1, 2, 3], [0.5, -1, 1], 0.25)
    written = texts(ax)
    assert {"1", "2", "3", "0.5", "−1.0", "1.0", "bias 0.25", "1.75", "relu", "$z$ = 1.75"} <= set(written)
    assert written[-2:] == ["z = 0.5 · 1 + (−1.0) · 2 + 1.0 · 3 + 0.25 = 1.75", "relu(1.75) = 1.75"]


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "step", "leaky_relu", "linear"])
def test_the_output_is_the_neurons(activation):
    ax = plot_neuron([1.0, -2.0], [0.5, 1.5], -0.5, activation=activation)
    value = neuron([1.0, -2.0], [0.5, 1.5], -0.5, activation=activation)
    shown = float(texts(ax)[-1].split(" = ")[1].replace("−", "-"))
    assert shown == pytest.approx(float(value), abs=0.005)


def test_edges_show_sign_and_size_of_their_weights():
    ax = plot_neuron([1, 1], [2.0, -1.0], 0)
    first, second = ax.lines
    assert (first.get_color(), second.get_color()) == (LIGHT["positive"], LIGHT["negative"])
    assert (first.get_linestyle(), second.get_linestyle()) == ("-", "--")
    assert first.get_linewidth() > second.get_linewidth()


@pytest.mark.parametrize("count", [1, 2, 5, 10])
def test_one_circle_an_input_and_all_inside_the_axes(count):
    ax = plot_neuron(np.linspace(-1, 1, count), np.linspace(2, -2, count), -1.25, activation="leaky_relu")
    assert sum(isinstance(patch, Circle) for patch in ax.patches) == count + 2
    ax.figure.canvas.draw()
    box = ax.figure.bbox
    for text in ax.texts:
        extent = text.get_window_extent()
        assert box.x0 <= extent.x0
        assert extent.x1 <= box.x1
        assert box.y0 <= extent.y0
        assert extent.y1 <= box.y1


def test_weights_of_zero_are_drawn():
    assert len(plot_neuron([1, 1], [0, 0], 0).lines) == 2


def test_it_draws_on_given_axes():
    _, ax = plt.subplots()
    assert plot_neuron([1], [1], 0, activation=None, ax=ax) is ax
    assert texts(ax)[-1] == "linear(1) = 1"


@pytest.mark.parametrize("inputs", [[], np.ones(11)])
def test_no_or_too_many_inputs_are_refused(inputs):
    with pytest.raises(ValueError, match="`inputs` must be an array with 1 to 10 numbers"):
        plot_neuron(inputs, inputs, 0)


def test_inputs_and_weights_must_fit():
    with pytest.raises(ValueError, match="`weights` must be one number for each of the 2 inputs"):
        plot_neuron([1, 2], [1], 0)
