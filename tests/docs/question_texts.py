"""Questions of each kind, right as they stand: what the tests of questions change, build and judge."""

import cnn_docs
from docs._ext.questions.source import questions_in

NAMES = {"output_size": cnn_docs.output_size, "relu": cnn_docs.relu, "z": -0.5}
HEAD = """\
---
file_format: mystnb
kernelspec: {name: python3}
teaching: 1
exercises: 1
---
# Lesson

```{code-cell} python
from cnn_docs import output_size, relu

z = -0.5
```

## A part

A paragraph.

"""
CHOICE = """\
:::{question} What comes *out*?
:name: after-relu

The sum is {num}`−0.5 <z>`. What does ReLU make of it?

{wrong}`−0.5 <z>`
: That is the sum.
  It would be right without a function.

{right}`0 <relu(z)>`
: It drops what is negative.

{wrong}`relu(z) > 0` Something positive
: That would be right for a positive sum.

Hint
: Look at the sign.
:::
"""
NUMBER = """\
:::{question} How large is the map?
:name: how-large
:kind: number
:draw: n = 28 of 20..40; k = 3 of 3, 5
:see: a-part

A picture has {num}`28×28 <(n, n)>` pixels, the kernel is {num}`3×3 <(k, k)>`. How many rows has its map?

{right}`26 <output_size(n, k)>`
: Yes.

{wrong}`25 <n - k>`
: One more.

Solution
: They are {num}`26 <output_size(n, k)>`.
:::
"""
SEVERAL = """\
:::{question} Which are positive?
:name: which-are-positive
:kind: several

Choose.

{right}`relu(1) > 0` ReLU of one
: One stays one.

{wrong}`relu(z) > 0` ReLU of the sum
: It is cut off.

{right}`abs(z) > 0` The size of the sum
: It has no sign.
:::
"""
ORDER = """\
:::{question} Which is larger?
:name: which-is-larger
:kind: order

From the smallest to the largest.

{place}`z` the sum
: It is negative.

{place}`relu(z)` what ReLU makes of it
: It is zero.

{place}`output_size(5, 3)` a map
: It has rows.
:::
"""
PRINT = """\
:::{question} What does this print?
:name: what-is-printed
:kind: print

```python
print(output_size(5, 3), abs(z))
```

{right}`3 0.5`
: The window has that many places.

{wrong}`2 0.5 <f"{5 - 3} {abs(z)}">`
: These are the steps.
:::
"""
ALL = (CHOICE, NUMBER, SEVERAL, ORDER, PRINT)


def one(text):
    ((line, question),) = questions_in(text)
    return line, question
