"""Which tests run which lines of the package, so that a change of a line needs no others."""

import json
import sys
import time
from itertools import chain

import pytest


class Recorder:
    """A plugin of pytest that notes the lines of some files that each test runs, and how long it takes."""

    def __init__(self, files):
        self.files = {str(path): name for name, path in files.items()}
        self.test = ""  # while files are imported
        self.lines = {}
        self.seconds = {}

    def trace(self, frame, _event, _argument):
        """Note a line, as ``sys.settrace`` asks for it; lines of other files are not asked for again."""
        name = self.files.get(frame.f_code.co_filename)
        if name is None:
            return None
        self.lines.setdefault(f"{name}:{frame.f_lineno}", {})[self.test] = True
        return self.trace

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        """Note which test runs, and its seconds of the processor."""
        self.test, started = item.nodeid, time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - started
        self.test = ""
        return result


class Only:
    """A plugin of pytest that runs some tests in a given order and no others."""

    def __init__(self, tests):
        self.place = {test: number for number, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items):
        """Leave out all other tests."""
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])


def record(tests, files, path):
    """Run tests, and write to ``path`` which lines of the files, a dict of names to paths, each has run."""
    recorder = Recorder(files)
    sys.settrace(recorder.trace)
    status = pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests], plugins=[recorder])
    sys.settrace(None)
    lines = {place: list(names) for place, names in recorder.lines.items()}
    path.write_text(json.dumps({"lines": lines, "seconds": recorder.seconds}))
    return int(status)


def run(tests):
    """Run tests in the order in which they are named, until one fails."""
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *files], plugins=[Only(tests)]))


def chosen(recorded, name, lines):
    """Return the tests that run one of the lines, the quickest first; all where an import runs it."""
    seconds = recorded["seconds"]
    found = set(chain.from_iterable(recorded["lines"].get(f"{name}:{line}", []) for line in lines))
    return sorted(found if found and "" not in found else seconds, key=lambda test: (seconds[test], test))
