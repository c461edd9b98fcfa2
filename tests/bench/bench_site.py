"""The build of the site: processor time, memory, and what a second build runs again.

Works on a copy of the project's files, so that nothing here changes.
"""

import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from noxfile import ONE_THREAD

from .processes import watch

ROOT = Path(__file__).parents[2]
PAGES = Path("docs/_build/pages")  # as for ``nox -s docs``


def copy_of_repository(folder):
    """Copy what the project is made of, and nothing that it makes, which git is told to ignore."""
    made = [line.rstrip("/").rpartition("/")[2] for line in (ROOT / ".gitignore").read_text().splitlines()]
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", *made), dirs_exist_ok=True)
    return folder


def environment(folder):
    return {
        **os.environ,
        "PYTHONPATH": str(folder),
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **ONE_THREAD,
    }


def build(folder):
    """Do what ``nox -s docs`` does in a ready environment; the site is in `PAGES`."""
    arguments = f"-m sphinx -q -b html -n -d docs/_build/doctrees docs {PAGES}"
    usage = watch([sys.executable, *arguments.split()], cwd=folder, env=environment(folder))
    if usage.returncode:
        sys.exit(f"The build failed:\n{usage.output[-4000:]}")
    return usage


def stamps(folder):
    return {path: path.stat().st_mtime_ns for path in (folder / "docs" / "gallery").rglob("*.md5")}


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def seconds_row(name, usage, bound):
    """Return a row for a bound in seconds here, missed in any case when TensorFlow was loaded."""
    ratio = float("inf") if usage.loaded_tensorflow else usage.seconds / bound
    return {"name": name, "ours_s": usage.seconds, "theirs_s": bound, "ratio": ratio, "bound": 1.0}


def part_two_rows(seconds):
    """Return rows for what the lessons of part two take together, and for the one that takes longest."""
    lessons = {page: spent for page, spent in seconds.items() if re.match(r"09|1\d", page)}
    longest = max(lessons, key=lessons.get)
    return [
        processor_row("lessons of part two, processor seconds", sum(lessons.values()), 120),
        processor_row(f"the longest of them, {longest}, processor seconds", lessons[longest], 25),
    ]


def processor_row(name, spent, bound):
    return {"name": name, "ours_s": spent, "theirs_s": bound, "ratio": spent / bound, "bound": 1.0}


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = copy_of_repository(Path(name))
        alone = watch([sys.executable, "tests/bench/one_process.py"], cwd=folder, env=environment(folder))
        if alone.returncode:
            sys.exit(f"The code alone failed:\n{alone.output[-4000:]}")
        clean = build(folder)
        rows = [
            {
                "name": "clean build / the same code in one process, processor seconds",
                "ours_s": clean.processor_seconds,
                "theirs_s": alone.processor_seconds,
                "ratio": clean.processor_seconds / alone.processor_seconds,
                "bound": 1.6,
            },
            {
                "name": "peak memory of the clean build / 2 GiB",
                "ours_GiB": clean.peak_bytes / 2**30,
                "ratio": clean.peak_bytes / 2**31,
                "bound": 1.0,
            },
            *part_two_rows(json.loads(alone.output.splitlines()[-1])),
            seconds_row("rebuild, nothing changed", build(folder), 6),
        ]
        edit(
            folder / "docs/lessons/04-pooling.md", "Pooling looks like", "At first sight, pooling looks like"
        )
        rows.append(seconds_row("rebuild, one lesson's prose edited", build(folder), 8))
        script = sorted((folder / "examples").rglob("plot_*.py"))[0]
        before = stamps(folder)
        script.write_text(script.read_text(encoding="utf-8") + "\n# A line more.\n", encoding="utf-8")
        build(folder)
        changed = sum(before.get(path) != stamp for path, stamp in stamps(folder).items())
        rows.append(
            {"name": "scripts run after one was edited", "ours": changed, "ratio": changed, "bound": 1}
        )
    return rows
