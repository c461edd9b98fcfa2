"""The data of the explorer `threshold`: pictures, their scores, and the Python that gives them beside it."""

import contextlib
import io
from pathlib import Path

import numpy as np

PROGRAM = Path(__file__).parents[2] / "docs" / "_static" / "explorers" / "data" / "threshold_program.py"
SETTING = "threshold, prevalence = 0.5, 0.5\n"  # the line that the page fills in


def source():
    """Text of the program before and after the line that the page fills in."""
    text = PROGRAM.read_text(encoding="utf-8").split('"""', 2)[2].strip()
    before, after = text.split(SETTING)
    return before, after


def names(threshold=0.5, prevalence=0.5):
    """What the program calls its values, at this setting."""
    before, after = source()
    space = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(before, space)
        space |= {"threshold": threshold, "prevalence": prevalence}
        exec(after, space)
    return space


def threshold():
    """Pictures of both kinds, their scores in thousandths, and the program."""
    space = names()
    before, after = source()
    return {
        "negatives": int((~space["is_nine"]).sum()),
        "scores": [round(1000 * score) for score in space["scores"].tolist()],
        "values": packed(space["digits"].images[space["shown"]]).tolist(),
        "before": before,
        "after": after,
    }


def packed(images):
    """Pictures in four of the seventeen greys, enough for so small ones; three values make one number.

    What has the same place in all pictures stands together, so that it compresses well.
    """
    greys = np.round(images * 3 / 16).astype(int).reshape(-1, 64).T.ravel()
    return np.append(greys, [0] * (-len(greys) % 3)).reshape(-1, 3) @ (1, 4, 16)
