"""Loss and right answers over ten epochs, and the kernels before and after."""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs.palette import LIGHT, SIGNED_COLORMAP

from . import data, option_rows, shown, words

EPOCHS = 10
NUMBERS = {"rate", "batch", "dropout", "pictures"}
SETTINGS = ("rate", "batch", "optimiser", "dropout", "pictures", "labels", "order")


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    history, end = trained(state)
    scores = np.array([entry["scores"] for entry in history], dtype=float)
    text = words("training")["static"]
    figure = drawn(scores, [history[0]["weights"][0], end["weights"][0]], words("training"))
    rows = list(option_rows("training", state, (*SETTINGS, "start", "activation")))
    for epoch in sorted({0, 1, 5, len(history) - 1} & set(range(len(history)))):
        losses, rights = scores[epoch, [0, 2]], 100 * scores[epoch, [1, 3]]
        rows.append((text["loss"].format(epoch=epoch), ", ".join(shown(loss, 3) for loss in losses)))
        rows.append((text["right"].format(epoch=epoch), ", ".join(map(tenths, rights))))
    return figure, text["alt"].format(epochs=len(history) - 1), rows


def tenths(percent):
    """With one decimal as the page has it: half of the last one is rounded up, and quarters are exact."""
    return f"{np.floor(10 * percent.round(6) + 0.5) / 10:.1f}"


def trained(state):
    """What the program beside the explorer gives after some epochs of these settings."""
    space = {}
    exec(data("training")["python"], space)
    setting = {name: value(name, state[name]) for name in SETTINGS}
    steps = EPOCHS * -(-setting["pictures"] // (setting["batch"] or setting["pictures"]))
    leak = space["LEAKS"][state["activation"]]
    return space["train"](steps, state["seed"], state["start"], leak, {0: setting})


def value(name, text):
    """What the text of a setting stands for."""
    if text == "all":
        return 0
    return float(text) if name in NUMBERS and "." in text else int(text) if name in NUMBERS else text


def drawn(scores, kernels, texts):
    """Figure of the curves and of the kernels."""
    figure = plt.figure(figsize=(7, 4.2), layout="constrained")
    curves, pictures = figure.subfigures(2, 1, height_ratios=(3, 1.5))
    for axes, columns, factor, label in zip(
        curves.subplots(1, 2), ((0, 2), (1, 3)), (1, 100), (texts["loss"], texts["accuracy"]), strict=True
    ):
        axes.plot(factor * scores[:, columns[0]], "--", color=LIGHT["output"], label=texts["keys"]["learnt"])
        axes.plot(
            factor * scores[:, columns[1]],
            color=LIGHT["highlight"],
            label=texts["keys"]["held"].format(count=400),
        )
        axes.set(title=label, xlabel=texts["epochs"], ylim=(0, None))
    axes.legend(fontsize="small")
    bound = max(abs(values).max() for values in kernels) or 1
    for row, values in zip(pictures.subplots(2, values_count(kernels)), kernels, strict=True):
        for axes, kernel in zip(row, np.moveaxis(values, -1, 0), strict=True):
            axes.imshow(kernel, cmap=SIGNED_COLORMAP, vmin=-bound, vmax=bound)
            axes.set_axis_off()
    return figure


def values_count(kernels):
    """How many kernels there are."""
    return kernels[0].shape[-1]
