"""Where a page shows what ``python -c`` prints in a terminal, that is what it prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(
    r'^(?:\(\w+\) )?\$ python -c "(?P<code>[^"\n]+)"\n(?P<output>(?:(?!```|.*\$ ).*\n)*)', re.MULTILINE
)


def shown(page):
    """Return the (code, output) pairs of a page."""
    return [(found["code"], found["output"]) for found in COMMAND.finditer(page)]


COMMANDS = [pair for path in sorted(ROOT.glob("docs/*.md")) for pair in shown(path.read_text("utf-8"))]


def test_commands_are_found_with_their_outputs():
    page = '```console\n$ nox\n(cnn) $ python -c "print(1)"\n1\n2\n$ python -c "2"\n```\n\nText.\n'
    assert shown(page) == [("print(1)", "1\n2\n"), ("2", "")]
    assert COMMANDS


@pytest.mark.parametrize(("code", "output"), COMMANDS)
def test_a_command_prints_what_the_page_shows(code, output):
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == output
