"""
A network drawn from its weights
================================

What flows through a small network? Each line is one weight of a real matrix: red is positive, blue
negative, thick is large. The numbers in the circles are the values for one input, so any of them can be
checked with a pencil. Look for the two hidden neurons at zero: their sums were negative, and nothing flows
on from them.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, plot_network, relu

rng = np.random.default_rng(7)
x = np.array([1.0, 2.0, 3.0])
W1, W2 = rng.uniform(-1, 1, (3, 4)).round(1), rng.uniform(-1, 1, (4, 2)).round(1)
hidden = relu(x @ W1)
output = hidden @ W2

with figure_style():
    ax = plt.figure(figsize=(4.8, 2.8)).add_axes((0, 0, 1, 1))
# Alt: Three inputs :num:`1, 2 and 3 <x>`, four hidden neurons with the values
#   :num:`1.3, 1.9, 0 and 0 <hidden>`, and two outputs, :num:`-0.65 and 0.06 <output>`; a line
#   for each of the twenty weights, red or blue by its sign and thick by its size.
plot_network([3, 4, 2], weights=[W1, W2], values=[x, hidden, output], ax=ax)

# %%
# The first hidden neuron by hand: a sum of three products, then ReLU.

terms = " + ".join(f"{value:g}*({weight:g})" for value, weight in zip(x, W1[:, 0], strict=True))
print(f"{terms} = {x @ W1[:, 0]:.1f}, after ReLU {hidden[0]:.1f}")

# %%
# Without weights, the same function draws the shape alone: here a deep network, with three hidden layers.

with figure_style():
    ax = plt.figure(figsize=(4.8, 3.4)).add_axes((0, 0, 1, 1))
# Alt: Five inputs, three hidden layers of six neurons and one output, every neuron joined to all of the next
#   layer.
plot_network([5, 6, 6, 6, 1], ax=ax)

plt.show()
