"""What an earlier build made of the same inputs is not made again.

It is kept beside the executed results: a change of the package, of these extensions or of the settings
drops it.
"""

import hashlib
import json
from pathlib import Path

from ..files import write_whole


class Memo:
    """Results by what they are made of, in a file of a name: those that this build asked for, and no other.

    Results are plain data, as JSON knows it.
    """

    def __init__(self, app, name):
        folder = getattr(app.config, "freshness_cache", "")
        self.path = Path(folder, f"{name}.json") if folder else None
        self.before, self.now = self.read(), {}

    def read(self):
        """Return what earlier builds left; nothing where the file is missing or damaged."""
        try:
            return json.loads(self.path.read_text("utf-8")) if self.path else {}
        except (OSError, ValueError):
            return {}

    def result(self, inputs, make):
        """Return what `make` returns; it is called only for inputs that are new by their `repr`."""
        key = hashlib.sha256(repr(inputs).encode()).hexdigest()
        if key not in self.now:
            self.now[key] = self.before[key] if key in self.before else make()
        return self.now[key]

    def keep(self):
        """Keep the results for the builds to come."""
        if self.path:
            write_whole(self.path, json.dumps(self.now))
