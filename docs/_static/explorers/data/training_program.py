"""The training that the explorer shows, in NumPy; it is printed beside it from here on."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnn_docs import load_digits

DIGITS = load_digits()
KERNELS, HELD_OUT = 8, 400
FACTORS = {"he": 1, "small": 0.01, "large": 10, "zeros": 0}
LEAKS = {"relu": 0, "leaky_relu": 0.2}


def bound_of(start, inputs, outputs):
    """How far from 0 the first weights of a layer may lie."""
    if start == "glorot":
        return np.sqrt(6 / (inputs + outputs))
    return FACTORS[start] * np.sqrt(6 / inputs)


def first_weights(start, rng):
    """Kernels of 3x3 and their biases, dense weights and their biases."""
    kernel, dense = bound_of(start, 9, 9 * KERNELS), bound_of(start, 16 * KERNELS, 10)
    return [
        rng.uniform(-kernel, kernel, (3, 3, KERNELS)),
        np.zeros(KERNELS),
        rng.uniform(-dense, dense, (16 * KERNELS, 10)),
        np.zeros(10),
    ]


def forward(weights, images, leak, kept=1.0):
    """Windows of the images, sums of the kernels, the place of the largest of each 2x2, units, scores."""
    kernel, bias, dense, dense_bias = weights
    windows = sliding_window_view(np.pad(images, ((0, 0), (1, 1), (1, 1))), (3, 3), axis=(1, 2))
    sums = np.tensordot(windows, kernel, 2) + bias
    active = np.where(sums > 0, sums, leak * sums)
    blocks = active.reshape(-1, 4, 2, 4, 2, KERNELS).swapaxes(2, 3)
    blocks = blocks.reshape(-1, 4, 4, 4, KERNELS)
    winners = blocks.argmax(axis=3, keepdims=True)
    units = np.take_along_axis(blocks, winners, axis=3).reshape(len(images), -1) * kept
    return windows, sums, winners, units, units @ dense + dense_bias


def loss_and_shares(scores, labels):
    """Mean of -log p of the right digits, and all probabilities."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    total = grown.sum(axis=1, keepdims=True)
    right = scores[np.arange(len(labels)), labels]
    return np.mean(np.log(total[:, 0]) + scores.max(axis=1) - right), grown / total


def loss_and_gradients(weights, leak, images, labels, kept):
    """Loss of a batch, and its gradient for each of the weights."""
    windows, sums, winners, units, scores = forward(weights, images, leak, kept)
    loss, shares = loss_and_shares(scores, labels)
    back = (shares - np.eye(10)[labels]) / len(labels)
    to_units = (back @ weights[2].T * kept).reshape(-1, 4, 4, 1, KERNELS)
    to_blocks = np.zeros((len(images), 4, 4, 4, KERNELS))
    np.put_along_axis(to_blocks, winners, to_units, axis=3)  # the largest gets all of it
    to_sums = to_blocks.reshape(-1, 4, 4, 2, 2, KERNELS).swapaxes(2, 3).reshape(sums.shape)
    to_sums = to_sums * np.where(sums > 0, 1, leak)
    kernel = np.tensordot(windows, to_sums, ((0, 1, 2), (0, 1, 2)))
    return loss, [kernel, to_sums.sum(axis=(0, 1, 2)), units.T @ back, back.sum(axis=0)]


def change_of(setting, gradient, memory):
    """What a step adds to some weights; the memory follows."""
    rate = setting["rate"]
    memory["steps"] += 1
    if setting["optimiser"] == "sgd":
        return -rate * gradient
    if setting["optimiser"] == "momentum":
        memory["first"] = 0.9 * memory["first"] - rate * gradient
        return memory["first"]
    memory["first"] = memory["first"] + (gradient - memory["first"]) * (1 - 0.9)
    memory["second"] = memory["second"] + (gradient**2 - memory["second"]) * (1 - 0.999)
    scaled = rate * np.sqrt(1 - 0.999 ** memory["steps"]) / (1 - 0.9 ** memory["steps"])
    return -scaled * memory["first"] / (np.sqrt(memory["second"]) + 1e-7)


def order_of(setting, labels, rng):
    """Indices of the pictures for one epoch."""
    if setting["order"] == "shuffled":
        return rng.random(len(labels)).argsort(kind="stable")
    return labels.argsort(kind="stable") if setting["order"] == "sorted" else np.arange(len(labels))


def learnt_part(setting, seed):
    """The pictures to learn from, and their labels, right or mixed up."""
    count, labels = setting["pictures"], DIGITS.train_labels
    if setting["labels"] == "shuffled":
        labels = labels[np.random.default_rng(seed + 1).random(len(labels)).argsort(kind="stable")]
    return DIGITS.train_images[:count] / 16.0, labels[:count]


def answer(scores):
    """Digit with the largest score; where only the last bits differ, the first."""
    return (scores >= scores.max(axis=-1, keepdims=True) - 1e-9).argmax(axis=-1)


def scored(weights, leak, images, labels):
    """Loss, and share of right answers."""
    scores = forward(weights, images, leak)[-1]
    return loss_and_shares(scores, labels)[0], np.mean(answer(scores) == labels)


def record(weights, setting, seed, last):
    """What there is after an epoch."""
    held_out = DIGITS.test_images[:HELD_OUT] / 16.0, DIGITS.test_labels[:HELD_OUT]
    parts = learnt_part(setting, seed), held_out
    scores = [score for part in parts for score in scored(weights, setting["leak"], *part)]
    return {"scores": scores, "weights": weights, "last": last}


def train(steps, seed, start, leak, plan):
    """Train by a plan of what is set at which step; return what there is after each epoch and at the end."""
    rng, setting, order, last = np.random.default_rng(seed), plan[0] | {"leak": leak}, None, None
    weights = first_weights(start, rng)
    history = [record(weights, setting, seed, last)]
    for step in range(steps):
        new = plan.get(step, {})
        setting |= new
        if {"pictures", "labels", "order"} & set(new):
            images, labels = learnt_part(setting, seed)
            order = None
        if "optimiser" in new:
            memories = [{"steps": 0, "first": 0.0, "second": 0.0} for _ in weights]
        if order is None:
            order, at = order_of(setting, labels, rng), 0
        batch = order[at : at + (setting["batch"] or len(order))]
        kept = np.ones((len(batch), 16 * KERNELS))
        if setting["dropout"]:  # each picture has a mask of its own
            kept = (rng.random(kept.shape) >= setting["dropout"]) / (1 - setting["dropout"])
        learnt = images[batch], labels[batch], kept
        loss, gradients = loss_and_gradients(weights, leak, *learnt)
        changes = [change_of(setting, *both) for both in zip(gradients, memories, strict=True)]
        changed = [values + change for values, change in zip(weights, changes, strict=True)]
        if not all(np.isfinite(values).all() for values in changed):
            return history, {"weights": weights, "last": last, "broken": step + 1}
        last = {"step": step + 1, "loss": loss, "gradient": gradients[0], "change": changes[0]}
        last |= {"before": weights, "batch": learnt}
        weights = changed
        at += len(batch)
        if at >= len(order):
            history.append(record(weights, setting, seed, last))
            order = None
    return history, {"weights": weights, "last": last, "broken": None}
