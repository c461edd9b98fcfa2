"""The data of the explorer `training`: the Python beside it; and the digits, which others show, too."""

from pathlib import Path

import numpy as np
from digit_code import coded

PROGRAM = Path(__file__).parents[2] / "docs" / "_static" / "explorers" / "data" / "training_program.py"

# After the functions and what the page fills in: all that is on the screen.
SHOWN = """\
history, end = train(steps, seed, start, leak, plan)
for epoch, entry in enumerate(history):
    learnt_loss, learnt_right, held_loss, held_right = entry["scores"]
    print(f"epoch {epoch}: loss {learnt_loss:.4g} and {held_loss:.4g},", end=" ")
    print(f"right {100 * learnt_right:.2f} % and {100 * held_right:.2f} %")
if end["broken"]:
    print(f"step {end['broken']}: a weight is no finite number any more")
entry = end if look is None else history[look]
if entry["last"]:
    last = entry["last"]
    print(f"step {last['step']}: loss of its batch {last['loss']:.4g}")
    print(f"gradient {last['gradient'][weight]:.4g}, change {last['change'][weight]:.4g}")
    images, labels, kept = (values[picture : picture + 1] for values in last["batch"])
    part = loss_and_gradients(last["before"], leak, images, labels, kept)[1][0][weight]
    print(f"picture {picture}, a {labels[0]}: part of the gradient {round(part, 9) + 0:.4g}")
    off = np.flatnonzero(kept[0] == 0)
    print(f"off {len(off)} of {kept.size} units, of this kernel", *off[off % KERNELS == weight[2]] // KERNELS)
print(f"weight {entry['weights'][0][weight]:.4g}")
scores = forward(entry["weights"], np.array([counts]).reshape(1, 8, 8) / 16.0, leak)[-1]
shares = loss_and_shares(scores, [0])[1][0]
print(f"reads {answer(scores[0])}, with {100 * shares.max():.1f} %")
"""


def source():
    """Text of the program, as readers see it."""
    return PROGRAM.read_text(encoding="utf-8").split('"""', 2)[2].strip()


def program():
    """Functions of the program by their names."""
    space = {}
    exec(source(), space)
    return space


def training():
    """The program, and one held-out digit of each kind."""
    import cnn_docs

    labels = cnn_docs.load_digits().test_labels
    indices = [int(np.flatnonzero(labels == label)[0]) for label in range(10)]
    return {"python": source(), "shown": SHOWN, "indices": indices}


def all_digits():
    """Digits that are learnt and held-out ones behind them, as text, with their labels."""
    import cnn_docs

    digits = cnn_docs.load_digits()
    chosen = np.r_[digits.train, digits.test[: program()["HELD_OUT"]]]
    labels = digits.labels[chosen]
    return {
        "learnt": len(digits.train),
        "labels": "".join(map(str, labels)),
        "values": coded(digits.images[chosen], labels),
    }
