"""
The sliding window as an animation
==================================

In which order does a convolution fill its output? The window visits every place, row by row, and each visit
fills one cell. The borders are repeated here, so that the output is as large as the input: thirty-six
steps. ``animation.save("window.gif")`` keeps the result in a file.
"""

# sphinx_gallery_thumbnail_number = 2

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, animate_convolution, correlate, plot_convolution

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
kernel = KERNELS["sharpen"]

# Alt: A framed window of three by three cells moves over a six by six picture, row by row, and at each of
#   its thirty-six places fills one cell of the output, from 9 in the first corner to 9 in the last.
animation = animate_convolution(picture, kernel, padding="edge")

# %%
# The first step with its arithmetic. Two rows and two columns of the window lie inside the picture, the
# others repeat the border. With zeros instead, as in Keras, the corner would be 23.

# Alt: The window at the upper left corner, partly in the dashed cells of the repeated border; five times 7,
#   less 7, 7, 6 and 6, is 9.
plot_convolution(picture, kernel, padding="edge", position=(0, 0))

for padding in ("edge", "same"):
    print(padding, correlate(picture, kernel, padding=padding)[0, 0])

plt.show()
