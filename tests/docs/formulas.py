r"""The symbolic formulas of pages and docstrings, each with the function that it describes.

A formula on a page has to stand here as it stands there. Here each of its sides is compared with the
function on random values, so a wrong digit or sign fails in both places. To add one, write it with a
function of its symbols; the symbols' values are drawn by `DRAW`.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from symbols import matrix, normal, values_of

import cnn_docs
from cnn_docs import (
    ACTIVATIONS,
    conv_parameters,
    dense_parameters,
    output_size,
    padding_amounts,
    receptive_field,
    softmax,
)

DRAWS = 200


def whole(low, high):
    """Return what draws a whole number."""
    return lambda rng: int(rng.integers(low, high, endpoint=True))


DRAW = {
    **dict.fromkeys(("n", "size"), whole(20, 60)),
    **dict.fromkeys(("k", "kernel_size", "height", "width"), whole(1, 5)),
    **dict.fromkeys(("inputs", "units", "s", "stride", "j", "step"), whole(1, 4)),
    **dict.fromkeys(("d", "dilation"), whole(1, 4)),
    **dict.fromkeys(("p",), lambda rng: rng.uniform(0.05, 0.95)),
    **dict.fromkeys(("rate",), lambda rng: rng.uniform(0, 0.95)),
    **dict.fromkeys(("b", "x", "z", "R", "G", "B"), lambda rng: rng.uniform(-3, 3)),
    **dict.fromkeys(("x_i", "x_j", "w_i"), lambda rng: rng.uniform(-2, 2, 4)),
}


@dataclass(frozen=True)
class Formula:
    """A formula, the function that it describes, and how its symbols are drawn if not by `DRAW`."""

    text: str
    function: object
    draw: object = None

    def values(self, rng):
        """Return the symbols' values of one draw."""
        if self.draw:
            return self.draw(rng)
        names = self.function.__code__.co_varnames[: self.function.__code__.co_argcount]
        return {name: DRAW[name](rng) for name in names}

    def disagreement(self, text=None):
        """Return a message where a side of the formula, or of `text`, is not what the function gives."""
        rng = np.random.default_rng(0)
        for _ in range(DRAWS):
            symbols = self.values(rng)
            try:
                sides = values_of(text or self.text, symbols)
            except (ArithmeticError, LookupError, NameError, SyntaxError, TypeError, ValueError) as error:
                return f"{text or self.text} cannot be read: {type(error).__name__}: {error}"
            wanted = self.function(**symbols)
            if not sides or any(not same(side, wanted) for side in sides):
                return f"{text or self.text} gives {sides}, the function {wanted} for {symbols}"
        return None


def same(side, wanted):
    """Tell whether two values, or arrays of them, are equal but for rounding."""
    side, wanted = np.asarray(side, float), np.asarray(wanted, float)
    return side.shape == wanted.shape and np.allclose(side, wanted, rtol=1e-9, atol=1e-9)


def convolved(rng):
    """Return sizes of a convolution: size, padding, kernel, stride or dilation above one."""
    n, k, padding = whole(20, 60)(rng), whole(1, 5)(rng), rng.choice(["valid", "same"])
    s, d = (whole(1, 4)(rng), 1) if rng.random() < 0.5 else (1, whole(1, 4)(rng))
    added = sum(padding_amounts(n, k, stride=s, dilation=d, padding="same")) if padding == "same" else 0
    return {"n": n, "k": k, "s": s, "d": d, "p": added, "K": extent(k, d), "padding": str(padding)}


def extent(k, d):
    """Return how many pixels a dilated kernel spans: what is lost without padding, and one."""
    return 61 - output_size(60, k, dilation=d)


def convolution(n, k, s, d, padding, **_):
    """Return the size of the map by the package."""
    return output_size(n, k, stride=s, dilation=d, padding=padding)


def before_stride(n, k, d, p, **_):
    """Return the places at which a window starts, but for the first one."""
    return n + p - extent(k, d)


