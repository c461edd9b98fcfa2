"""
Receptive fields grow layer by layer
====================================

How much of the picture can influence one value? A convolution of 3×3 adds two pixels at first; after each
pool, every further step counts double. Look at the bars: the field is small for half of the layers, and
then passes the size of the picture before the last convolution.

The cat comes with scikit-image (CC0).
"""

import matplotlib.pyplot as plt

from cnn_docs import (
    build_xray_cnn,
    figure_style,
    layer_table,
    load_photograph,
    plot_receptive_field,
    plot_receptive_field_growth,
)

table = layer_table(build_xray_cnn())
maps = [row for row in table.rows if row.name.startswith(("conv", "pool"))]
sides = [row.receptive_field.size[0] for row in maps]

# Alt: Bars of the field's side by layer:
#   :num:`3, 4, 8, 10, 18, 22, 38, 46, 110, 126, 254, 286 and 542 <sides>` pixels at the convolutions and
#   pools; a dashed line marks the picture's :num:`256 <table["image"].output_shape[0]>` pixels.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 4), layout="constrained")
plot_receptive_field_growth(table, ax=ax)

# %%
# The same on a picture: what one value in the middle of four convolutions depends on. A dashed outline
# would be the part of the field that lies in the padding.

cat = load_photograph("cat", gray=True).image[:256, 100:356]

# Alt: A cat's face four times, each with a framed square around one point, bright inside: :num:`8 <sides[2]>`
#   pixels a side for the second convolution, :num:`18 <sides[4]>` for the third, :num:`38 <sides[6]>` for the
#   fourth, and for the fifth :num:`110 <sides[8]>`, which hold half an eye and the bridge of the nose.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.8, 5.2), layout="constrained")
for ax, layer in zip(axes.flat, ("conv_2", "conv_3", "conv_4", "conv_5"), strict=True):
    plot_receptive_field(table, layer, image=cat, ax=ax)
    ax.set_title(layer, loc="left")

# %%
# The sides in pixels.

for row, side in zip(maps, sides, strict=True):
    print(row.name, side)

plt.show()
