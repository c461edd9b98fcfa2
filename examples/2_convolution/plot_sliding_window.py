"""
The sliding window as an animation
==================================

The window visits every place, row by row, and each visit fills one cell of the output. The borders are repeated here, so that the
output is as large as the input; with zeros around it, the first cell would be 23 and not 9.
"""

import numpy as np

from cnn_docs import KERNELS, animate_convolution, correlate

picture = np.array(
    [
        [7, 6, 5, 5, 6, 7],
        [6, 4, 3, 3, 4, 6],
        [5, 3, 9, 9, 3, 5],
        [5, 3, 9, 9, 3, 5],
        [6, 4, 3, 3, 4, 6],
        [7, 6, 5, 5, 6, 7],
    ]
)

# Alt: A three by three window moves over a six by six picture; each of the 36 steps fills one cell of the output.
animation = animate_convolution(picture, KERNELS["sharpen"], padding="edge")
animation

# %%
# The corner under each padding that keeps the size.

for padding in ("edge", "same"):
    print(padding, correlate(picture, KERNELS["sharpen"], padding=padding)[0, 0])
