"""Held-out digits, what the network answers, and every layer for two of them."""

import numpy as np

import cnn_docs


def cases():
    """Return the cases of each kind."""
    digits = cnn_docs.load_digits()
    images = digits.test_images[..., None]
    model = cnn_docs.load_digits_cnn()
    answers = np.asarray(model(images)).argmax(axis=1)
    maps = cnn_docs.feature_maps(model, images[:2])
    return {
        "pictures": [
            "".join(np.base_repr(int(count), 17).lower() for count in image.flat) for image in images
        ],
        "labels": digits.test_labels.tolist(),
        "answers": answers.tolist(),
        "maps": [
            {
                name: [round(float(v), 7) for v in values[i].flat]
                for name, values in maps.items()
                if name != "dropout"
            }
            for i in (0, 1)
        ],
    }
