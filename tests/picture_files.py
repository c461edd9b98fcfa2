"""Write the files that tests of picture folders read."""

import numpy as np
from PIL import Image


def save(path, values, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values)).save(path, **options)
