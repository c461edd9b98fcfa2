"""
A neuron taken apart
====================

What does a single neuron compute? It multiplies each input by a weight, adds the products and a bias, and
passes the sum through an activation function. Follow the numbers from left to right: the second input pulls
the sum down, since its weight is negative.
"""

import matplotlib.pyplot as plt

from cnn_docs import neuron, plot_neuron

inputs = [1.0, 2.0, 3.0]
weights = [0.2, -0.5, 0.4]
bias, lower = 0.1, -0.9

# Alt: Inputs :num:`1, 2 and 3 <inputs>` with weights :num:`0.2, -0.5 and 0.4 <weights>` and a bias of
#   :num:`0.1 <bias>` meet in a sum of :num:`0.5 <neuron(inputs, weights, bias, activation="linear")>`, and
#   ReLU passes :num:`0.5 <neuron(inputs, weights, bias, activation="relu")>` on. Below, the sum is written
#   out.
plot_neuron(inputs, weights, bias, activation="relu")

# %%
# The same with a lower bias. The sum is negative now, and ReLU turns it into zero: the neuron is inactive.

# Alt: The same neuron with a bias of :num:`-0.9 <lower>`: the sum is
#   :num:`-0.5 <neuron(inputs, weights, lower, activation="linear")>` and the output zero.
plot_neuron(inputs, weights, lower, activation="relu")

# %%
# What other activation functions make of the same sum. The step function answers this one as ReLU does.

for name in ("relu", "leaky_relu", "sigmoid", "tanh", "step"):
    print(f"{name:11} {neuron(inputs, weights, lower, activation=name):6.3f}")

plt.show()
