"""Collect the ``>>>`` examples of docstrings and pages as tests, and note in a ledger which passed."""

import doctest
import gc
import os
from pathlib import Path

import pytest
from sybil.integration.pytest import SybilItem
from sybil.sybil import SybilCollection

from docs._ext.proof import ledger
from docs._ext.proof.doctests import make_sybils

ROOT = Path(__file__).parent
os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # where it is off, convolutions have no channels first

pytest_collect_file = SybilCollection(make_sybils(ROOT)).pytest()


def pytest_addoption(parser):
    """Add ``--ledger PATH``."""
    parser.addoption("--ledger", metavar="PATH", help="note the >>> examples that pass in this file")


def pytest_configure(config):
    """Start with an empty note where a ledger is asked for; of processes side by side, one notes."""
    path = config.getoption("--ledger")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(Path(path)), "ledger")


def pytest_collection_finish():
    """Leave what was imported out of each search for garbage; TensorFlow alone has very many objects."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Do the same with what is left of the tests of a file."""
    result = yield
    if nextitem is None or nextitem.path != item.path:
        gc.collect()
        gc.freeze()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let the report of an example say which one it is and whether it ran: skipped, it shows nothing."""
    report = yield
    if isinstance(item, SybilItem) and call.when == "call":
        example = item.example.parsed
        ran = report.passed and not example.options.get(doctest.SKIP)
        proof = [item.example.line, ledger.example_hash(example.source, example.want)] if ran else None
        report.user_properties.append(("example", [item.path.relative_to(ROOT).as_posix(), proof]))
    return report


class Ledger:
    """Notes of the examples that passed, a list of (line, hash) for each file."""

    def __init__(self, path):
        self.path = path
        self.passed = {}

    def pytest_runtest_logreport(self, report):
        """Note an example that ran and passed."""
        for name, (file, proof) in report.user_properties if report.when == "call" else ():
            if name == "example":
                self.passed.setdefault(file, []).extend([tuple(proof)] if proof else [])

    def pytest_sessionfinish(self):
        """Write the ledger."""
        ledger.write(self.path, ROOT, self.passed)
