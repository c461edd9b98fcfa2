"""The output of a cell that asks for a prediction is folded; without scripts it is open."""

import pytest
from bs4 import BeautifulSoup

PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# Title

```{code-cell} python
:tags: [predict]

print("first")
"second"
```

```{code-cell} python
print("as it is")
```

```{code-cell} python
:tags: [predict]

nothing = None
```
"""


@pytest.fixture(scope="module")
def site(build_pages, tmp_path_factory):
    extensions = ["myst_nb", "lessons.predicted_outputs"]
    return build_pages(tmp_path_factory.mktemp("predict"), {"index.md": PAGE}, extensions)


def test_only_the_output_of_a_tagged_cell_is_folded(site):
    page = BeautifulSoup(site.read("index.html"), "html.parser")
    (fold,) = page.select("details.predict")
    assert site.warnings == ""
    assert "first" in fold.get_text()
    assert "second" in fold.get_text()
    assert "as it is" not in fold.get_text()
    assert fold.find_previous_sibling(class_="cell_input").get_text().strip().startswith('print("first")')


def test_the_fold_is_open_without_scripts_and_says_what_it_does(site):
    fold = BeautifulSoup(site.read("index.html"), "html.parser").select_one("details.predict")
    assert fold.has_attr("open")
    assert fold.summary.get_text() == "ShowHide the output"
    assert [part["class"] for part in fold.summary.select("span")] == [["closed"], ["opened"]]


def test_outputs_stand_open_where_nothing_folds(build_pages, tmp_path):
    site = build_pages(tmp_path, {"index.md": PAGE}, ["myst_nb", "lessons.predicted_outputs"], builder="text")
    assert "first" in site.read("index.txt")