def sizes(rng):
    """Return the symbols of the docstrings of `geometry`."""
    drawn = {**convolved(rng), "padding": "same"}
    size, kernel, stride, dilation = (drawn[name] for name in "nksd")
    output = output_size(size, kernel, stride=stride, dilation=dilation, padding="same")
    e = extent(kernel, dilation)
    return {
        "added": sum(padding_amounts(size, kernel, stride=stride, dilation=dilation, padding="same")),
        **{"size": size, "kernel_size": kernel, "stride": stride, "dilation": dilation, "e": e},
        "output": output,
    }


def grown(e, j):
    """Return by how much a layer of an extent enlarges the field behind strides with a product."""
    return receptive_field([(1, j, 1), (e, 1, 1)]).size[0] - receptive_field([(1, j, 1)]).size[0]


def middle(offset, size):
    """Return the middle of the rows of a field."""
    return np.mean(range(offset, offset + size))


def windows(rng):
    """Return the field of a layer with padding, and the number of one of its rows."""
    field = receptive_field([(whole(1, 5)(rng), whole(1, 4)(rng), 1, whole(0, 3)(rng))])
    return {"offset": field.offset, "stride": field.stride, "i": whole(0, 9)(rng)}


def first_row(offset, stride, i):
    """Return the first row of the i-th of the windows that are laid out from an offset on."""
    return range(offset[0], 99, stride[0])[i]


def layers(rng):
    """Return weights and biases of two layers, and an input."""
    names = {"x": (1, 3), "W_1": (3, 4), "b_1": (1, 4), "W_2": (4, 2), "b_2": (1, 2)}
    return {name: matrix(rng.normal(size=shape)) for name, shape in names.items()}


def filters(rng):
    """Return the sizes of a convolution's kernels, divisible by its groups."""
    groups = whole(1, 3)(rng)
    shape = {name: whole(1, 5)(rng) for name in ("height", "width")}
    return {**shape, "channels": groups * whole(1, 4)(rng), "groups": groups, "filters": groups * 2}


def parameters_of(height, width, channels, groups, filters):
    """Return the parameters of a convolution by the package."""
    return conv_parameters((height, width), channels=channels, filters=filters, groups=groups)


def survivor(rate):
    """Return what a one becomes that survives dropout."""
    return cnn_docs.dropout(np.ones(2000), rate, seed=0).max()


def variance(name, n):
    """Return the variance that one of Keras's initializers gives the weights of n inputs."""
    import keras

    return getattr(keras.initializers, name)().scale / n


def brightness(R, G, B):  # noqa: N803 - as in the docstring
    """Return the brightness of a colour by scikit-image, which the package uses."""
    from skimage.color import rgb2gray

    return rgb2gray(np.array([[[R, G, B]]]))[0, 0]


def two_layers(**symbols):
    """Return what two linear layers give, with biases where there are some."""
    x, first, second = (np.asarray(symbols[name]) for name in ("x", "W_1", "W_2"))
    return (x @ first + np.asarray(symbols.get("b_1", 0))) @ second + np.asarray(symbols.get("b_2", 0))


def without_biases(rng):
    """Return the weights of two layers, and an input."""
    return {name: value for name, value in layers(rng).items() if not name.startswith("b")}


