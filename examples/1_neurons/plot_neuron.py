"""
A neuron taken apart
====================

A neuron multiplies each input by a weight, adds the products and a bias, and passes the sum through an
activation function. Follow the numbers from left to right: the second input pulls the sum down, since its
weight is negative.
"""

from cnn_docs import neuron, plot_neuron

inputs = [1.0, 2.0, 3.0]
weights = [0.2, -0.5, 0.4]
bias = 0.1

# Alt: Three inputs 1, 2 and 3 with weights 0.2, -0.5 and 0.4 meet in a sum of 0.5, and ReLU passes 0.5 on.
plot_neuron(inputs, weights, bias, activation="relu")

# %%
# The same with a lower bias. The sum is negative now, and ReLU turns it into zero: the neuron is inactive.

# Alt: The same neuron with a bias of -0.9; the sum is -0.5 and the output zero.
plot_neuron(inputs, weights, -0.9, activation="relu")

# %%
# Another activation function answers the same sum differently.

for name in ("relu", "leaky_relu", "sigmoid", "tanh", "step"):
    print(f"{name:11} {neuron(inputs, weights, -0.9, activation=name):6.3f}")
