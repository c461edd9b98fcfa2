"""Collect the ``>>>`` examples of docstrings and pages as tests, and note in a ledger which passed."""

import doctest
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "docs" / "_ext"))
os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import ledger  # noqa: E402
from sybil.integration.pytest import SybilItem  # noqa: E402
from sybil.sybil import SybilCollection  # noqa: E402
from sybil_setup import make_sybils  # noqa: E402

pytest_collect_file = SybilCollection(make_sybils(ROOT)).pytest()


def pytest_addoption(parser):
    """Add ``--ledger PATH``."""
    parser.addoption("--ledger", metavar="PATH", help="note the >>> examples that pass in this file")


def pytest_configure(config):
    """Start with an empty note, and only where a ledger is asked for."""
    if config.getoption("--ledger"):
        config.pluginmanager.register(Ledger(Path(config.getoption("--ledger"))), "ledger")


class Ledger:
    """Notes of the examples that passed, a list of (line, hash) for each file."""

    def __init__(self, path):
        self.path = path
        self.passed = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """Note an example that ran and passed; one that is skipped has shown nothing."""
        report = yield
        if isinstance(item, SybilItem) and call.when == "call":
            entries = self.passed.setdefault(item.path.relative_to(ROOT).as_posix(), [])
            example = item.example.parsed
            if report.passed and not example.options.get(doctest.SKIP):
                entries.append((item.example.line, ledger.example_hash(example.source, example.want)))
        return report

    def pytest_sessionfinish(self):
        """Write the ledger."""
        ledger.write(self.path, ROOT, self.passed)
