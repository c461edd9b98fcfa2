"""
Dense before Flatten: accepted, and another model
=================================================

What if ``Dense`` comes before ``Flatten``? Keras says nothing, since a dense layer works on the last axis
of whatever it gets. Compare the two columns of boxes at ``dense``: as meant, it combines all
:num:`3,600 <as_meant["flatten"].output_shape>` values;
swapped, it combines sixteen channels at each place and leaves the maps standing.
"""

import keras
import matplotlib.pyplot as plt
from keras import layers

from cnn_docs import dense_parameters, layer_table, plot_architecture


def cnn(*head):
    """Return a small CNN with these layers between its pool and its output."""
    first = [layers.Conv2D(16, 3, activation="relu", name="conv"), layers.MaxPooling2D(2, name="pool")]
    last = layers.Dense(10, activation="softmax", name="output")
    return keras.Sequential([keras.Input((32, 32, 3), name="image"), *first, *head, last])


# %%
# As it is meant: flatten, then combine everything with everything.

as_meant = layer_table(cnn(layers.Flatten(name="flatten"), layers.Dense(64, name="dense")))

# Alt: Six boxes in a column: image, conv, pool with :num:`15 by 15 by 16 <as_meant["pool"].output_shape>`
#   values, flatten with :num:`3600 <as_meant["flatten"].output_shape>`, dense with
#   :num:`64 and 230,464 <as_meant["dense"].output_shape[0], as_meant["dense"].parameters>` parameters, output
#   with :num:`10 and 650 <as_meant["output"].output_shape[0], as_meant["output"].parameters>`.
plot_architecture(as_meant, style="boxes")

# %%
# Swapped: the same :num:`64 <swapped["dense"].output_shape[2]>` units at each of
# :num:`15 by 15 <swapped["dense"].output_shape[:2]>` places.

swapped = layer_table(cnn(layers.Dense(64, name="dense"), layers.Flatten(name="flatten")))

# Alt: The same six boxes with two of them swapped: dense has
#   :num:`15 by 15 by 64 <swapped["dense"].output_shape>` values and
#   :num:`1,088 <swapped["dense"].parameters>` parameters, flatten
#   :num:`14400 <swapped["flatten"].output_shape>` values, and the output
#   :num:`144,010 <swapped["output"].parameters>` parameters.
plot_architecture(swapped, style="boxes")

# %%
# Parameters of both models, and of the dense layer alone: as meant it reads all values, swapped only the
# sixteen of one place.

print(f"as meant {as_meant.parameters:,}, swapped {swapped.parameters:,}")
for inputs in (3600, 16):
    print(f"a dense layer of 64 on {inputs}: ({inputs} + 1)*64 = {dense_parameters(inputs, 64):,}")

plt.show()
