"""
Sure, and how often right
=========================

Is a network right as often as it is sure? A small CNN learns kinds of clothes, and is asked about new ones
after few epochs, after many, and after many with all scores divided by one number. Look at the dots below the
dashed line: there it is surer than it is right. The division moves the dots and changes no answer.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from cnn_docs import cross_entropy, figure_style, load_fashion, plot_reliability, softmax

# %%
# Two thousand pictures to learn from, five hundred to choose a temperature by, and as many to judge it by.

fashion = load_fashion()
images, labels = fashion.train_images, fashion.train_labels
learn, choose, judge = slice(0, 2000), slice(2000, 2500), slice(2500, 3000)
print(f"Source: {fashion.source}. Licence: {fashion.licence}.")

keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((28, 28, 1), name="picture"),
        layers.Rescaling(1 / 255, name="scale"),
        layers.Conv2D(8, 3, strides=2, activation="relu", name="conv_1"),
        layers.Conv2D(16, 3, strides=2, activation="relu", name="conv_2"),
        layers.Flatten(name="flatten"),
        layers.Dense(10, name="scores"),
    ],
    name="clothes",
)
# %%
# The last layer gives scores, and softmax comes after it, so that they can be divided first.

model.compile(keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images[learn], labels[learn], batch_size=64, epochs=8, verbose=0)
early = model.predict(images, verbose=0)
model.fit(images[learn], labels[learn], batch_size=64, epochs=52, verbose=0)
late = model.predict(images, verbose=0)

# %%
# The number is called the temperature, and chosen so that the cross-entropy of pictures kept back for it is
# lowest (Guo et al. 2017). Above one it lowers the largest of the ten probabilities.

temperatures = np.linspace(0.5, 6, 56)
losses = [cross_entropy(softmax(late[choose] / one), labels[choose]) for one in temperatures]
temperature = temperatures[np.argmin(losses)]
answers = {
    "few epochs": softmax(early[judge]),
    "many epochs": softmax(late[judge]),
    f"many, divided by {temperature:.1f}": softmax(late[judge] / temperature),
}
for name, probabilities in answers.items():
    right = (probabilities.argmax(axis=1) == labels[judge]).mean()
    print(f"{name:22} sure {probabilities.max(axis=1).mean():.0%}, right {right:.0%}")

# %%
# The bars are intervals: in a bin of few pictures the share says little.

# Alt: Three reliability diagrams. After few epochs the dots lie near the dashed diagonal or above
#   it, after many most lie well below; divided by a temperature they lie near it again.
with figure_style():
    figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.9), sharey=True, layout="constrained")
for ax, (name, probabilities) in zip(axes, answers.items(), strict=True):
    plot_reliability(probabilities, labels[judge], bins=8, ax=ax)
    ax.set(title=name, ylabel="share that is right" if ax is axes[0] else "")

plt.show()
