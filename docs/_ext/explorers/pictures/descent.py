"""The curve of the loss with some steps on it, and the loss after each."""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import sigmoid
from cnn_docs.palette import LIGHT

from . import option_rows, shown, words

STEPS = 20
CURVES = {
    "square": (lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1)),
    "relu": (
        lambda w: (np.maximum(w + 0.3, 0) - 1) ** 2,
        lambda w: np.where(w + 0.3 > 0, 2 * (w + 0.3 - 1), 0),
    ),
    "log": (
        lambda w: (-np.log(sigmoid(2 * w)) - np.log(sigmoid(-w))) / 2,
        lambda w: (-2 * sigmoid(-2 * w) + sigmoid(w)) / 2,
    ),
    "valleys": (
        lambda w: 0.1 * (w * w - 4) ** 2 + 0.25 * w + 1,
        lambda w: 0.4 * w * (w * w - 4) + 0.25,
    ),
}


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    weights = descent(**{name: state[name] for name in ("curve", "start", "rate", "momentum")})
    loss, slope = CURVES[state["curve"]]
    texts = words("descent")
    rows = list(option_rows("descent", state, ["curve", "rate", "momentum"]))
    for step in (0, 1, 2, 5, STEPS):
        weight = weights[step]
        values = {
            "weight": shown(weight, 4),
            "loss": shown(loss(weight), 4),
            "slope": shown(slope(weight), 4),
        }
        rows.append((texts["static"]["at"].format(step=step), texts["static"]["values"].format(**values)))
    return drawn(loss, weights, texts), texts["static"]["alt"].format(steps=STEPS), rows


def descent(curve, start, rate, momentum, steps=STEPS):
    """Weights of a run: the first one, and the one after each step."""
    weights, change = [start], 0.0
    for _ in range(steps):
        change = momentum * change - rate * float(CURVES[curve][1](weights[-1]))
        weights.append(weights[-1] + change)
    return weights


def drawn(loss, weights, texts):
    """Figure of the curve and of the course."""
    figure, (curve, course) = plt.subplots(1, 2, figsize=(7, 2.8), layout="constrained")
    across = np.linspace(-3, 3, 241)
    losses = [float(loss(weight)) for weight in weights]
    curve.plot(across, loss(across), color=LIGHT["ink"])
    curve.plot(weights, losses, "o-", color=LIGHT["highlight"], markersize=4, linewidth=1)
    curve.set(title=texts["curve"], xlim=(-3, 3), ylim=(0, 6))
    course.plot(losses, color=LIGHT["highlight"])
    course.set(title=texts["course"], ylim=(0, 6))
    return figure
