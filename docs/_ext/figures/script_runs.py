"""What a gallery script computed and drew, kept beside the executed pages: no check has to run it again.

Sphinx-Gallery gives the scraper the script's names with each block, and tells when a script begins and ends.
"""

import json
import re
import textwrap
import time
from dataclasses import dataclass, field
from pathlib import Path

from ..files import write_whole
from ..proof.page_values import evaluated
from ..proof.script_statements import statements, with_lent_names
from . import figure_files
from .legibility import drawn_of

FOLDER = "scripts"
"""Where the records are, beside the folder of the figures."""
OUTPUT = re.compile(r"^ \.\. code-block:: none\n\n((?:    .*\n|\n)+)", re.MULTILINE)
"""What a script has printed, on its page."""


@dataclass
class Record:
    """A script that is running: when it began, Sphinx-Gallery's variables of it, what it has drawn."""

    began: int
    variables: dict = field(default_factory=dict)
    drawn: list = field(default_factory=list)
    animations: int = 0


running = []
"""The record of the script that is running, if one is."""


def begin():
    """Note that a script begins."""
    running[:] = [Record(time.time_ns())]


def note(variables, figures, animations):
    """Note what a block of it has drawn, once the figures are saved."""
    for record in running:
        record.variables = variables
        record.drawn += [{**drawn_of(figure), "look": figure_files.looks[figure]} for figure in figures]
        record.animations += animations


def end():
    """Keep what is known of the script, if it ran to its end."""
    record = running.pop() if running else None
    if record and record.variables.get("passing") and figure_files.folder():
        script = Path(record.variables["src_file"])
        known = {"text": script.read_text("utf-8"), "drawn": record.drawn, "animations": record.animations}
        known["values"] = values(known["text"], record.variables["example_globals"])
        known["printed"] = printed(Path(record.variables["target_file"]).with_suffix(".rst"))
        known["left"] = left(script.parent, record.began)
        write_whole(figure_files.folder().parent / FOLDER / f"{script.stem}.json", json.dumps(known))


def values(text, names):
    """Return a value or an error for each expression that proves a number of the script."""
    stated = dict.fromkeys(one.expression for one in statements(text) if one.kind == "num")
    requests = [{"expression": expression} for expression in stated]
    return dict(zip(stated, evaluated(requests, with_lent_names(names, text)), strict=True))


def printed(page):
    """Return what each block has printed, from the script's page."""
    return [*map(textwrap.dedent, OUTPUT.findall(page.read_text("utf-8")))]


def left(folder, began):
    """Return the names of the files in the script's folder that are there since it began."""
    files = (path for path in folder.iterdir() if path.name != "__pycache__")
    return sorted(path.name for path in files if path.stat().st_mtime_ns >= began)
