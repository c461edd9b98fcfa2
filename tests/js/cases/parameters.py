"""Output sizes, paddings, parameters, multiply-adds and receptive fields."""

import itertools

import cnn_docs

from .convolution import PADDINGS, SLIDINGS


def cases():
    """Return the cases of each kind."""
    return {"conv": convolutions(), "dense": denses(), "field": fields()}


def convolutions():
    """Output sizes, padding, parameters and multiply-adds."""
    for size, kernel_size, (stride, dilation) in itertools.product(
        [6, 7, 28, 32, 224], [1, 2, 3, 5, 7], SLIDINGS
    ):
        for padding in PADDINGS:
            options = {"stride": stride, "padding": padding, "dilation": dilation}
            try:
                output = cnn_docs.output_size(size, kernel_size, **options)
            except ValueError:
                continue
            channels, filters = 3, 8 + size % 5
            yield {
                "size": size,
                "kernelSize": kernel_size,
                "options": options,
                "channels": channels,
                "filters": filters,
                "output": output,
                "padding": cnn_docs.padding_amounts(size, kernel_size, **options),
                "parameters": cnn_docs.conv_parameters(kernel_size, channels, filters),
                "multiplyAdds": cnn_docs.conv_multiply_adds((output, output), kernel_size, channels, filters),
            }


def denses():
    """Parameters of dense layers."""
    for inputs, units in itertools.product([1, 50, 1152], [1, 10, 64]):
        yield {"inputs": inputs, "units": units, "parameters": cnn_docs.dense_parameters(inputs, units)}


def fields():
    """Receptive fields of chains of layers."""
    chains = [
        [(3, 1, 1)],
        [(3, 1, 1), (3, 1, 1)],
        [(3, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)],
        [(3, 1, 2), (3, 1, 3)],
    ]
    for chain in chains:
        yield {"layers": chain, "size": cnn_docs.receptive_field(chain).size[0]}
