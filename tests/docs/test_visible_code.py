"""What a reader with all folds closed sees of a page's code is known; ``test_lessons.py`` runs it."""

from types import SimpleNamespace

import pytest
from lessons import DOCS, notebook_pages, read_page, run_page, visible
from short_trainings import one_batch, one_step

ASKED = ("saliency(", "grad_cam(", "occlusion(", "integrated_gradients(", ".fit(")


@pytest.mark.parametrize("path", notebook_pages(), ids=lambda path: path.relative_to(DOCS).as_posix())
def test_weights_that_are_drawn_for_a_gradient_are_drawn_with_a_seed(path):
    code = "\n".join(cell.source for cell in read_page(path).cells)
    draws = "layers.Conv2D(" in code or "layers.Dense(" in code
    if draws and any(call in code for call in ASKED):
        assert "set_random_seed(" in code or "set_weights(" in code


PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# Title

```{code-cell} python
first = 1
```

:::{solution-start}
:::

```{code-cell} python
inside = 2
```

:::{solution-end}
:::

```{code-cell} python
:tags: [hide-input]

hidden = 3
```

```{code-cell} python
:tags: [predict, hide-output]

print(first)
```

:::{challenge-start} Try
:::

```{code-cell} python
last = NAME
```

:::{challenge-end}
:::

:::{solution}
Text.
:::
"""


@pytest.mark.parametrize("name", ["first", "inside", "hidden"])
def test_a_name_that_a_fold_hides_is_missed_in_its_cell(tmp_path, name):
    path = tmp_path / "page.md"
    path.write_text(PAGE.replace("NAME", name), encoding="utf-8")
    page = read_page(path)
    assert run_page(page).namespace["last"] in (1, 2, 3)
    if name == "first":
        assert run_page(visible(page)).outputs.split() == ["1"]
    else:
        with pytest.raises(AssertionError, match=rf"page.md:37: the cell raises NameError: name '{name}'"):
            run_page(visible(page))


class Model:
    """A model that notes how it is asked to learn."""

    run_eagerly = False

    def __init__(self):
        self.asked = []

    def fit(
        self, x=None, epochs=1, callbacks=None, initial_epoch=0, steps_per_epoch=None,
        validation_data=None, validation_split=0.0, validation_steps=None,
    ):  # fmt: skip
        self.asked.append((x, epochs, steps_per_epoch, validation_steps, self.run_eagerly))
        return SimpleNamespace(epoch=[0], history={"loss": [0.5]})

    def train_on_batch(self, batch):
        return batch, self.run_eagerly


def test_a_training_that_is_cut_short_has_the_history_that_was_asked_for():
    model, fit = Model(), one_step(Model.fit)
    seen = fit(model, "images", epochs=3)
    assert (seen.epoch, seen.history) == ([0, 1, 2], {"loss": [0.5] * 3})
    fit(model, epochs=9, initial_epoch=4, validation_split=0.1)
    fit(model, epochs=3, callbacks=["counts epochs"])
    assert model.asked == [("images", 1, 1, None, True), (None, 5, 1, 1, True), (None, 3, None, None, False)]
    assert not model.run_eagerly


def test_each_model_learns_from_its_first_batch_alone():
    model, other = Model(), Model()
    learn = one_batch(Model.train_on_batch)
    assert [learn(model, 5), learn(model, 6), learn(other, 7)] == [(5, True), (5, True), (7, True)]
    assert not model.run_eagerly
