"""
What skipping pooling costs
===========================

What happens if all six pools of the X-ray model are left out? Its parameters stay as they are, since a global
average stands between the maps and the dense layers. The work grows more than a hundredfold, the memory
almost tenfold, and each value of the last maps sees a small patch instead of the whole picture. With
``Flatten`` in place of the average, the parameters would explode as well: see the last lines.
"""

import math

import matplotlib.pyplot as plt

from cnn_docs import build_xray_cnn, dense_parameters, figure_style, layer_table
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
ratios = {name: without[name] / count for name, count in usual.items()}
for name, count in usual.items():
    print(f"{name:20}{count:13,} -> {without[name]:13,}")

# %%
# The model without pools as a multiple of the usual one, on a logarithmic scale.

# Alt: Four points on a logarithmic scale: parameters times one, multiply-adds times
#   :num:`133 <ratios["multiply-adds"]>`, values held times :num:`9.4 <ratios["values held"]>`, and the pixels
#   a value sees, from :num:`542 down to 21 <usual["pixels a value sees"], without["pixels a value sees"]>` a
#   side, times :num:`0.039 <ratios["pixels a value sees"]>`.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 2.4), layout="constrained")
    for name, ratio in ratios.items():
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

# %%
# The first dense layer behind ``Flatten``, with the pools and without.

table = layer_table(build_xray_cnn())
for name in ("conv_7", "conv_1"):
    rows, columns = table[name].output_shape[:2]
    inputs = rows * columns * table["conv_7"].output_shape[2]
    print(f"{rows}x{columns} places: {dense_parameters(inputs, 128):,} parameters")

plt.show()
