"""
Does the explanation depend on the network?
===========================================

Does a plausible map show the network, or only the edges of the picture? The sanity check of Adebayo et al.
(2018): replace the trained weights by random ones, layer by layer from the output down, and explain again. A
map that is about what the network learned has to change. Look at which lines fall, and how soon: one that
stayed high would explain the picture, not the network.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, grad_cam, load_digits, load_digits_cnn, occlusion, plot_heatmap, saliency

images = load_digits().test_images[20:70, ..., np.newaxis]
trained = load_digits_cnn()
targets = np.asarray(trained(images)).argmax(axis=1)
explanations = {
    "saliency": lambda model: saliency(model, images, target=targets),
    "grad_cam": lambda model: grad_cam(model, images, target=targets, layer="conv_2"),
    "occlusion": lambda model: occlusion(model, images, target=targets, patch_size=2, fill=0, score="logit"),
}

# %%
# A clone has the same layers with new random weights. It gets the trained weights of all but the last few.

keras.utils.set_random_seed(0)
random = keras.models.clone_model(trained)
names = [layer.name for layer in trained.layers if layer.weights]
stages = {"trained": []} | {
    f"+ {name}": names[-depth:] for depth, name in enumerate(reversed(names), start=1)
}


def mixture(randomised):
    """Return the network with the weights of some layers replaced by random ones."""
    model = keras.models.clone_model(trained)
    for layer in model.layers:
        layer.set_weights(
            (random if layer.name in randomised else trained).get_layer(layer.name).get_weights()
        )
    return model


# %%
# Each explanation of each network. The first panel is the trained one; look for what is left of it.

maps = {
    name: [explain(mixture(layers)) for layers in stages.values()] for name, explain in explanations.items()
}

# Alt: The saliency of one digit for the trained network and for networks with more and more random
#   layers: the bright pixels move and the values shrink until nothing of the first map is left.
with figure_style():
    figure, axes = plt.subplots(2, 3, figsize=(5.2, 3.2), layout="constrained")
    for ax, stage, heats in zip(axes.flat, stages, maps["saliency"], strict=True):
        plot_heatmap(heats[0], ax=ax)
        ax.set_title(stage)

# %%
# The mean rank correlation with the map of the trained network.


def ranks(heats):
    """Return the rank of each pixel in its map."""
    return heats.reshape(len(heats), -1).argsort(axis=1).argsort(axis=1)


# Alt: Three falling lines from one at the trained network: the correlation with its maps, as more layers
#   are random.
with figure_style():
    figure, ax = plt.subplots(figsize=(5.2, 3.2), layout="constrained")
    for (name, found), marker in zip(maps.items(), "os^", strict=True):
        pairs = [zip(ranks(found[0]), ranks(heats), strict=True) for heats in found]
        line = [np.mean([np.corrcoef(*pair)[0, 1] for pair in each]) for each in pairs]
        ax.plot(list(stages), line, marker=marker, label=name)
    ax.set(
        xlabel="layers with random weights, from the output down",
        ylabel="rank correlation",
        ylim=(-0.2, 1.05),
    )
    ax.legend()

plt.show()
