"""
Softmax turns scores into probabilities
=======================================

Softmax keeps the order of the scores and makes them positive numbers that sum to one. What counts are differences: adding the
same number to all scores changes nothing, multiplying them makes the answer bolder.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import softmax
from cnn_docs.palette import LIGHT

classes = ["cat", "dog", "deer", "ship"]
logits = np.array([2.0, 1.0, 0.2, -1.5])
cases = {"scores": logits, "scores + 5": logits + 5, "scores · 3": logits * 3, "scores / 3": logits / 3}

# %%
# The first two panels are equal.

fig, axes = plt.subplots(1, 4, figsize=(7.2, 2.4), layout="constrained", sharey=True)
for ax, (title, scores) in zip(axes, cases.items(), strict=True):
    bars = ax.bar(classes, softmax(scores), color=LIGHT["output"])
    ax.bar_label(bars, fmt="%.2f", fontsize=8)
    ax.set_title(title, fontsize=9)
    ax.tick_params(axis="x", labelsize=8)
axes[0].set(ylabel="probability", ylim=(0, 1.1))
# Alt: Four bar charts of class probabilities: adding five to all scores changes nothing, tripling sharpens, dividing flattens.
fig.show()

print("sums:", [float(softmax(scores).sum().round(6)) for scores in cases.values()])
