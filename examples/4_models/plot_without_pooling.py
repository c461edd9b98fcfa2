"""
What skipping pooling costs
===========================

What happens if all six pools of the X-ray model are left out? The parameters stay as they are. The work
grows more than a hundredfold, the memory almost tenfold, and each value of the last maps sees a small patch
instead of the whole picture.
"""

import math

import matplotlib.pyplot as plt

from cnn_docs import build_xray_cnn, figure_style, layer_table
from cnn_docs.palette import LIGHT

# %%
# Four quantities of each model. Values held are the outputs of all convolutions and pools for one image.


def quantities(table):
    """Return four quantities of a model by name."""
    maps = [row for row in table.rows if row.name.startswith(("conv", "pool"))]
    return {
        "parameters": table.parameters,
        "multiply-adds": table.multiply_adds,
        "values held": sum(math.prod(row.output_shape) for row in maps),
        "pixels a value sees": maps[-1].receptive_field.size[0],
    }


usual = quantities(layer_table(build_xray_cnn()))
without = quantities(layer_table(build_xray_cnn(pooling=False)))
for name, count in usual.items():
    print(f"{name:20}{count:13,} -> {without[name]:13,}")

# %%
# The model without pools as a multiple of the usual one, on a logarithmic scale.

# Alt: Four points on a logarithmic scale: parameters times 1, multiply-adds times 133, values held times
#   9.4, and the pixels a value sees, from 542 down to 21 a side, times 0.039.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 2.4), layout="constrained")
    for name, count in usual.items():
        ratio = without[name] / count
        ax.plot([1, ratio], [name, name], color=LIGHT["highlight"])
        ax.plot(ratio, name, "o", color=LIGHT["highlight"])
        text = f"× {ratio:.2g}" if ratio < 100 else f"× {ratio:.0f}"
        ax.annotate(text, (ratio, name), (7, 7), textcoords="offset points")
    ax.axvline(1, color=LIGHT["muted"], linewidth=1, zorder=0)
    ax.set(
        xscale="log",
        xlim=(0.01, 600),
        ylim=(3.4, -0.8),
        xlabel="without pooling, as a multiple of with pooling",
    )

plt.show()
