"""
Dense before Flatten: accepted, and wrong
=========================================

Keras's ``Dense`` works on the last axis of whatever it gets. Put before ``Flatten`` by mistake, it runs without a warning, and gives another model. Compare the shapes.
"""

import keras
from keras import layers

from cnn_docs import layer_table, plot_architecture


def cnn(*head):
    first = [layers.Conv2D(16, 3, activation="relu", name="conv"), layers.MaxPooling2D(2, name="pool")]
    last = layers.Dense(10, activation="softmax", name="output")
    return keras.Sequential([keras.Input((32, 32, 3), name="image"), *first, *head, last])


# %%
# As it is meant: flatten, then combine everything with everything.

as_meant = layer_table(cnn(layers.Flatten(name="flatten"), layers.Dense(64, name="dense")))

# Alt: Boxes of the model as meant: maps of 15 by 15, a vector of 3600 values, a dense layer of 64, ten outputs.
plot_architecture(as_meant, style="boxes")

# %%
# Swapped: the dense layer sees sixteen numbers at a time, and leaves the maps standing.

swapped = layer_table(cnn(layers.Dense(64, name="dense"), layers.Flatten(name="flatten")))

# Alt: Boxes of the swapped model: the dense layer gives maps of 15 by 15 with 64 channels, which are flattened to 14400 values.
plot_architecture(swapped, style="boxes")

# %%
# Parameters of both.

print(f"as meant {as_meant.parameters:,}, swapped {swapped.parameters:,}")
