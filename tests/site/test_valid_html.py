"""Every page of the built site is valid HTML, by the Nu checker (npm's ``vnu-jar``), where that is there.

``VNU_JAR`` is the path of ``vnu.jar``; it needs Java.
"""

import json
import os
import shutil
import subprocess

import pytest

from .conftest import HTML


def test_pages_are_valid_html():
    jar, java = os.environ.get("VNU_JAR"), shutil.which("java")
    if not (jar and java):
        pytest.skip("VNU_JAR does not name vnu.jar (`npm pack vnu-jar`), or there is no Java")
    options = ["--skip-non-html", "--errors-only", "--exit-zero-always", "--format", "json"]
    command = [java, "-jar", jar, *options, str(HTML)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    errors = json.loads(done.stderr)["messages"]
    places = [
        f"{e.get('url', '').partition('/html/')[2]}:{e.get('lastLine')}: {e['message']}" for e in errors
    ]
    assert places == []
