"""What an earlier build made of the same inputs is not made again.

It is kept beside the executed results: a change of the package, of these extensions or of the settings
drops it.
"""

import json
from functools import cached_property
from pathlib import Path

from ..files import write_whole
from .fingerprint import hash_of


class Memo:
    """Results by what they are made of, kept in a file of a name; they are plain data, as JSON knows it."""

    def __init__(self, app, name):
        folder = getattr(app.config, "freshness_cache", "")
        self.path, self.now = Path(folder, f"{name}.json") if folder else None, {}

    @cached_property
    def before(self):
        """What earlier builds left; nothing where the file is missing or damaged."""
        try:
            return json.loads(self.path.read_text("utf-8")) if self.path else {}
        except (OSError, ValueError):
            return {}

    def result(self, inputs, make):
        """Return what `make` returns; it is called only for inputs that are new by their `repr`."""
        key = hash_of(inputs)
        if key not in self.now:
            self.now[key] = self.before[key] if key in self.before else make()
        return self.now[key]

    def keep(self, *, others=False):
        """Keep the results that this build asked for, and maybe the others."""
        kept = {**self.before, **self.now} if others else self.now
        if self.path and self.now and kept != self.before:
            write_whole(self.path, json.dumps(kept))
