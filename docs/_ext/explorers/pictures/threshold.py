"""Two kinds of picture on a line of scores, cut at a threshold, and the ROC curve."""

import contextlib
import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

from cnn_docs.palette import LIGHT

from . import data, shown, words

CELLS = ("trueNegatives", "falsePositives", "falseNegatives", "truePositives")
THRESHOLDS = (0.3, 0.5, 0.7)
RARE = 1  # percent: where precision is another one
WIDE = 0.042  # of a picture on the line


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    text = words("threshold")["static"]
    now = program(state["threshold"], state["prevalence"])
    rows = []
    for threshold in sorted({*THRESHOLDS, state["threshold"]}):
        rows.extend(rows_of(text, threshold, state["prevalence"]))
    rows.append((text["area"], shown(now["metrics"].roc_auc_score(now["is_nine"], now["scores"]), 4)))
    kinds = {"negatives": int((~now["is_nine"]).sum()), "positives": int(now["is_nine"].sum())}
    return drawn(now, text), text["alt"].format(threshold=shown(state["threshold"]), **kinds), rows


def program(threshold, prevalence):
    """What the Python beside the explorer gives its names."""
    space, parts = {}, data("threshold")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(parts["before"], space)
        space |= {"threshold": threshold, "prevalence": prevalence / 100}
        exec(parts["after"], space)
    return space


def rows_of(text, threshold, prevalence):
    """Counts, rates, and precision at this prevalence and at a small one."""
    now = program(threshold, prevalence)
    counts = dict(zip(CELLS, now["counts"].ravel(), strict=True))
    yield text["at"].format(threshold=shown(threshold)), text["counts"].format(**counts)
    yield text["rates"], f"{now['sensitivity']:.3f}, {now['specificity']:.3f}"
    for share in sorted({prevalence, RARE}, reverse=True):
        precision = program(threshold, share)["precision"]
        value = "0 / 0" if np.isnan(precision) else f"{precision:.3f}"
        yield text["precision"].format(prevalence=shown(share)), value


def drawn(now, text):
    """Figure of the line and of the curve."""
    figure, (line, roc) = plt.subplots(1, 2, figsize=(7.4, 3.8), width_ratios=(5, 3), layout="constrained")
    draw_line(line, now)
    line.set(xlim=(0, 1), yticks=[], xlabel=text["score"])
    across, up, _ = now["metrics"].roc_curve(now["is_nine"], now["scores"], drop_intermediate=False)
    roc.plot(across, up, color=LIGHT["output"], linewidth=2)
    roc.plot([0, 1], [0, 1], ":", color=LIGHT["muted"])
    roc.plot(1 - now["specificity"], now["sensitivity"], "o", color=LIGHT["ink"])
    roc.set(aspect="equal", xlabel=text["falsePositiveRate"], ylabel=text["sensitivity"])
    return figure


def draw_line(axes, now):
    """Draw the pictures on their sides of the line, and what lies on the wrong one of the threshold."""
    pictures = now["digits"].images[now["shown"]]
    reach = 0.5
    for kind, direction in ((~now["is_nine"], 1), (now["is_nine"], -1)):
        scores = now["scores"][kind]
        rows = stacked(scores)
        reach = max(reach, rows.max() + 1)
        for score, row, picture in zip(scores, rows, pictures[kind], strict=True):
            image = OffsetImage(picture, zoom=1.2, cmap="gray_r")
            axes.add_artist(AnnotationBbox(image, (score, direction * (row + 0.6)), frameon=False))
    axes.axhline(0, color=LIGHT["ink"], linewidth=1)
    axes.axvline(now["threshold"], color=LIGHT["highlight"], linewidth=2)
    for sides, direction in (((now["threshold"], 1), 1), ((0, now["threshold"]), -1)):
        axes.fill_between(
            sides, 0, direction * (reach + 0.5), color=LIGHT["positive"], alpha=0.12, linewidth=0
        )
    axes.set_ylim(-reach - 0.5, reach + 0.5)


def stacked(scores):
    """Return the lowest row for each picture in which it lies over no other."""
    rows, ends = np.zeros(len(scores), int), []
    for index in np.argsort(scores, kind="stable"):
        row = next((row for row, end in enumerate(ends) if end <= scores[index]), len(ends))
        ends[row : row + 1] = [scores[index] + WIDE]
        rows[index] = row
    return rows
