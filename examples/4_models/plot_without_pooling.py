"""
What skipping pooling costs
===========================

Leave all six pools of the X-ray model out. The parameters stay as they are; the work grows more than a hundredfold, memory tenfold, and each value sees a small
patch instead of the whole picture.
"""

import math

import matplotlib.pyplot as plt

from cnn_docs import build_xray_cnn, layer_table
from cnn_docs.palette import LIGHT

tables = {"with pooling": layer_table(build_xray_cnn()), "without": layer_table(build_xray_cnn(pooling=False))}

# %%
# Four quantities of each. Values held are the outputs of all convolutions and pools.


def quantities(table):
    maps = [row for row in table.rows if row.name.startswith(("conv", "pool"))]
    return {
        "parameters": table.parameters,
        "multiply-adds": table.multiply_adds,
        "values held": sum(math.prod(row.output_shape[1:]) for row in maps),
        "field of a value (pixels)": maps[-1].receptive_field.size[0],
    }


found = {name: quantities(table) for name, table in tables.items()}
for name, values in found.items():
    print(name, values)

# %%
# As multiples of the model with pooling, on a logarithmic scale.

ratios = {key: found["without"][key] / found["with pooling"][key] for key in found["without"]}
fig, ax = plt.subplots(figsize=(6.5, 2.4), layout="constrained")
colors = [LIGHT["positive"] if ratio > 1 else LIGHT["negative"] for ratio in ratios.values()]
ax.hlines(list(ratios), 1, list(ratios.values()), colors=colors, linewidth=3)
ax.scatter(list(ratios.values()), list(ratios), color=colors, zorder=3)
for key, ratio in ratios.items():
    ax.annotate(f"{ratio:.3g}×", (ratio, key), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=9)
ax.set(xscale="log", xlim=(0.02, 300), ylim=(3.5, -0.7), xlabel="without pooling, as a multiple of with pooling")
ax.axvline(1, color=LIGHT["muted"], linewidth=1)
# Alt: Without pooling: parameters times 1, multiply-adds times 133, values held times 9.42, the field of a value times 0.0387.
fig.show()
