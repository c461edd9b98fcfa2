"""What tests of every part share."""

import re

import pytest


@pytest.fixture
def refused():
    """Return a context that expects an error with exactly this message."""

    def expect(error, message):
        return pytest.raises(error, match=f"^{re.escape(message)}$")

    return expect
