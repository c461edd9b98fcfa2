"""
Receptive fields grow layer by layer
====================================

How much of the picture can influence one value? A convolution of 3×3 adds two pixels; after each pool, every later step counts double. In the X-ray model the field passes
the size of the picture before the last convolution.
"""

from cnn_docs import build_xray_cnn, layer_table, load_photograph, plot_receptive_field, plot_receptive_field_growth

table = layer_table(build_xray_cnn())

# Alt: Field size by layer: slow at first, doubling its steps after every pool, 542 pixels at the seventh convolution.
plot_receptive_field_growth(table)

# %%
# The field of one value over a picture: what the value in the middle of the third convolution's maps depends on.

cat = load_photograph("cat", gray=True).image[:256, 100:356]

# Alt: The photograph of a cat with a small square around the pixels that one value of the third convolution sees.
plot_receptive_field(table, "conv_3", image=cat)

# %%
# The numbers.

for row in table.rows:
    if row.name.startswith("conv"):
        print(row.name, row.receptive_field.size[0])
