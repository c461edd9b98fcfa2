"""
Read the curves of a training
=============================

How does one see what a network learned and what it only knows by heart? A small network is trained on few
digits, and asked after each epoch about digits that it never saw. Look at how far the dashed curve of the
loss stays above the solid one at the end.
"""

# %%
# Sixty digits to learn from are few for a hidden layer of sixty-four units. Values are scaled to lie between
# zero and one.

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import load_digits, plot_history

digits = load_digits()
images = digits.train_images / digits.images.max()
learned, asked = images[:60], images[60:360]
labels = digits.train_labels
print(f"Source: {digits.source}. Licence: {digits.licence}.")

# %%
# The loss is low where the right digit gets a high probability; the accuracy is the part that is read right.

keras.utils.set_random_seed(0)
layers = keras.layers
model = keras.Sequential(
    [
        keras.Input((8, 8), name="digit"),
        layers.Flatten(name="flatten"),
        layers.Dense(64, activation="relu", name="hidden"),
        layers.Dense(10, activation="softmax", name="classes"),
    ],
    name="small",
)
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
training = model.fit(
    learned, labels[:60], validation_data=(asked, labels[60:360]), epochs=60, batch_size=20, verbose=0
)

# Alt: Two panels over the epochs. The training loss falls to nearly zero and its accuracy reaches one; the
#   validation loss falls, then stays well above, and the validation accuracy stays below one.
plot_history(training)

# %%
# The two losses at the end say the same in numbers. The gap between them is how overfitting shows, though a
# part of this one may be that other people wrote most of the digits asked about; the lesson *Learning by
# heart* says what people do about it.

curves = training.history
print(f"loss at the end: training {curves['loss'][-1]:.3f}, validation {curves['val_loss'][-1]:.3f}")
print(f"least validation loss after epoch {np.argmin(curves['val_loss']) + 1}")

plt.show()
