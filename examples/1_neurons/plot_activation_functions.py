"""
Four activation functions and their slopes
==========================================

The solid curve is what a neuron puts out for a given sum; the dashed one is its slope, which is what training
works with. Look at the ends: sigmoid and tanh flatten, and their slopes vanish. ReLU does so on one side only, and leaky
ReLU on neither.
"""

from cnn_docs import ACTIVATIONS, plot_activations

# Alt: Sigmoid, tanh, ReLU and leaky ReLU between -8 and 8, each with its slope as a dashed curve.
plot_activations(["sigmoid", "tanh", "relu", "leaky_relu"])

# %%
# The slope at a few points. The sigmoid's is never larger than a quarter.

for name in ("sigmoid", "tanh", "relu", "leaky_relu"):
    slopes = [float(ACTIVATIONS[name].slope(z)) for z in (-5.0, 0.5, 5.0)]
    print(f"{name:11}" + "".join(f"{slope:9.4f}" for slope in slopes))
