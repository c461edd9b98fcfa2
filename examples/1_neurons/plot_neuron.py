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

# Alt: Inputs 1, 2 and 3 with weights 0.2, -0.5 and 0.4 and a bias of 0.1 meet in a sum of 0.5, and ReLU
#   passes 0.5 on. The sum is written out below: 0.2 times 1, minus 0.5 times 2, plus 0.4 times 3, plus
#   0.1.
plot_neuron(inputs, weights, 0.1, activation="relu")

# %%
# The same with a lower bias. The sum is negative now, and ReLU turns it into zero: the neuron is inactive.

# Alt: The same neuron with a bias of -0.9: the sum is -0.5 and the output 0.
plot_neuron(inputs, weights, -0.9, activation="relu")

# %%
# Other activation functions answer the same sum differently.

for name in ("relu", "leaky_relu", "sigmoid", "tanh", "step"):
    print(f"{name:11} {neuron(inputs, weights, -0.9, activation=name):6.3f}")

plt.show()