FORMULAS = [
    Formula(
        r"z = \sum_i w_i\,x_i + b, \qquad a = f(z)",
        lambda w_i, x_i, b: cnn_docs.neuron(x_i, w_i, b, activation="linear"),
    ),
    Formula(
        r"f\left(\sum_i w_i x_i + b\right)",
        lambda w_i, x_i, b: cnn_docs.neuron(x_i, w_i, b, activation="relu"),
    ),
    Formula(r"(\text{inputs} + 1) \cdot \text{units}", lambda inputs, units: dense_parameters(inputs, units)),
    Formula(r"(x W_1) W_2 = x (W_1 W_2)", two_layers, without_biases),
    Formula(r"(x W_1 + b_1) W_2 + b_2 = x (W_1 W_2) + (b_1 W_2 + b_2)", two_layers, layers),
    Formula(r"\frac{e^{s}}{e^{s} + e^{0}} = \frac{1}{1 + e^{-s}}", lambda s: softmax(np.array([s, 0.0]))[0]),
    Formula(r"\left\lfloor \frac{n + p - d\,(k - 1) - 1}{s} \right\rfloor + 1", convolution, convolved),
    Formula(r"\left\lfloor \frac{n + p - K}{s} \right\rfloor + 1", convolution, convolved),
    Formula(r"K = d\,(k - 1) + 1", lambda k, d: extent(k, d)),
    Formula("d(k-1)+1", lambda k, d: extent(k, d)),
    Formula("d(k-1)j", lambda k, d, j: grown(extent(k, d), j)),
    Formula("n + p - K", before_stride, convolved),
    Formula("2/n", lambda n: variance("HeNormal", n)),
    Formula("1/n", lambda n: variance("LecunNormal", n)),
    Formula("k - 1", lambda k: sum(padding_amounts(60, k, padding="same"))),
    Formula("1 / (1 + e^{-x})", lambda x: cnn_docs.sigmoid(x)),
    Formula(
        r"e^{x_i} / \sum_j e^{x_j}",
        lambda x_i, **_: softmax(x_i),
        lambda rng: dict.fromkeys(("x_i", "x_j"), rng.normal(size=4)),
    ),
    Formula(
        "0.2125 R + 0.7154 G + 0.0721 B", brightness, lambda rng: dict(zip("RGB", rng.random(3), strict=True))
    ),
    Formula(
        "e = dilation * (kernel_size - 1) + 1", lambda kernel_size, dilation: extent(kernel_size, dilation)
    ),
    Formula(
        "floor((size - e) / stride) + 1",
        lambda size, stride, e, **_: output_size(size, e, stride=stride),
        sizes,
    ),
    Formula("ceil(size / stride)", lambda output, **_: output, sizes),
    Formula("max((output - 1) * stride + e - size, 0)", lambda added, **_: added, sizes),
    Formula("(e - 1) * j", grown, lambda rng: {"e": whole(1, 5)(rng), "j": whole(1, 4)(rng)}),
    Formula(
        "offset + (size - 1) / 2", middle, lambda rng: {"offset": whole(-9, 9)(rng), "size": whole(1, 9)(rng)}
    ),
    Formula("offset[0] + i * stride[0]", first_row, windows),
    Formula("(inputs + 1) * units", lambda inputs, units: dense_parameters(inputs, units)),
    Formula("(height * width * channels / groups + 1) * filters", parameters_of, filters),
    Formula("1 / (1 - rate)", lambda rate: survivor(rate)),
    Formula("-1 / p", lambda p: cnn_docs.cross_entropy_slope([p, 1 - p], 0)[0]),
    Formula("1 / (1 - p)", lambda p: cnn_docs.binary_cross_entropy_slope(p, 0)),
    Formula(r"p\,(1 - p)", lambda p: ACTIVATIONS["sigmoid"].slope(np.log(p / (1 - p)))),
    Formula(r"-\log(p)", lambda p: cnn_docs.cross_entropy([p, 1 - p], 0)),
    Formula("p - 1", lambda p: cnn_docs.softmax_cross_entropy_gradient([np.log(p / (1 - p)), 0.0], 0)[0]),
    Formula("d^2", lambda d: cnn_docs.squared_error(d, 0)),
    Formula("2 d", lambda d: cnn_docs.squared_error_slope(d, 0)),
    Formula(r"-\log(1 - p)", lambda p: cnn_docs.binary_cross_entropy(p, 0)),
]
"""Every formula with symbols that a page or a docstring states; the activations bring their own."""


@cache
def bound():
    """Return the formulas by how they are written, spaces aside."""
    own = [
        Formula(
            entry.formula,
            lambda x, value=entry.value: value(np.float64(x)),
            lambda rng: {"x": rng.uniform(-3, 3)},
        )
        for name, entry in ACTIVATIONS.items()
        if name not in ("linear", "step")
    ]
    return {normal(formula.text): formula for formula in [*FORMULAS, *own]}
