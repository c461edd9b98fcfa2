"""
The sliding window as an animation
==================================

In which order does a convolution fill its output? The window visits every place, row by row, and each visit
fills one cell. The borders are repeated here, so that the output is as large as the input: thirty-six
steps, which you play, or take one by one. With ``format="gif"``, ``animation.save("window.gif")`` keeps a
moving picture in a file.
"""

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
#   its thirty-six places fills one cell of the output, from :num:`9 <repeated[0, 0]>` in the first corner to
#   :num:`9 <repeated[-1, -1]>` in the last.
animation = animate_convolution(picture, kernel, padding="edge", format="html")
repeated, zeros = (correlate(picture, kernel, padding=padding) for padding in ("edge", "same"))

# %%
# The first step with its arithmetic. Two rows and two columns of the window lie inside the picture, the
# others repeat the border. With zeros instead, as in Keras, the corner would be :num:`23 <zeros[0, 0]>`.

# Alt: The window at the upper left corner, partly in the dashed cells of the repeated border; five times
#   :num:`7 <picture[0, 0]>`, less :num:`7, 7, 6 and 6 <picture[[0, 0, 0, 1], [0, 0, 1, 0]]>`, is
#   :num:`9 <repeated[0, 0]>`.
plot_convolution(picture, kernel, padding="edge", position=(0, 0))

print("repeated borders:", repeated[0, 0])
print("zeros:           ", zeros[0, 0])

plt.show()
