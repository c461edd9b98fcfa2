"""
Dropout masks
=============

In training, each step zeroes another random part of the values and scales up the rest, so that the expected sum stays. In inference nothing happens.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import dropout, plot_dropout
from cnn_docs.palette import LIGHT

values = np.random.default_rng(0).uniform(0.2, 1, (5, 4)).round(1)

# Alt: Five by four values in three training steps, each with other cells zeroed and the rest doubled, and unchanged in inference.
plot_dropout(values, 0.5, seed=3)

# %%
# The rate is a probability. In a layer of ten units the part that is zeroed varies much, in one of a thousand little.

shares = {n: [(dropout(np.ones(n), 0.5, seed=s) == 0).mean() for s in range(300)] for n in (10, 100, 1000)}

fig, ax = plt.subplots(figsize=(6.5, 2.6), layout="constrained")
for (units, share), role in zip(shares.items(), ("input", "kernel", "output"), strict=True):
    ax.hist(share, bins=np.linspace(0, 1, 41), color=LIGHT[role], alpha=0.7, label=f"{units} units")
ax.set(xlabel="part that is zeroed at a rate of 0.5", ylabel="steps of 300")
ax.legend()
# Alt: Histograms of the zeroed part over 300 steps: broad around one half for ten units, narrow for a thousand.
fig.show()

# %%
# The mean of what is left stays near one, whatever the rate.

for rate in (0.1, 0.5, 0.6, 0.9):
    print(f"rate {rate}: mean {dropout(np.ones(100_000), rate, seed=1).mean():.2f}")
