"""
What is in the page of a model?
===============================

How much of a network finds room in a file? ``explore`` turns a model and its images into one HTML page for
others to point at, and tells what is in it before it is written. The same network is put into files of three
sizes here. Look at what each of them says that it leaves out, and at the maps of the first layer, which are
what a reader of the page points at.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import tempfile

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import explore, feature_maps, figure_style, load_digits, load_digits_cnn

# %%
# A page, and what it weighs. It is written in one step: a file is there whole or not at all. It is a live
# page: its reader draws a digit, and the page computes all layers itself. The smaller ones below say why they
# are not.

model = load_digits_cnn()
images = load_digits().test_images[:3, ..., np.newaxis]
page = explore(model, images, title="A network that reads digits")
with tempfile.TemporaryDirectory() as folder:
    path = page.save(f"{folder}/digits.html")
    print(page, "written:", path.stat().st_size == page.size, sep="\n")

# %%
# The same network in files of three sizes. Each has all layers; what differs is how many of their maps are in
# it, and whether the weights are, without which there is no arithmetic.

sizes = [page.size, page.size * 4 // 5, page.size * 3 // 5]
pages = [explore(model, images, explained=0, max_size=size) for size in sizes]
for size, smaller in zip(sizes, pages, strict=True):
    print(
        f"{smaller.size / 1000:.0f} of {size / 1000:.0f} KB:", *smaller.left_out or ["all of it"], sep="\n  "
    )

# %%
# What the first layer of the network makes of the three digits, as the page shows it.

maps = feature_maps(model, images)["conv_1"]
# Alt: Three rows of eight maps each, of three handwritten digits; in some maps the strokes are bright, in
#   some their edges, in others the paper.
with figure_style():
    figure, axes = plt.subplots(3, 8, figsize=(5, 2.1), layout="constrained")
    for row, digit in zip(axes, maps, strict=True):
        for ax, channel in zip(row, np.moveaxis(digit, -1, 0), strict=False):
            ax.imshow(channel, vmin=0, vmax=maps.max())
            ax.set_axis_off()

plt.show()
