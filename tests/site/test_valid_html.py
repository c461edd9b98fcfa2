"""Every page of the built site is valid HTML, says the Nu checker."""

import json
import shutil
import subprocess

import pytest

from .conftest import HTML, ROOT

CHECKER = ROOT / ".nox" / "js" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def test_pages_are_valid_html():
    java = shutil.which("java")
    if java is None:
        pytest.fail("No Java found. On Debian: `apt-get install default-jre-headless`.")
    if not CHECKER.exists():
        pytest.fail("The Nu checker is not there. `nox -s site` installs it.")
    options = ["--skip-non-html", "--errors-only", "--exit-zero-always", "--format", "json"]
    command = [java, "-jar", CHECKER, *options, HTML]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stderr)["messages"]
    # Pages of models carry their styles; of CSS the checker does not know what browsers have had for years.
    errors = [e for e in found if not e["message"].startswith("CSS:")]
    places = [
        f"{e.get('url', '').partition('/html/')[2]}:{e.get('lastLine')}: {e['message']}" for e in errors
    ]
    assert places == []
