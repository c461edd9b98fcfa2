"""
Dropout masks
=============

Which values does dropout zero? In training, a random mask is drawn at each step, another one for each example
of the batch, and what survives is scaled up, so that the expected sum stays (in the paper, the weights were
scaled down at inference instead: Srivastava et al. 2014). In inference nothing happens. Then look at the
shares: how close to the rate a single mask comes depends on how many units there are.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import dropout, figure_style, plot_dropout
from cnn_docs.palette import LIGHT

values = np.random.default_rng(0).uniform(0.2, 1, (6, 2)).round(1)
steps = [dropout(values, 0.5, seed=seed) for seed in (3, 4, 5)]

# Alt: Twelve values; three training steps that zero :num:`8, 4 and 7 <[(step == 0).sum() for step in steps]>`
#   of them, each in other places, and double the rest, so that the mean of :num:`0.62 <values.mean()>`
#   becomes :num:`0.20, 0.88 and 0.52 <[step.mean() for step in steps]>`; and the unchanged values in
#   inference.
plot_dropout(values, 0.5, seed=3)

# %%
# Three examples of one batch lose different units, since each value has a draw of its own.

print(dropout(np.ones((3, 8)), 0.5, seed=0))

# %%
# The rate is a probability. In a layer of ten units the share that is zeroed varies much from mask to mask,
# in one of a thousand little.


def share(units, step):
    """Return the share of ones that a step zeroes."""
    return np.mean(dropout(np.ones(units), 0.5, seed=step) == 0)


shares = {units: [share(units, step) for step in range(300)] for units in (10, 100, 1000)}

# Alt: Three histograms of the zeroed share in :num:`300 <len(shares[10])>` masks at a rate of one half: with
#   :num:`10 <list(shares)[0]>` units it spreads widely, with :num:`100 <list(shares)[1]>` most lie between
#   :num:`0.4 and 0.6 <np.quantile(shares[100], [0.025, 0.975]).round(1)>`, and with
#   :num:`1000 <list(shares)[2]>` all are close to one half.
bins = np.arange(-0.0255, 1.03, 0.03)  # each holds as many of the shares that can be as the next
with figure_style():
    figure, axes = plt.subplots(3, 1, figsize=(4.8, 3.6), layout="constrained", sharex=True)
    for ax, (units, found) in zip(axes, shares.items(), strict=True):
        ax.hist(found, bins=bins, color=LIGHT["highlight"])
        ax.set_title(f"{units} units", loc="left")
    axes[1].set_ylabel("steps")
    axes[2].set(xlabel="share of units that a step zeroes", xlim=(0, 1))

for units, found in shares.items():
    print(f"{units:4} units: from {min(found):.3f} to {max(found):.3f}")

# %%
# With many units, the mean of what is left stays near one at each of these rates.

for rate in (0.1, 0.5, 0.6, 0.9):
    left = dropout(np.ones(100_000), rate, seed=1)
    print(f"rate {rate}: survivors {left.max():5.2f}, mean {left.mean():.2f}")

plt.show()
