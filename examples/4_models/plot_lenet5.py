"""
LeNet-5 against its paper's numbers
===================================

LeNet-5 (LeCun, Bottou, Bengio, Haffner 1998) read handwritten digits. Its paper counts 60,000 trainable parameters; the same plan in today's layers has 61,706. Three of six layers
agree to the last one, and the others tell how habits have changed.
"""

from cnn_docs import build_lenet5, layer_table, plot_architecture

table = layer_table(build_lenet5())

# Alt: Blocks to scale: a 32 by 32 picture, maps of 28, 14, 10, 5 and 1 pixels, a dense layer of 84 and ten outputs.
plot_architecture(table)

# %%
# The paper's numbers (section II.B): pooling had weights, C3 was joined to only some of the maps, and the output had none to train.

paper = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48120, "F6": 10164, "output": 0}
today = {row.name: row.parameters for row in table.rows}
for name, count in paper.items():
    print(f"{name:7} paper {count:7,}  today {today[name]:7,}  difference {today[name] - count:+6,}")

# %%
# The sums.

print(f"paper {sum(paper.values()):,}, today {table.parameters:,}")
