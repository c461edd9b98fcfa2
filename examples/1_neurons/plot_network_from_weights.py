"""
A network drawn from its weights
================================

Each line is one weight of a real matrix: red is positive, blue negative, thick is large. The numbers in the circles are the
values that flow through for one input, so any of them can be checked with a pencil.
"""

import numpy as np

from cnn_docs import plot_network, relu

rng = np.random.default_rng(7)
x = np.array([1.0, 2.0, 3.0])
W1, W2 = rng.uniform(-1, 1, (3, 4)).round(1), rng.uniform(-1, 1, (4, 2)).round(1)
hidden = relu(x @ W1)
output = hidden @ W2

# Alt: Three inputs, four hidden and two output neurons with their values; lines coloured by sign and thick by size.
plot_network([3, 4, 2], weights=[W1, W2], values=[x, hidden, output])

# %%
# One hidden neuron, by hand: a sum of three products.

terms = " + ".join(f"{xi:g}*({w:g})" for xi, w in zip(x, W1[:, 0], strict=True))
print(f"{terms} = {x @ W1[:, 0]:.1f}, after ReLU {hidden[0]:.1f}")

# %%
# Without weights, a drawing of the shape alone: a deep network with three hidden layers.

# Alt: Five inputs, three hidden layers of six neurons and one output, every neuron joined to all of the next layer.
plot_network([5, 6, 6, 6, 1])
