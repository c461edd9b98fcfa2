"""Digits in few bytes: each value by a range coder, from how often it followed on values around it.

``lib/digit-code.js`` reads it. The coder is the carryless one of Subbotin (1999); the model counts, for each
value from 0 to 16, how often it stood at this place of this digit, and after such neighbours.
"""

import base64

import numpy as np

VALUES = 17
PLACES = 64
LEVELS = [0, *[1] * 5, *[2] * 6, *[3] * 5]  # paper, light, dark, ink
WEIGHTS = (4, 20, 30)
TOP, BOTTOM, MASK = 1 << 24, 1 << 16, (1 << 32) - 1


def coded(images, labels):
    """Text of digits of shape (N, 8, 8), whose labels are known to the reader."""
    counts = [
        np.zeros((10 * PLACES, VALUES), int),
        np.zeros((64 * PLACES, VALUES), int),
        np.zeros((160 * PLACES, VALUES), int),
    ]
    coder = Coder()
    for image, label in zip(images.astype(int).reshape(-1, PLACES), labels, strict=True):
        for place, value in enumerate(image):
            rows = [table[at] for table, at in zip(counts, contexts(image, place, label), strict=True)]
            chances = 1 + sum(weight * row for weight, row in zip(WEIGHTS, rows, strict=True))
            coder.put(int(chances[:value].sum()), int(chances[value]), int(chances.sum()))
            for row in rows:
                row[value] += 1
    return base64.b64encode(coder.end()).decode()


def contexts(image, place, label):
    """Rows of the three tables that hold for a place."""
    row, column = divmod(place, 8)
    above = LEVELS[image[place - 8]] if row else 0
    left = LEVELS[image[place - 1]] if column else 0
    beside = LEVELS[image[place - 7]] if row and column < 7 else 0
    near = above * 4 + left
    return label * PLACES + place, (near * 4 + beside) * PLACES + place, (label * 16 + near) * PLACES + place


class Coder:
    """A range coder that gives bytes."""

    def __init__(self):
        self.low, self.range, self.bytes = 0, MASK, bytearray()

    def put(self, below, chance, total):
        """Code a value with that share of the total, above those below it."""
        part = self.range // total
        self.low = (self.low + below * part) & MASK
        self.range = part * chance
        while self.is_settled():
            self.bytes.append(self.low >> 24)
            self.low = (self.low << 8) & MASK
            self.range = (self.range << 8) & MASK

    def is_settled(self):
        """Tell whether the first byte is known; a range that became too small is cut so that it is."""
        if (self.low ^ ((self.low + self.range) & MASK)) < TOP:
            return True
        if self.range < BOTTOM:
            self.range = -self.low & (BOTTOM - 1)
            return True
        return False

    def end(self):
        """Return all bytes."""
        return bytes(self.bytes + self.low.to_bytes(4, "big"))
