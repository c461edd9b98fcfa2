"""
LeNet-5 learns to name clothes
==============================

Can the network of 1998 still learn something, with the layers of today? It gets small grey pictures of
clothes, with a dark border that makes them as large as its input, as its paper did with digits. Look at the
first epoch: validation seems ahead, because the training values are means over a time in which the network
still learned.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import build_lenet5, figure_style, load_fashion, plot_history

# %%
# A part of Fashion-MNIST comes with the package. Two pixels of border on each side make pictures of
# :num:`32×32 <pictures.shape[1:3]>`.

fashion = load_fashion()
pictures = np.pad(fashion.train_images, ((0, 0), (2, 2), (2, 2), (0, 0))).astype("float32") / 255
labels = fashion.train_labels
print(f"{fashion.source}, {fashion.licence}")

# %%
# Everything that training changes is here: :num:`61,706 <model.count_params()>` weights and biases. It learns
# from :num:`2,500 <shown>` pictures, and is asked about :num:`500 <len(pictures) - shown>` others.

keras.utils.set_random_seed(0)
model = build_lenet5()
model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
shown = 2500
training = model.fit(
    pictures[:shown],
    labels[:shown],
    validation_data=(pictures[shown:], labels[shown:]),
    epochs=6,
    batch_size=50,
    verbose=0,
)

# Alt: Accuracy and loss over six epochs. Both improve, fast at first and then slowly, for training and for
#   validation, whose accuracy is ahead in each epoch.
plot_history(training)

# %%
# Of pictures that it never saw, it names more than :num:`75 % <bounds[0]>` rightly, and less than
# :num:`92 % <bounds[1]>`.

right = model.evaluate(pictures[shown:], labels[shown:], verbose=0)[1]
bounds = (0.75, 0.92) if 0.75 < right < 0.92 else (right, right)
print(f"right on {right:.1%} of the validation pictures")

# %%
# What it gets wrong are mostly tops: a shirt may look much like a T-shirt, a pullover like a coat.

answers = model.predict(pictures[shown:], verbose=0).argmax(axis=1)
mistakes = np.flatnonzero(answers != labels[shown:])[:8]

# Alt: Eight small pictures of clothes, each with the wrong answer above and the label below.
with figure_style():
    figure, axes = plt.subplots(1, 8, figsize=(7.2, 1.5), layout="constrained")
    for ax, which in zip(axes, mistakes, strict=True):
        ax.imshow(pictures[shown + which, ..., 0], cmap="gray")
        ax.set_title(fashion.class_names[answers[which]], fontsize=7)
        ax.set_xlabel(fashion.class_names[labels[shown + which]], fontsize=7)
        ax.set(xticks=[], yticks=[])

plt.show()
