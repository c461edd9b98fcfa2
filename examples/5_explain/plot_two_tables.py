"""
Two models side by side
=======================

What does another head change? Two tables are set beside each other by the names of their layers, with what
they cost. Look at the last line: flattening instead of averaging almost triples the parameters of the X-ray
model and adds next to no work, since a weight of a dense layer is used once and a weight of a kernel at
every place.
"""

import matplotlib.pyplot as plt

from cnn_docs import build_xray_cnn, layer_table, plot_parameters

average = layer_table(build_xray_cnn())
flat = layer_table(build_xray_cnn(head="flatten", name="xray_flatten"))
comparison = average.compare(flat)
print(comparison)

# %%
# Only these layers differ.

for left, right in comparison.changed:
    for row in filter(None, (left, right)):
        print(f"{row.name:14} {row.output_shape!s:8} {row.formula or 'no parameters'}")

# %%
# Where the parameters of the second model are, and where its work is.

# Alt: Bars of the parameters and of the multiply-adds of each layer. The first dense layer holds two
#   thirds of the parameters; its bar of multiply-adds cannot be seen beside those of the first
#   convolutions.
plot_parameters(flat)

plt.show()
