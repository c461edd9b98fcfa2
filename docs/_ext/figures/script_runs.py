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
    """A script that is running: when it began, its file, its page, its names, what it has drawn."""

    began: int
    script: Path | None = None
    page: Path | None = None
    names: dict = field(default_factory=dict)
    drawn: list = field(default_factory=list)
    animations: int = 0


running = []
"""The record of the script that is running, if one is."""


def begin():
    """Note that a script begins."""
    running[:] = [Record(time.time_ns())]


def note(variables, figures, animations):
    """Note what a block of it has drawn, once the figures are saved, by Sphinx-Gallery's variables."""
    for record in running:
        record.script, record.names = Path(variables["src_file"]), variables["example_globals"]
        record.page = Path(variables["target_file"]).with_suffix(".rst")
        record.drawn += [{**drawn_of(figure), "look": figure_files.looks[figure]} for figure in figures]
        record.animations += animations


def end():
    """Keep what is known of the script."""
    record = running.pop() if running else None
    if not (record and record.script and figure_files.folder()):
        return
    text = record.script.read_text("utf-8")
    stated = dict.fromkeys(one.expression for one in statements(text) if one.kind == "num")
    requests = [{"expression": expression} for expression in stated]
    results = evaluated(requests, with_lent_names(record.names, text))
    beside = (path for path in record.script.parent.iterdir() if path.name != "__pycache__")
    left = sorted(path.name for path in beside if path.stat().st_mtime_ns >= record.began)
    known = {"text": text, "values": dict(zip(stated, results, strict=True)), "left": left}
    known |= {"drawn": record.drawn, "animations": record.animations}
    known["printed"] = [*map(textwrap.dedent, OUTPUT.findall(record.page.read_text("utf-8")))]
    write_whole(figure_files.folder().parent / FOLDER / f"{record.script.stem}.json", json.dumps(known))
