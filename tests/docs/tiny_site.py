"""A tiny project with a lesson, a page of examples and a gallery, built by Sphinx in its own process."""

import re

import warm_builds

ROOT = warm_builds.ROOT
SUPPRESSED = re.search(
    r"^suppress_warnings = .*", (ROOT / "docs" / "conf.py").read_text("utf-8"), re.MULTILINE
)

CONF = (
    SUPPRESSED[0]
    + """
import os, signal
import docs._ext
from docs._ext.figures.gallery import SETTINGS
wanted = {
    "builds.freshness", "builds.search_index", "builds.shared_pages", "builds.kernels", "figures.images",
    "builds.reproducible", "proof.python_blocks", "proof.checked_numbers", "figures.gallery",
}
project = "tiny"
docs._ext.PARTS = [part for part in docs._ext.PARTS if part in wanted]
extensions = ["myst_nb", "sphinx.ext.autodoc", "docs._ext"]
exclude_patterns = ["_build", "gallery/**.ipynb"]
nb_execution_mode = "cache"
nb_output_stderr = "remove"
html_theme = "basic"
html_copy_source = False
sphinx_gallery_conf = {**SETTINGS, "examples_dirs": "../examples", "gallery_dirs": "gallery"}

def setup(app):
    event, _, times = os.environ.get("KILLED_AT", "").partition(" ")
    seen = []
    def die(*_):
        seen.append(event)
        if len(seen) == int(times):
            os.kill(os.getpid(), signal.SIGKILL)
    if event:
        app.connect(event, die, priority=1000)
"""
)

NOTEBOOK = """\
---
file_format: mystnb
kernelspec:
  name: python3
---
"""

LESSON = f"""\
{NOTEBOOK}
# A lesson

Some prose.

```{{code-cell}} python
from pathlib import Path

with Path("runs.txt").open("a") as runs:
    runs.write("lesson\\n")
```

```{{code-cell}} python
---
mystnb:
  image:
    alt: A line that rises.
---
import matplotlib.pyplot as plt

plt.figure(figsize=(2, 1), facecolor="#FEFEFE")
plt.plot([1, 2]);
```
"""

SCRIPT = '''\
"""
A {name}
========

What to look at.
"""

from pathlib import Path

with Path("runs.txt").open("a") as runs:
    runs.write("{name}\\n")

# %%
# A figure.

import matplotlib.pyplot as plt

# Alt: A line that
#   falls.
plt.figure(figsize=(2, 1), facecolor="#FEFEFE")
plt.plot([2, 1])
plt.show()
'''

PAGES = {
    "docs/conf.py": CONF,
    "docs/index.md": "# Tiny\n\n```{toctree}\n:glob:\n\n*\ngallery/index\n```\n",
    "docs/lesson.md": LESSON,
    "examples/README.txt": "Gallery\n=======\n",
    "examples/1_first/README.txt": "First\n-----\n",
    "examples/1_first/plot_one.py": SCRIPT.format(name="one"),
    "examples/1_first/plot_two.py": SCRIPT.format(name="two"),
    "cnn_docs/__init__.py": "",
    "requirements.lock": "",
}


class TinySite:
    """The project in a folder; what ran is read from the notes that its pages and scripts leave."""

    committed = 0  # the time of the last commit, in seconds

    def __init__(self, folder):
        self.folder = folder
        self.docs = folder / "docs"
        self.html = self.docs / "_build" / "html"
        for name, text in PAGES.items():
            self.write(name, text)

    def without_scripts(self):
        """Return the site once the gallery's scripts have been taken out of it."""
        for path in (self.folder / "examples").rglob("*.*"):
            path.unlink()
        return self

    def reset(self):
        """Put every file back and remove those that were added."""
        for path in [*self.folder.rglob("*.py"), *self.folder.rglob("*.csv"), *self.docs.glob("*.md")]:
            name = path.relative_to(self.folder).as_posix()
            if name not in PAGES and not name.startswith(("docs/gallery/", "docs/_build/")):
                path.unlink()
        for name, text in PAGES.items():
            if not (self.folder / name).exists() or (self.folder / name).read_bytes() != text.encode():
                self.write(name, text)

    def write(self, name, text):
        """Write one file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def edit(self, name, old, new):
        """Replace a text in one file of the project."""
        text = (self.folder / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def build(self, *arguments, killed_at=""):
        """Build and return (exit status, output, warnings).

        `killed_at` is where the build kills itself: an event of Sphinx and its count, as in "source-read 2".
        """
        options = ["-b", "html", "-d", "_build/doctrees", *arguments]
        variables = {"KILLED_AT": killed_at, "SOURCE_DATE_EPOCH": str(self.committed)}
        return warm_builds.build(self.docs, *options, ".", "_build/html", **variables)

    def ran(self):
        """Return what has run since the last call, sorted."""
        names = []
        for notes in [*self.docs.rglob("runs.txt"), *self.folder.glob("examples/**/runs.txt")]:
            names += notes.read_text("utf-8").split()
            notes.unlink()
        return sorted(names)

    def files(self):
        """Return the built site: a mapping from name to bytes."""
        return {
            path.relative_to(self.html).as_posix(): path.read_bytes()
            for path in sorted(self.html.rglob("*"))
            if path.is_file() and path.name not in {".buildinfo", "environment.pickle"}
        }
