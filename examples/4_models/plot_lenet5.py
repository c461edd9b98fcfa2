"""
LeNet-5 against its paper's numbers
===================================

Does LeNet-5 of 1998, written with the layers of today, have the parameters that its paper counts? Three of
six layers agree to the last weight. Look at the other three and the output: pooling had weights then, all
filters of C3 but one read only some of the maps, and the weights of the output were set by hand.
"""

import math

import matplotlib.pyplot as plt

from cnn_docs import build_lenet5, figure_style, layer_table, plot_architecture
from cnn_docs.palette import LIGHT

table = layer_table(build_lenet5())

# Alt: Nine blocks in two lines, to scale: a picture of :num:`32 by 32 <shapes["image"][:2]>` pixels, maps of
#   :num:`28, 14, 10, 5 and 1 <[shapes[name][0] for name in list(paper)[:5]]>` pixels a side, a vector of
#   :num:`120 <shapes["flatten"]>` values, a dense layer of :num:`84 <shapes["F6"]>` and ten outputs.
plot_architecture(table)

# %%
# The paper: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition",
# Proc. IEEE 86(11) (1998), section II.B.

paper = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48120, "F6": 10164, "output": 0}
today = {row.name: row.parameters for row in table.rows if row.name in paper}

# %%
# Where the two points lie on each other, the layer has not changed.

# Alt: For each of seven layers a point for the paper and one for today: C1 :num:`156 <today["C1"]>`, C5
#   :num:`48,120 <today["C5"]>` and F6 :num:`10,164 <today["F6"]>` agree; S2 has :num:`12 <paper["S2"]>` and
#   S4 :num:`32 <paper["S4"]>` in the paper and none today; C3 grows from
#   :num:`1,516 to 2,416 <paper["C3"], today["C3"]>` and the output from none to :num:`850 <today["output"]>`.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 3), layout="constrained")
    ax.hlines(list(paper), list(paper.values()), list(today.values()), color=LIGHT["muted"], linewidth=1)
    ax.plot(list(paper.values()), list(paper), "o", color=LIGHT["kernel"], markersize=9, label="paper, 1998")
    ax.plot(list(today.values()), list(paper), "o", color=LIGHT["ink"], markersize=4, label="today")
    ax.set_xscale("symlog", linthresh=10)
    ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set(xlabel="parameters (logarithmic from 10 on)", xlim=(-1, 2e5), ylim=(6.6, -0.6))
    figure.legend(loc="outside upper right", ncols=2)

# %%
# The numbers and their sums.

for name, count in paper.items():
    print(f"{name:7} paper {count:7,}  today {today[name]:7,}  difference {today[name] - count:+6,}")
print(f"{'sum':7} paper {sum(paper.values()):7,}  today {table.parameters:7,}")

# %%
# The paper counts connections as well, :num:`340,908 <sum(connections.values())>` of them. All places of a
# map share its parameters, but each has connections of its own. A value of S2 or S4 reads four values and a
# bias; the output has no bias.

shapes = {row.name: row.output_shape for row in table.rows}
connections = {name: paper[name] * math.prod(shapes[name][:2]) for name in ("C1", "C3", "C5")}
connections |= {name: (4 + 1) * math.prod(shapes[name]) for name in ("S2", "S4")}
connections |= {"F6": paper["F6"], "output": shapes["F6"][0] * shapes["output"][0]}

for name in paper:
    print(f"{name:7} {connections[name]:7,}")
print(f"{'sum':7} {sum(connections.values()):7,}")

plt.show()
