"""What an author has to know stands at the end of a build: each warning once, also what a cell warned of."""

import re

import pytest
from tiny_site import NOTEBOOK, TinySite

WARNS = f"""\
{NOTEBOOK}
# Warns

```{{code-cell}} python
import warnings

warnings.warn("this is old", DeprecationWarning, stacklevel=1)
warnings.warn("this is wrong", stacklevel=1)
```

```{{code-cell}} python
import sys

print("a note of a library", file=sys.stderr)
1 / 0
```

![](picture.png)

![](https://example.org/elsewhere.png)

![Two lines that cross.](https://example.org/described.png)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("report"))
    site.edit("docs/conf.py", '"builds.freshness",', '"builds.report", "builds.freshness",')
    site.write("docs/warns.md", WARNS)
    return site


@pytest.fixture(scope="module")
def built(site):
    status, output, warnings = site.build("-W", "--keep-going")
    plain = re.compile(r"\x1b\[[\d;]*m")
    return status, plain.sub("", output), plain.sub("", warnings)


def test_what_a_cell_warned_of_is_shown_to_the_author(built):
    _, _, warnings = built
    assert "the cell that begins with `import warnings` warns: UserWarning: this is wrong" in warnings
    assert "a note of a library" not in warnings


@pytest.mark.parametrize("image", ["![](picture.png)", "![](https://example.org/elsewhere.png)"])
def test_a_markdown_image_without_words_is_reported_where_it_is(built, image):
    line = WARNS.splitlines().index(image) + 1
    assert f"warns.md:{line}: WARNING: this figure has no alternative text" in built[2]
    assert built[2].count("has no alternative text") == 2


def test_a_failed_build_ends_with_its_warnings_each_once(built):
    status, output, _ = built
    assert status == 1
    end = output[output.index("line(s) of warnings in this build:") :]
    for message in ("this is wrong", "no alternative text", "this cell failed"):
        assert message in end
    lines = [line for line in end.splitlines() if line.startswith("  ")]
    assert len(set(lines)) == len(lines)
    assert f"{len(lines)} line(s) of warnings" in output


def test_blocks_that_failed_are_not_counted_as_run(built):
    assert "7 code blocks run" in built[1]
    assert "8 code blocks run" not in built[1]


def test_the_warnings_are_there_at_the_next_build_too(site, built):
    output = site.build("-W", "--keep-going")[1]
    assert "warns: UserWarning: this is wrong" in output


def test_a_lesson_without_its_minutes_is_reported(build_pages, tmp_path):
    page = "# Title\n\n:::{objectives}\n- Know it.\n:::\n"
    site = build_pages(tmp_path, {"index.md": page}, ["myst_nb", "lessons.blocks", "lessons.gated_folds"])
    assert "a lesson states its minutes in the front matter" in site.warnings
