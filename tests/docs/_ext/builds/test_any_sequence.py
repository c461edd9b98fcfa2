"""Whatever was edited, broken, renamed, lost or interrupted before: a build that succeeds equals a clean one.

Sequences are drawn at random; ``CNN_DOCS_SEQUENCES`` draws more of them, ``CNN_DOCS_SEED`` others.
"""

import os
import random
import re
import shutil
import signal

import pytest
from PIL import Image
from tiny_site import PAGES, TinySite

from docs._ext import PARTS

SEQUENCES, STEPS = int(os.environ.get("CNN_DOCS_SEQUENCES", "2")), 5
SEED = int(os.environ.get("CNN_DOCS_SEED", "1"))
PAGE = "# {title}\n\nWords of {name}. See {{doc}}`lesson` and {{ref}}`a label <here>`, {{ref}}`here`.\n"
TAKEN = "\n![A square](square.png)\n\n```{include} part.inc\n```\n"
TEMPLATES = 'project = "tiny 0"\ntemplates_path = ["_templates"]\nhtml_last_updated_fmt = "%d %B %Y"'
TEMPLATE = '{% extends "!layout.html" %}{% block footer %}{{ super() }}Foot 0{% endblock %}\n'
DAY = 86_400
LABELLED = "(here)=\n## A labelled section\n\nIts words, with {term}`a word`.\n"
MINUTES = "file_format: mystnb\nteaching: 5"
EXERCISE = """
````{challenge} Try 0
:minutes: 2

Do it, after {eq}`sum`.

```{solution}
Done.
```
````
"""
WORDS = "# Words\n\n```{glossary}\na word\n  What it means in 0.\n```\n\n```{math}\n:label: sum\n\na\n```\n"
KINDS = "start-lesson", "lesson-cards", "schedule", "all-exercises", "all-figures", "whole-lesson"
COLLECTED = "# Collected\n" + "".join(f"\n```{{{kind}}}\n```\n" for kind in KINDS)
KILLED_AT = ("builder-inited 1", "source-read 2", "doctree-read 2", "html-page-context 3", "build-finished 1")


