"""
Convolution or cross-correlation?
=================================

Does the kernel lie on the picture as it is written? In deep learning it does, and the result is called
cross-correlation in mathematics, whose convolution flips the kernel first. A single bright pixel shows the
difference: used as it is written, the kernel appears in the output turned by half a turn; flipped first, it
appears there as it is written.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy import signal

from cnn_docs import KERNELS, correlate, plot_convolution

picture = np.zeros((5, 5))
picture[2, 2] = 1
start = np.arange(1.0, 10.0).reshape(3, 3)

# %%
# What ``Conv2D`` computes. At the first place, the bright pixel lies under the last weight.

# Alt: A five by five picture with a single one in the middle; the kernel with the numbers
#   :num:`1 to 9 <start[0, 0], start[2, 2]>`, not flipped, gives an output with the numbers
#   :num:`9 to 1 <correlate(picture, start)[[0, 2], [0, 2]]>`.
plot_convolution(picture, start, position=(0, 0))

# %%
# What mathematics and SciPy call a convolution: the same with the kernel turned upside down and back to
# front.

turned = start[::-1, ::-1]
print("equal to SciPy:", np.allclose(correlate(picture, turned), signal.convolve2d(picture, start, "valid")))

# Alt: The same picture and the flipped kernel, :num:`9 to 1 <turned[[0, 2], [0, 2]]>`, give an output with
#   the numbers :num:`1 to 9 <correlate(picture, turned)[[0, 2], [0, 2]]>`.
plot_convolution(picture, turned, position=(0, 0))

# %%
# This edge kernel changes its sign when it is flipped; one that half a turn leaves as it is, such as
# sharpening, gives the same either way. A network that learns its kernels does not mind.

for name in ("horizontal_edges", "sharpen"):
    kernel = KERNELS[name]
    flipped = kernel[::-1, ::-1]
    same, opposite = np.array_equal(flipped, kernel), np.array_equal(flipped, -kernel)
    print(f"{name}: flipped, it is {'the same' if same else 'its negative' if opposite else 'another one'}")

plt.show()
