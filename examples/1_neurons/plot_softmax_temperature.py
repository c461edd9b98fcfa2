"""
Softmax turns scores into probabilities
=======================================

What do the scores of a last layer say about the classes? Softmax keeps their order and makes them positive
numbers that sum to one. Only differences count: the two upper panels are equal, although one has five more on
every score. Multiplying unequal scores by more than one makes the answer bolder, dividing them makes it more
cautious.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, softmax
from cnn_docs.palette import LIGHT

classes = ["cat", "dog", "deer", "ship"]
scores = np.array([2.0, 1.0, 0.2, -1.5])
cases = {"scores": scores, "scores + 5": scores + 5, "scores × 3": scores * 3, "scores / 3": scores / 3}

# %%
# One panel for each set of scores; the numbers are probabilities.

# Alt: Four bar charts of the classes cat, dog, deer and ship. The scores and the scores plus five give the
#   same probabilities, :num:`0.64, 0.24, 0.11 and 0.02 <softmax(scores)>`; three times the scores give the
#   cat :num:`0.95 <softmax(scores * 3)[0]>`; a third of them :num:`0.39 <softmax(scores / 3)[0]>`.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.6, 4), layout="constrained", sharex=True, sharey=True)
    for ax, (title, case) in zip(axes.flat, cases.items(), strict=True):
        bars = ax.bar(classes, softmax(case), color=LIGHT["output"])
        ax.bar_label(bars, fmt="%.2f", padding=1)
        ax.set_title(title, loc="left")
    axes[0, 0].set(ylim=(0, 1.08), yticks=[0, 0.5, 1])
    figure.supylabel("probability", fontsize=9)

# %%
# Each set of probabilities sums to one.

for title, case in cases.items():
    print(f"{title:11}{softmax(case).round(4)}  sum {softmax(case).sum():.4f}")

plt.show()