class Author:
    """Someone who works on a site: each step changes it, and the site is built."""

    def __init__(self, site, seed):
        self.site = site
        self.draw = random.Random(seed)
        self.count = 0
        self.whole = {}
        lessons = (
            f'"{part}",' for part in PARTS if part.startswith("lessons.") or part.endswith("highlighting")
        )
        site.edit("docs/conf.py", '"figures.gallery",\n', f'"figures.gallery", {" ".join(lessons)}\n')
        site.edit("docs/lesson.md", "file_format: mystnb", MINUTES)
        site.edit("docs/lesson.md", "Some prose.", f"Some prose.\n{EXERCISE}")
        site.write("docs/words.md", WORDS)
        site.write("docs/collected.md", COLLECTED)
        site.edit("docs/conf.py", '"basic"', '"furo"')
        site.edit("docs/conf.py", 'project = "tiny"', TEMPLATES)
        site.edit("docs/lesson.md", "Some prose.", f"Some prose.\n\n{LABELLED}{TAKEN}")
        site.write("docs/other.md", f"# Another page\n\nIts words.\n{TAKEN}")
        site.write("docs/part.inc", "Words of 0.\n")
        site.write("docs/_templates/layout.html", TEMPLATE)
        self.draw_picture()

    def step(self):
        """Make one change and build; return what was done."""
        self.count += 1
        name = self.draw.choice(sorted(name for name in dir(self) if name.startswith("do_")))
        getattr(self, name)()
        killed = self.draw.choice(KILLED_AT) if self.draw.random() < 0.25 else ""
        status, _, _ = self.site.build("-W", "--keep-going", killed_at=killed)
        return f"{name[3:]}{', killed at ' + killed if status == -signal.SIGKILL else ''}"

    def draw_picture(self):
        Image.new("RGB", (4, 4), (self.count, 0, 0)).save(self.site.docs / "square.png")

    def at_its_old_time(self, name, change):
        """Change a file as a copy or an archive does that keeps times: it is not newer than before."""
        path = self.site.folder / name
        noted = path.stat().st_mtime_ns
        change()
        os.utime(path, ns=(noted, noted - self.draw.choice((0, 10**15))))

    def recount(self, name):
        """Write another number into a file that has one."""
        self.site.write(name, re.sub(r"(?<=[a-z] )\d+", f"{self.count}", self.text(name), count=1))

    def mend(self):
        """Put back what was broken."""
        for name, text in self.whole.items():
            if (self.site.folder / name).exists():
                self.site.write(name, text)
        self.whole = {}

    def some(self, pattern):
        files = sorted(self.site.folder.glob(pattern))
        return self.draw.choice(files).relative_to(self.site.folder).as_posix() if files else None

    def text(self, name):
        return (self.site.folder / name).read_text("utf-8")

    def do_edit_prose(self):
        name = self.some("docs/*.md")
        self.site.write(name, self.text(name) + f"\nA sentence with word{self.count}.\n")

    def do_undo_prose(self):
        name = self.some("docs/*.md")
        self.site.write(name, re.sub(r"\nA sentence with word\d+\.\n", "", self.text(name)))

    def do_edit_the_exercise(self):
        text = self.text("docs/lesson.md")
        self.site.write("docs/lesson.md", re.sub(r"(?<=\} Try )\d+", f"{self.count}", text))

    def do_edit_the_minutes(self):
        text = self.text("docs/lesson.md")
        self.site.write("docs/lesson.md", re.sub(r"(?<=teaching: )\d+", f"{self.count}", text))

    def do_edit_a_definition(self):
        self.recount("docs/words.md")

    def do_add_an_equation(self):
        more = f"# Words\n\n```{{math}}\n:label: one{self.count}\n\na\n```\n"
        self.site.write("docs/words.md", self.text("docs/words.md").replace("# Words\n", more))

    def do_add_a_lesson(self):
        name = self.some("docs/page*.md")
        if name and not self.text(name).startswith("---"):
            self.site.write(name, f"---\nteaching: {self.count}\n---\n{self.text(name)}{EXERCISE}")

    def do_retitle(self):
        name = self.some("docs/*.md")
        self.site.write(name, re.sub(r"^# .*", f"# Title {self.count}", self.text(name), count=1, flags=re.M))

    def do_rename_the_label(self):
        text = self.text("docs/lesson.md")
        self.site.write("docs/lesson.md", re.sub("## A labelled.*", f"## A labelled part {self.count}", text))

    def do_add_a_page(self):
        name = f"page{self.count}"
        self.site.write(f"docs/{name}.md", PAGE.format(title=f"Page {self.count}", name=name))

    def do_rename_a_page(self):
        name = self.some("docs/page*.md")
        if name:
            (self.site.folder / name).rename(self.site.docs / f"page{self.count}.md")

    def do_remove_a_page(self):
        name = self.some("docs/page*.md")
        if name:
            (self.site.folder / name).unlink()

    def do_edit_a_script(self):
        name = self.some("examples/*/plot_*.py")
        self.site.write(name, re.sub(r"plot\(\[\d+", f"plot([{self.count}", self.text(name)))

    def do_break_a_script(self):
        name = self.some("examples/*/plot_*.py")
        self.whole.setdefault(name, self.text(name))
        self.site.write(name, self.text(name) + "1 / 0\n")

    def do_break_a_page(self):
        name = self.some("docs/page*.md") or "docs/lesson.md"
        self.whole.setdefault(name, self.text(name))
        self.site.write(name, self.text(name) + "\n```{nonsense}\n```\n")

    def do_mend(self):
        self.mend()

    def do_rename_a_script(self):
        name = self.some("examples/*/plot_*.py")
        if name not in self.whole:
            path = self.site.folder / name
            path.rename(path.with_name(f"plot_renamed{self.count}.py"))

    def do_add_a_script(self):
        text = PAGES["examples/1_first/plot_one.py"].replace("A one\n", f"A {self.count:03}\n")
        self.site.write(f"examples/1_first/plot_new{self.count}.py", text)

    def do_lose_a_made_file(self):
        files = sorted(path for path in (self.site.docs / "gallery").rglob("*.*") if path.is_file())
        if files:
            self.draw.choice(files).unlink()

    def do_change_the_package(self):
        self.site.write("cnn_docs/data.csv", f"{self.count}\n")

    def do_put_another_page_in_place(self):
        name = self.some("docs/*.md")
        self.at_its_old_time(name, lambda: self.site.write(name, f"{self.text(name)}\nWord{self.count}.\n"))

    def do_put_another_part_in_place(self):
        self.at_its_old_time("docs/part.inc", lambda: self.recount("docs/part.inc"))

    def do_put_another_picture_in_place(self):
        self.at_its_old_time("docs/square.png", self.draw_picture)

    def do_put_another_template_in_place(self):
        name = "docs/_templates/layout.html"
        self.at_its_old_time(name, lambda: self.recount(name))

    def do_change_the_settings(self):
        self.recount("docs/conf.py")

    def do_set_the_clock(self):
        for path in [*self.site.docs.glob("*.md"), *self.site.docs.glob("_build/*/*.*")]:
            os.utime(path, (10**9, self.draw.choice((10**9, 2 * 10**9))))

    def do_commit(self):
        self.site.committed += self.draw.choice((1, DAY))

    def do_nothing(self):
        pass


def sources(site, folder):
    """Return a site in another folder with the same sources and nothing made."""
    made = shutil.ignore_patterns("_build", "gallery", "runs.txt", "__pycache__", "sg_execution_times.rst")
    shutil.copytree(site.folder, folder, ignore=made, dirs_exist_ok=True)
    fresh = TinySite.__new__(TinySite)
    fresh.folder, fresh.docs = folder, folder / "docs"
    fresh.html = fresh.docs / "_build" / "html"
    return fresh


@pytest.mark.parametrize("seed", range(SEED, SEED + SEQUENCES))
def test_a_build_after_any_sequence_equals_a_clean_one(tmp_path, seed):
    author = Author(TinySite(tmp_path / "lived in"), seed)
    done = [author.step() for _ in range(STEPS)]
    author.mend()
    status, _, warnings = author.site.build("-W", "--keep-going")
    assert status == 0, (done, warnings)
    clean = sources(author.site, tmp_path / "clean")
    clean.committed = author.site.committed
    status, _, warnings = clean.build("-W", "--keep-going")
    assert status == 0, warnings
    lived, wanted = author.site.files(), clean.files()
    assert sorted(lived) == sorted(wanted), done
    assert [name for name in wanted if lived[name] != wanted[name]] == [], done
