"""
Four activation functions and their slopes
==========================================

What does a neuron put out for a given sum, and how strongly does its output follow a change of that sum?
The solid curve is the value, the dashed one the slope, which is what training works with. Look at the ends:
sigmoid and tanh flatten, and their slopes vanish. ReLU does so on the negative side only, and leaky ReLU on
neither.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import ACTIVATIONS, plot_activations

names = ["sigmoid", "tanh", "relu", "leaky_relu"]
limits = (-8, 8)

# Alt: Sigmoid, tanh, ReLU and leaky ReLU for inputs from
#   :num:`-8 to 8 <limits>`, each with its slope as a dashed curve.
#   Both ends of sigmoid and tanh are flat; ReLU is flat on the left and rises on the right with a slope
#   of one; leaky ReLU rises slowly on the left too.
plot_activations(names, limits=limits)

# %%
# The slopes in numbers: at a sum of two, at five, and the greatest of all. The sigmoid passes on a quarter of
# a change at best, which a deep network multiplies layer after layer.

everywhere = np.linspace(*limits, 1601)
print(f"{'':12}at 2    at 5    greatest")
for name in names:
    slope = ACTIVATIONS[name].slope
    print(f"{name:12}{slope(2.0):<8.4f}{slope(5.0):<8.4f}{slope(everywhere).max():.4f}")

plt.show()
